"""Every error calsync raises on purpose, in one tree. Each class owns its exit code.

::

    CalsyncError                    1   one clear line for the user, and the way out
    ├── UsageError                  2   the command line does not make sense
    │   └── ConfigError             2   neither does the configuration
    ├── AuthError                   3   a server refused the credentials, or they cannot be had
    ├── NetworkError                4   a server cannot be reached, or does not make sense
    ├── SourceError                 1   a source cannot be read
    ├── ItemError                   1   one component, or one stored object, cannot be read
    ├── TargetError                 1   the target cannot be read or written
    │   ├── Stale                   1   412: the object is not what it was when it was read
    │   ├── NotThere                1   404: no such object
    │   ├── UidTaken                1   the server refuses this UID (duplicate, or its trash bin)
    │   └── Refused                 1   the server refuses this kind of object or this content
    ├── LedgerError                 1   the ledger cannot be read or written
    └── Busy                        0   another run holds the lock: this one yields

Anything else that reaches the command line is a bug, and is reported as one, without a traceback.
"""

from __future__ import annotations


class CalsyncError(Exception):
    """Base of all. ``str(error)`` is one line: what, where, what to do. ``hint`` is the way out, if apart."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(CalsyncError):
    exit_code = 2


class ConfigError(UsageError):
    pass


class AuthError(CalsyncError):
    exit_code = 3


class NetworkError(CalsyncError):
    exit_code = 4


class SourceError(CalsyncError):
    pass


class ItemError(CalsyncError):
    pass


class TargetError(CalsyncError):
    pass


class Stale(TargetError):
    pass


class NotThere(TargetError):
    pass


class UidTaken(TargetError):
    """``href`` is where the object with that UID stands, or may stand; "" where nothing is known of it."""

    def __init__(self, message: str, *, href: str = "", hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.href = href


class Refused(TargetError):
    pass


class LedgerError(CalsyncError):
    pass


class Busy(CalsyncError):
    exit_code = 0
