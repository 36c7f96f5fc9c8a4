"""CSV files to grids: one file, or a folder of them. Nothing about the encoding is guessed."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from bcm_tool.errors import BcmError, Problem
from bcm_tool.exchange import limits
from bcm_tool.exchange.staged import Grid, GridRow, Source, is_empty
from bcm_tool.progress import Progress, no_progress

DELIMITERS = (",", ";", "\t", "|")
SUFFIXES = (".csv", ".tsv", ".txt")


def read_csv(path: Path, progress: Progress = no_progress) -> Source:
    """A CSV file, or every ``.csv`` file of a folder, as grids named after the files.

    Raises
    ------
    BcmError
        When a file is too large, holds no text, or is neither UTF-8 nor UTF-16 with a mark.
    """
    path = Path(path)
    if path.is_file():
        return Source(path.name, (read_grid(path),))
    files = sorted(item for item in path.iterdir() if item.suffix.lower() == ".csv")
    if not files:
        raise BcmError(f"{path.name}: there is no .csv file in this folder.")
    grids: list[Grid] = []
    problems: list[Problem] = []
    for number, file in enumerate(files):
        progress(number, len(files))
        try:
            grids.append(read_grid(file))
        except BcmError as error:
            # The other files are still looked at, so that every problem is said at once.
            problems.append(Problem(str(error)))
    return Source(path.name, tuple(grids), tuple(problems))


def read_grid(path: Path) -> Grid:
    """One CSV file as a grid; row numbers are lines of the file."""
    text = _text(path)
    if not text.strip():
        raise BcmError(f"{path.name}: the file is empty.")
    delimiter, text, skipped = _delimiter(text)
    rows: list[GridRow] = []
    problems: list[Problem] = []
    try:
        for row in _records(text, delimiter, skipped):
            if len(rows) > limits.MOST_ROWS:
                raise BcmError(f"{path.name}: there are more than {limits.MOST_ROWS:,} rows.")
            problems += _ragged(path, rows, row)
            rows.append(row)
    except _UnreadableError as error:
        problems.append(Problem(str(error), path.name, "", error.line))
    return Grid(path.stem, tuple(rows), tuple(problems))


class _UnreadableError(Exception):
    def __init__(self, line: int, text: str) -> None:
        self.line = line
        super().__init__(text)


def _text(path: Path) -> str:
    if path.stat().st_size > limits.MOST_TEXT_BYTES:
        raise BcmError(
            f"{path.name}: the file is larger than {limits.MOST_TEXT_BYTES // 1_000_000} MB."
        )
    data = path.read_bytes()
    if data.startswith(b"PK\x03\x04"):
        raise BcmError(f"{path.name}: this is a workbook or an archive, not a CSV file.")
    text = _decoded(path.name, data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BcmError(f"{path.name}, row {line}: this is no text; it holds a zero byte.")
    return text


def _decoded(name: str, data: bytes) -> str:
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        kind = "UTF-16" if utf16 else "UTF-8"
        raise BcmError(
            f"{name}, row {line}: the text is not {kind}; save the file as “CSV UTF-8”."
        ) from error


def _delimiter(text: str) -> tuple[str, str, int]:
    """The delimiter, the text to read and how many lines before it were skipped."""
    first, _, rest = text.partition("\n")
    mark = first.strip()
    if mark[:4].lower() == "sep=" and mark[4:] in DELIMITERS:
        return mark[4:], rest, 1
    counts = {delimiter: _width(text, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=counts.__getitem__), text, 0


def _width(text: str, delimiter: str) -> int:
    """How many columns the header has with this delimiter."""
    try:
        return next((len(row.values) for row in _records(text, delimiter, 0)), 0)
    except _UnreadableError:
        return 0


def _records(text: str, delimiter: str, skipped: int) -> Iterator[GridRow]:
    # strict: an unclosed quotation mark would otherwise swallow every later row in silence.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = skipped + 1
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _UnreadableError(line, _csv_sentence(str(error))) from error
        if any(not is_empty(value) for value in values):
            yield GridRow(line, tuple(values))
        line = skipped + reader.line_num + 1


def _csv_sentence(error: str) -> str:
    if "limit" in error:
        return "a cell is longer than 131,072 characters."
    return (
        "a quotation mark is opened and not closed, or text follows a closing one; "
        "a quotation mark inside a cell is written twice."
    )


def _ragged(path: Path, rows: list[GridRow], row: GridRow) -> Iterator[Problem]:
    if not rows:
        return
    wanted = len(rows[0].values)
    values = row.values
    while len(values) > wanted and is_empty(values[-1]):
        values = values[:-1]
    if len(values) != wanted:
        text = f"this row has {len(values)} cells and the header has {wanted}."
        yield Problem(text, path.name, "", row.number)
