"""Files that are either as they were or as they should be, never in between.

New bytes go to a temporary file in the same folder, to the disk, then over the old file in one step. The
lock keeps two runs of calsync apart; it is held on the folder itself, so nothing is left lying about.
Against other programs the caller compares once more right before the replacement.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from calsync.errors import Stale, TargetError

PREFIX = ".calsync-"
SUFFIX = ".tmp"
PATIENCE = 30.0
"""Seconds to wait for another run; it holds the lock for the moment of one replacement."""

NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EXDEV, errno.EMLINK}


def read_file(path: Path) -> bytes | None:
    """The file's bytes, None when there is none. Raises TargetError for anything but a plain file."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = "a folder" if path.is_dir() else "a device or a pipe"
            raise TargetError(f"{path} is {what}, not a file", hint="name another file")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TargetError(f"cannot read {path}: {reason(error)}") from error


def real_path(path: Path) -> Path:
    """Absolute, symbolic links followed; a loop of them stays as it is and fails when it is opened."""
    return Path(os.path.realpath(path))


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of an existing file, with its mode and (where allowed) its owner.

    A symbolic link stays one: what it points to is replaced. Raises TargetError, the file as it was.
    """
    real = real_path(path)
    with _guarded(path), _temporary(real, data) as temporary:
        _writable(real)
        before = real.stat()
        with suppress(PermissionError):
            os.chown(temporary, before.st_uid, before.st_gid)
        temporary.chmod(stat.S_IMODE(before.st_mode))
        temporary.replace(real)
        _settle(real.parent)


def create_file(path: Path, data: bytes) -> None:
    """A new file (mode 0600). Raises Stale when there is one of that name by now, else TargetError."""
    real = real_path(path)
    with _guarded(path), _temporary(real, data) as temporary:
        try:
            # A link, unlike a rename, never takes the place of what another program just put there.
            os.link(temporary, real)
        except FileExistsError:
            raise Stale(f"{path} has just been made by another program") from None
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            if real.exists():
                raise Stale(f"{path} has just been made by another program") from None
            temporary.replace(real)
        _settle(real.parent)


def delete_file(path: Path) -> None:
    """Remove a file that is there. Raises TargetError."""
    with _guarded(path):
        _writable(path)
        path.unlink()
        _settle(path.parent)


def make_folder(path: Path) -> None:
    """The folder and those above it that are missing, for the user alone (0700). Raises TargetError."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    with _guarded(path):
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Alone among all runs of calsync that write in ``folder``, and rid of what a killed one left there.

    A folder that is missing has nothing to protect. Raises TargetError when another run does not let go,
    or when this is no folder that can be opened.
    """
    if not folder.exists():
        yield
        return
    with _guarded(folder):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, folder)
        # Under the lock no temporary file is being written, so those that are there are leftovers.
        with suppress(OSError):
            for leftover in folder.glob(f"{PREFIX}*{SUFFIX}"):
                leftover.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    """Some network file systems cannot lock a folder; then the comparison before each write must do."""
    import fcntl

    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                raise TargetError(f"another run of calsync keeps writing in {folder}: try again") from None
            time.sleep(0.01)
        except OSError:
            return
        else:
            return


def reason(error: OSError) -> str:
    """What the system says, for the end of a sentence."""
    return (error.strerror or str(error)).lower()


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TargetError(f"cannot write {path}: {reason(error)}; it was left as it was") from error


def _writable(path: Path) -> None:
    """A folder's permission is enough to replace or remove a file; what the user made read-only stays."""
    if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@contextmanager
def _temporary(beside: Path, data: bytes) -> Iterator[Path]:
    """A file with these bytes, on the disk, in the same folder; gone at the end if it was not moved."""
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=beside.parent)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Bring the change of names to the disk, where the file system knows how."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
