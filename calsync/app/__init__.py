"""The use cases, one module each: what the command line and programs that embed calsync call."""
