"""The command line: arguments in, a use case of ``calsync.app``, its result rendered."""
