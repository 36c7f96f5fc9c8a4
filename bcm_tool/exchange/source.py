"""From a path to what it offers to the contract: one function for every format we read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from bcm_tool.errors import BcmError
from bcm_tool.exchange.read_csv import SUFFIXES as CSV_SUFFIXES
from bcm_tool.exchange.read_csv import read_csv
from bcm_tool.exchange.read_workbook import read_workbook
from bcm_tool.exchange.staged import Source, Staged, stage
from bcm_tool.progress import Progress, no_progress

Format = Literal["workbook", "csv", "archimate"]
FORMATS: tuple[Format, ...] = ("workbook", "csv", "archimate")
_SUFFIXES: dict[str, Format] = {
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".xml": "archimate",
    ".zip": "archimate",
    **dict.fromkeys(CSV_SUFFIXES, "csv"),
}


def format_of(path: Path) -> Format:
    """The format that a file's ending stands for; a folder is a folder of CSV files.

    Raises
    ------
    BcmError
        When there is no such file, or nothing that we read ends so.
    """
    path = Path(path)
    if path.is_dir():
        return "csv"
    if not path.exists():
        raise BcmError(f"There is no file “{path}”.")
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise BcmError(
            f"“{path.name}” is of no kind that can be imported; choose a workbook (.xlsx), CSV "
            "(a file or a folder), or an ArchiMate Open Exchange file (.xml or .zip)."
        )
    return found


def read_source(
    path: Path, format: Format | None = None, progress: Progress = no_progress
) -> Staged:
    """Read a foreign file whole, in this process.

    Raises
    ------
    BcmError
        When the file cannot be read at all; what is wrong inside it are the result's problems.
    """
    chosen = format or format_of(path)
    if chosen != "archimate":
        return stage(read_grids(path, chosen, progress))
    from bcm_tool.exchange.archimate import read_archimate

    with _readable(path):
        return read_archimate(path, progress)


def read_grids(
    path: Path, format: Format | None = None, progress: Progress = no_progress
) -> Source:
    """A workbook or CSV as it is, for a mapping of somebody's own columns.

    Raises
    ------
    BcmError
        When the file cannot be read at all.
    """
    chosen = format or format_of(path)
    with _readable(path):
        match chosen:
            case "archimate":
                raise BcmError(f"“{Path(path).name}” has no sheets and columns to map.")
            case "csv":
                return read_csv(path, progress)
            case _:
                return read_workbook(path, progress)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BcmError(f"“{path}” cannot be read: {error.strerror or 'an error'}.") from error
