"""Copies of a document that are proven before they count: "Save a copy" and backups."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from bcm_tool.errors import BcmError
from bcm_tool.files import guard, lock, log, places
from bcm_tool.files.connect import in_words, new_file, open_for_reading, sync_file, sync_folder

KEPT_BACKUPS = 20


def save_copy(source: sqlite3.Connection, path: Path) -> None:
    """Copy the document behind ``source`` to ``path``, whole or not at all.

    Raises
    ------
    BcmError
        When ``path`` is open somewhere, cannot be written, or the copy is not whole.
    """
    if owner := lock.holder(path):
        raise BcmError(f"“{path.name}” is open ({owner}); choose another name for the copy.")
    refuse_sidecars(path)
    temporary = temporary_beside(path)
    try:
        with in_words(path):
            new_file(temporary)
            with closing(sqlite3.connect(temporary, isolation_level=None)) as target:
                target.execute("PRAGMA synchronous=FULL")
                source.backup(target)
            sync_file(temporary)
        with in_words(path), closing(open_for_reading(temporary, immutable=True)) as copy:
            guard.prove(copy, temporary)
        with in_words(path):
            temporary.replace(path)
            sync_folder(path.parent)
    finally:
        _remove(temporary)


def keep_backup(source: sqlite3.Connection, document: str, number: int) -> Path:
    """A proven backup of the document as of command ``number``, in the program's own folder."""
    stamp = log.now().strftime("%Y%m%dT%H%M%S%fZ")
    try:
        folder = places.made(places.backups_folder(document))
    except OSError as error:
        raise BcmError(f"No backup could be made: {error}. Nothing was changed.") from error
    path = folder / f"{stamp}-{number}{places.SUFFIX}"
    save_copy(source, path)
    others = [kept for kept in backups(document) if kept != path]
    for old in others[KEPT_BACKUPS - 1 :]:
        with suppress(OSError):
            old.unlink()
    return path


def backups(document: str) -> list[Path]:
    """The kept backups of a document, and of copies that share its id, the newest first."""
    return sorted(places.backups_folder(document).glob(f"*{places.SUFFIX}"), reverse=True)


def temporary_beside(path: Path) -> Path:
    """A free name in the same folder, so that a replace is one step."""
    return path.with_name(f".{path.name}.{uuid4().hex[:12]}.tmp")


def refuse_sidecars(path: Path) -> None:
    """Refuse a target beside which a journal lies: it would be played into the new file."""
    for suffix in ("-journal", "-wal"):
        beside = path.with_name(path.name + suffix)
        if beside.exists() and beside.stat().st_size:
            raise BcmError(
                f"“{beside.name}” of an earlier document lies there; choose another name."
            )


def _remove(temporary: Path) -> None:
    for path in (temporary, temporary.with_name(temporary.name + "-journal")):
        with suppress(OSError):
            path.unlink()
