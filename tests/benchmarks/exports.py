"""A plan of 10,000 steps on paper and as a workbook, beside the libraries' own ways.

``python -m tests.benchmarks exports [STEPS [ROUNDS]]`` (10,000 and 3 when not given). The peer of
the plan is the same plan, page by page with the same words, in which every long table is
ReportLab's LongTable of Paragraphs: it is timed from making those tables on, ours from the model
on. The peer of the workbook is openpyxl's write-only mode with the same values in the same sheets,
timed from making the cells on. Each side runs in a process of its own, in turn.

``megabytes`` is what writing the plan adds to a process that holds the model and its results:
ReportLab, the typefaces, the pages and the file; ``megabytes_in_all`` is all that process held.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.benchmarks._timing import peak_megabytes

STEPS, ROUNDS = 10_000, 3
MUST = {"pdf": 5.0, "megabytes": 100.0, "workbook": 1.5}
AIM = {"pdf": 10.0, "megabytes": 100.0, "workbook": 1.5}


def main(arguments: list[str]) -> None:
    """Compare the outputs, then time both kinds of file and print the figure."""
    steps = int(arguments[0]) if arguments else STEPS
    rounds = int(arguments[1]) if len(arguments) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _say({"step": "same content", **_apart(_compare, home, min(steps, 1_000))})
        found: dict[str, list[dict[str, Any]]] = {}
        for _ in range(rounds):
            for side in (_plan, _long_tables, _workbook, _write_only):
                name = side.__name__.lstrip("_")
                result = _apart(side, home, steps)
                found.setdefault(name, []).append(result)
                _say({"side": name, **result})
    seconds = {
        name: statistics.median(item["cpu_seconds"] for item in results)
        for name, results in found.items()
    }
    figures = {
        "pdf": round(seconds["long_tables"] / seconds["plan"], 2),
        "megabytes": max(item["megabytes"] for item in found["plan"]),
        "megabytes_in_all": max(item["megabytes_in_all"] for item in found["plan"]),
        "workbook": round(seconds["workbook"] / seconds["write_only"], 2),
    }
    _say(
        {
            "figure": "exports",
            "steps": steps,
            **figures,
            "must": MUST,
            "aim": AIM,
            "met_must": _met(figures, MUST),
            "met_aim": _met(figures, AIM),
        }
    )


def _met(figures: dict[str, float], wanted: dict[str, float]) -> bool:
    return (
        figures["pdf"] >= wanted["pdf"]
        and figures["megabytes"] <= wanted["megabytes"]
        and figures["workbook"] <= wanted["workbook"]
    )


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


def _apart(side: Callable[[Path, int], dict[str, Any]], home: Path, steps: int) -> dict[str, Any]:
    """The side in a fresh process: none pays for what another has left in memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(side, (home, steps))


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return round(time.process_time() - start, 3)


# --- the four sides -------------------------------------------------------------------------------


def _plan(home: Path, steps: int) -> dict[str, Any]:
    from tests.benchmarks._steps import plan_of

    model, results = plan_of(steps)
    path = home / "ours.pdf"
    before = peak_megabytes()
    from bcm_tool.export.pdf.info import PlanInfo
    from bcm_tool.export.pdf.plan import write_plan

    info = PlanInfo(printed_on=date(2026, 1, 1))
    seconds = _timed(lambda: write_plan(path, model, results, info))
    return {
        "cpu_seconds": seconds,
        "megabytes": round(peak_megabytes() - before, 1),
        "megabytes_in_all": round(peak_megabytes(), 1),
        "bytes": path.stat().st_size,
    }


def _long_tables(home: Path, steps: int) -> dict[str, Any]:
    from bcm_tool.export.pdf.info import PlanInfo
    from bcm_tool.export.pdf.plan import plan_document
    from bcm_tool.export.pdf.set_table import SetTable
    from tests.benchmarks._steps import plan_of
    from tests.export.long_table import as_long_table

    model, results = plan_of(steps)
    path = home / "theirs.pdf"
    info = PlanInfo(printed_on=date(2026, 1, 1))
    made = plan_document(path, model, results, info)
    made.document.trying = False  # ReportLab's own passes, each of which draws everything

    def build() -> None:
        made.document.multiBuild(
            [
                as_long_table(made.ink, item) if isinstance(item, SetTable) else item
                for item in made.story
            ]
        )

    seconds = _timed(build)
    return {
        "cpu_seconds": seconds,
        "megabytes_in_all": round(peak_megabytes(), 1),
        "bytes": path.stat().st_size,
    }


def _workbook(home: Path, steps: int) -> dict[str, Any]:
    from bcm_tool.export.workbook import write_workbook
    from tests.benchmarks._steps import plan_of

    model, results = plan_of(steps)
    path = home / "ours.xlsx"
    seconds = _timed(lambda: write_workbook(path, model, results))
    return {
        "cpu_seconds": seconds,
        "megabytes_in_all": round(peak_megabytes(), 1),
        "bytes": path.stat().st_size,
    }


def _write_only(home: Path, steps: int) -> dict[str, Any]:
    """The values that stand in our workbook, through openpyxl's own fast way."""
    from openpyxl import Workbook, load_workbook
    from openpyxl.cell import WriteOnlyCell

    from bcm_tool.export.workbook import write_workbook
    from tests.benchmarks._steps import plan_of

    model, results = plan_of(steps)
    path = home / "theirs.xlsx"
    source = home / "source.xlsx"
    if not source.exists():
        write_workbook(source, model, results)
    read = load_workbook(source)
    sheets = [
        (
            sheet.title,
            [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()],
        )
        for sheet in read.worksheets
    ]
    read.close()

    def write() -> None:
        book = Workbook(write_only=True)
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                cells = []
                for value, shown in row:
                    if value is None:
                        cells.append(None)
                    elif shown == "General":
                        cells.append(value)
                    else:
                        cell = WriteOnlyCell(sheet, value)
                        cell.number_format = shown
                        cells.append(cell)
                sheet.append(cells)
        book.save(path)

    seconds = _timed(write)
    return {"cpu_seconds": seconds, "bytes": path.stat().st_size}


# --- correctness ----------------------------------------------------------------------------------


def _compare(home: Path, steps: int) -> dict[str, Any]:
    """Both plans of fewer steps, page by page and word by word."""
    from pypdf import PdfReader

    _plan(home, steps)
    _long_tables(home, steps)
    ours, theirs = (PdfReader(home / name).pages for name in ("ours.pdf", "theirs.pdf"))
    assert len(ours) == len(theirs), (len(ours), len(theirs))
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True), 1):
        words, expected = one.extract_text().split(), other.extract_text().split()
        assert words == expected, f"page {number}"
    return {"steps": steps, "pages": len(ours)}
