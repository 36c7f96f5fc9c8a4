"""Looking into a foreign zip before anything is unpacked. Nothing is ever extracted by name."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bcm_tool.errors import BcmError
from bcm_tool.exchange import limits

_CHUNK = 1 << 20
_OVERLAP = 32
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


@contextmanager
def opened_zip(path: Path, what: str) -> Iterator[zipfile.ZipFile]:
    """Open ``path`` as a zip whose size, number of parts and packing are within the limits.

    ``what`` is what the person believes it to be, for the sentences ("workbook").

    Raises
    ------
    BcmError
        When it is no zip, damaged, protected by a password, or too large.
    """
    size = path.stat().st_size
    if size > limits.MOST_FILE_BYTES:
        raise BcmError(f"{path.name}: the file is larger than {_mega(limits.MOST_FILE_BYTES)}.")
    with path.open("rb") as file:
        start = file.read(len(_OLD_OFFICE))
    if start == _OLD_OFFICE:
        raise BcmError(
            f"{path.name}: this is a protected workbook or one of the old .xls format; "
            "save it without a password as .xlsx."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_large(path.name, archive)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BcmError(f"{path.name}: this is no {what}, or it is damaged.") from error


def _refuse_large(name: str, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > limits.MOST_PARTS:
        raise BcmError(f"{name}: the file has more than {limits.MOST_PARTS:,} parts.")
    if sum(part.file_size for part in parts) > limits.MOST_UNPACKED_BYTES:
        raise BcmError(
            f"{name}: unpacked, the file is larger than {_mega(limits.MOST_UNPACKED_BYTES)}."
        )
    for part in parts:
        if part.flag_bits & 1:
            raise BcmError(f"{name}: the file is protected by a password.")
        packed = max(part.compress_size, 1)
        large = part.file_size > limits.RATIO_FREE_BYTES
        if large and part.file_size > limits.MOST_RATIO * packed:
            raise BcmError(
                f"{name}: the part “{part.filename}” is packed more than "
                f"{limits.MOST_RATIO} to 1, as only files made to do harm are."
            )


def scan_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, pattern: bytes = b"") -> int:
    """Read one XML part in pieces, refusing document types, and count matches of ``pattern``.

    Raises
    ------
    BcmError
        When it declares a document type or entities, or holds more than it says.
    """
    found = 0
    before = b""
    read = 0
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            read += len(piece)
            if read > part.file_size:
                raise BcmError(f"The part “{part.filename}” is larger than it says.")
            refuse_declarations(before + piece, part.filename)
            if pattern:
                # A match across two pieces ends in the second one; others were counted before.
                matches = re.finditer(pattern, before + piece)
                found += sum(match.end() > len(before) for match in matches)
            before = piece[-_OVERLAP:]
    return found


def refuse_declarations(data: bytes, name: str) -> None:
    """Refuse XML with a document type or entities: our formats never need them."""
    if any(word in data for word in _DECLARATIONS):
        raise BcmError(f"{name}: the XML declares a document type or entities, which is refused.")


def _mega(count: int) -> str:
    return f"{count // 1_000_000} MB"
