"""Untitled documents that were left behind: what they are, and the way to be rid of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.files import lock, places
from bcm_tool.files.connect import in_words, open_for_reading

STAMP = "%Y%m%dT%H%M%S%f"  # the name that Document.scratch gives, in UTC


@dataclass(frozen=True, slots=True)
class Untitled:
    """An untitled document that nobody has open; ``at``: when it was begun, in local time."""

    path: Path
    at: datetime | None
    about: str

    @property
    def title(self) -> str:
        """As it is listed: "Untitled, 22 Nov 2026 14:05 — Seeland Insurance"."""
        when = f", {self.at:%d %b %Y %H:%M}" if self.at else ""
        return f"Untitled{when} — {self.about}"


def left_behind() -> list[Untitled]:
    """Untitled documents that nobody has open, the newest first."""
    return [
        Untitled(path, _begun(path), _about(path))
        for path in Document.untitled()
        if lock.holder(path) is None
    ]


def discard(path: Path) -> None:
    """Delete an untitled document for good.

    Raises
    ------
    BcmError
        When it is not one of the program's own, is open, or cannot be deleted.
    """
    if path.resolve().parent != places.untitled_folder().resolve():
        raise BcmError(f"“{path.name}” is a document of yours; it is not deleted from here.")
    if owner := lock.holder(path):
        raise BcmError(f"This untitled document is open ({owner}); close it first.")
    with in_words(path):
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        lock.lock_path(path).unlink(missing_ok=True)


def _begun(path: Path) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(path.stem, STAMP).replace(tzinfo=UTC).astimezone()
    return None


def _about(path: Path) -> str:
    """The organisation, else how many elements there are; nothing is trusted or changed."""
    try:
        with closing(open_for_reading(path)) as connection:
            organisation = connection.execute("SELECT organisation FROM methods").fetchone()
            (elements,) = connection.execute("SELECT count(*) FROM elements").fetchone()
    except (sqlite3.Error, OSError):
        return "opens with a check"  # after a crash for instance: opening puts it right or says why
    name = " ".join(str(organisation[0]).split())[:80] if organisation else ""
    if name or not elements:
        return name or "empty"
    return f"{elements} element" + ("s" if elements != 1 else "")
