"""Writing a file whole or not at all: a temporary file beside it, then one replace."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from bcm_tool.errors import BcmError


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the same folder; it becomes ``path`` when the block ends well.

    Whatever happens inside the block, ``path`` is afterwards either what it was or complete.

    Raises
    ------
    BcmError
        When the target is open elsewhere, cannot be written, or the disk is full.
    """
    path = Path(path)
    _refuse_open(path)
    # The suffix stays: some libraries choose what they write by it.
    temporary = path.with_name(f".{uuid4().hex}{path.suffix}")
    try:
        yield temporary
        _flush(temporary)
        temporary.replace(path)
    except OSError as error:
        raise BcmError(_sentence(error, path)) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _refuse_open(path: Path) -> None:
    """Excel and LibreOffice leave an owner file beside a workbook that they have open."""
    for owner in (f"~${path.name}", f".~lock.{path.name}#"):
        if path.with_name(owner).exists():
            raise BcmError(
                f"“{path.name}” is open in a spreadsheet program; close it there and try again. "
                f"If it is not open, remove the left-over file “{owner}” in the same folder."
            )


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sentence(error: OSError, path: Path) -> str:
    if not path.parent.is_dir():
        return f"“{path.name}” cannot be written: there is no folder “{path.parent}”."
    if path.is_dir():
        return f"“{path.name}” cannot be written: a folder has this name."
    if error.errno == errno.ENOSPC:
        return f"“{path.name}” cannot be written: the disk is full."
    if error.errno == errno.EROFS:
        return f"“{path.name}” cannot be written: the disk is read-only."
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"“{path.name}” cannot be written: it is open in another program, or you may not "
            f"write to the folder “{path.parent}”."
        )
    return f"“{path.name}” cannot be written: {error.strerror or 'the system refused it'}."
