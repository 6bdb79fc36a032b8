"""One module for each command.

A module holds its help as docstring and ``EXAMPLES``, its ``arguments``, and ``run``; its name and summary
stand in ``calsync.cli.table``.
"""
