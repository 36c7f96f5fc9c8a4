"""What a crash leaves beside a document, and what does not belong there.

SQLite plays any journal back into the file beside it, whoever put it there. So it is tried on
a copy first; the document itself is touched only when the copy came out whole.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from bcm_tool.errors import BcmError
from bcm_tool.files import guard
from bcm_tool.files.connect import in_words, open_for_writing


def leftover(document: Path) -> Path | None:
    """The journal that a crash left beside the document; an empty or blanked one is none."""
    journal = document.with_name(document.name + "-journal")
    try:
        with journal.open("rb") as file:
            first = file.read(1)
    except FileNotFoundError:
        return None
    return journal if first not in (b"", b"\0") else None


def refuse_wal(document: Path) -> None:
    """Refuse a write-ahead log beside the document: this program never makes one."""
    wal = document.with_name(document.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        raise BcmError(
            f"“{wal.name}” lies beside the document and does not come from this program; nothing "
            "was opened. Move it to another folder and open the document again."
        )


def recovered_copy(document: Path, journal: Path) -> Path:
    """A copy of the document into which its journal was played back, proven whole.

    The copy lies alone in a folder of its own; the caller removes it (:func:`remove_copy`).

    Raises
    ------
    BcmError
        When the two do not belong together; both are as before.
    """
    copy = working_copy(document)
    try:
        with in_words(document):
            shutil.copyfile(journal, copy.with_name(copy.name + "-journal"))
            connection = open_for_writing(copy)
        try:
            with in_words(copy):
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            guard.prove(connection, copy)
        finally:
            connection.close()
    except BcmError as error:
        remove_copy(copy)
        raise BcmError(
            f"“{journal.name}” lies beside the document, as after a crash, but does not fit it. "
            f"Nothing was changed. Move that file to another folder and open “{document.name}” "
            "again, or open a backup."
        ) from error
    except BaseException:
        remove_copy(copy)
        raise
    return copy


def working_copy(document: Path) -> Path:
    """A copy of the file alone, readable for its owner only, under the document's name."""
    folder = Path(tempfile.mkdtemp(prefix="bcm-"))
    copy = folder / document.name
    try:
        with in_words(document):
            shutil.copyfile(document, copy)
            copy.chmod(0o600)
    except BaseException:
        remove_copy(copy)
        raise
    return copy


def remove_copy(copy: Path) -> None:
    """Remove a working copy with its folder."""
    shutil.rmtree(copy.parent, ignore_errors=True)
