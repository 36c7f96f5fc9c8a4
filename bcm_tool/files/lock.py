"""Who has a document open: a file beside it, locked as long as its owner lives.

The operating system drops the lock when the owner ends, even by force, so a file that was
left behind keeps nobody out. Its text says who and since when.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from bcm_tool.files import log


@dataclass(slots=True)
class Lock:
    """A lock that is held; :func:`release` gives it back."""

    path: Path
    handle: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock; empty where the file does not say."""

    who: str
    host: str
    since: str

    def __str__(self) -> str:
        place = f" on {self.host}" if self.host else ""
        since = f" since {self.since}" if self.since else ""
        return f"{self.who or 'somebody'}{place}{since}"


def lock_path(document: Path) -> Path:
    """The lock file that belongs to a document."""
    return document.with_name(f".{document.name}.lock")


def acquire(document: Path) -> Lock | Owner:
    """Take the lock, or learn who has it.

    Raises
    ------
    OSError
        When the folder cannot be written to.
    """
    path = lock_path(document)
    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
        if not _try_lock(handle):
            os.close(handle)
            return _read_owner(path)
        if _is_at(handle, path):
            break
        os.close(handle)  # its owner removed the file between our two steps
    since = log.now().astimezone().strftime("%Y-%m-%d %H:%M")
    text = json.dumps({"who": log.who_am_i(), "host": socket.gethostname(), "since": since})
    os.ftruncate(handle, 0)
    os.write(handle, text.encode())
    return Lock(path, handle)


def holder(document: Path) -> Owner | None:
    """Who has the document open, or None."""
    path = lock_path(document)
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _try_lock(handle) else _read_owner(path)
    finally:
        os.close(handle)


def release(lock: Lock) -> None:
    """Give the lock back and remove its file."""
    if sys.platform == "win32":  # an open file cannot be removed there
        os.close(lock.handle)
        lock.path.unlink(missing_ok=True)
        return
    if _is_at(lock.handle, lock.path):
        lock.path.unlink(missing_ok=True)
    os.close(lock.handle)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _read_owner(path: Path) -> Owner:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        values = [found.get(name, "") for name in ("who", "host", "since")]
    except (OSError, ValueError, AttributeError):
        return Owner("", "", "")
    who, host, since = (str(value)[:80] for value in values)
    return Owner(who, host, since)


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a byte behind the text, so that others can read the text

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
