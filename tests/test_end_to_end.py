"""The main job through the command line: a workbook in, and what its source found out again.

The repair shop (tests/exchange/repair_shop.py) is a published case: its eight processes, their
systems and the vendor's commitment go in as a workbook; the source's own findings must come out
in the JSON, in the Excel workbook and in the PDF. The sample goes out, in and out again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from bcm_tool.exchange.contract import SHEETS
from tests.exchange import repair_shop as shop

ROOT = Path(__file__).resolve().parents[1]
PROCESSES = [row[0] for row in shop.PROCESSES]
HOUR = 60


def tool(*arguments: object, code: int = 0) -> str:
    """`bcm-tool ARGUMENTS` in a process of its own; returns what it printed."""
    found = subprocess.run(
        [sys.executable, "-m", "bcm_tool.cli", *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "300"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert found.returncode == code, found.stdout + found.stderr
    return found.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The repair shop imported from its workbook, and everything that is written about it."""
    made: Path = tmp_path_factory.mktemp("shop")
    shop.repair_shop_workbook(made / "shop.xlsx")
    tool("import", made / "shop.xlsx", "--into", made / "shop.bcm")
    tool("analyze", made / "shop.bcm", "--json", made / "shop.json")
    files = ("--excel", made / "out.xlsx", "--pdf", made / "out.pdf")
    tool("export", made / "shop.bcm", "--scenario", "SLOW", *files)
    return made


# --- analyze --json -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def data(folder) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "shop.json").read_text("utf-8"))
    return found


def errors(data: dict[str, Any], kind: str) -> list[list[str]]:
    return [found["elements"] for found in data["findings"] if found["kind"] == kind]


def test_the_vendors_commitment_breaks_exactly_the_two_processes(data) -> None:
    assert errors(data, "weak-agreement") == [[shop.VENDOR_SYSTEM, *shop.VENDOR_RTO_GAPS]]


def test_the_internet_line_is_the_only_single_point_common_to_all(data) -> None:
    points = data["structure"]["single_points_of_failure"]
    assert sorted(points) == PROCESSES
    assert set.intersection(*(set(found) for found in points.values())) == {shop.LINE}
    assert data["structure"]["cfia"][shop.LINE] == dict.fromkeys(PROCESSES, "X")
    found = errors(data, "single-point")[0]
    assert found[0] == shop.LINE
    assert sorted(found[1:]) == PROCESSES


def test_every_system_is_required_when_the_source_says(data) -> None:
    objectives = data["objectives"]["elements"]
    required = {key: objectives[key]["required_by"] for key in shop.SYSTEMS}
    assert required == {key: hours * HOUR for key, hours in shop.REQUIRED_BY_HOURS.items()}


def test_the_slow_restore_misses_the_objective_of_data_transfer_only(data) -> None:
    objectives = data["objectives"]["elements"]
    late = {key: found["gap"] for key, found in objectives.items() if (found["gap"] or 0) > 0}
    assert late == {shop.SLOW_SYSTEM: 24 * HOUR, "BP-04": 24 * HOUR}
    assert errors(data, "rto-gap") == [[shop.SLOW_SYSTEM, "BP-04"]]
    kinds = {found["kind"] for found in data["findings"] if found["severity"] == "error"}
    assert kinds == {"weak-agreement", "rto-gap", "rto-infeasible"}
    assert errors(data, "rto-infeasible") == [["BP-04"]]


def test_check_names_them_and_ends_with_1(folder) -> None:
    text = tool("check", folder / "shop.bcm", code=1)
    assert "3 errors" in text
    assert "breaks the RTO of BP-01 (4 h) and BP-03 (4 h)" in text


# --- Excel ----------------------------------------------------------------------------------------


def records(path: Path, sheet: str) -> list[dict[str, Any]]:
    """A sheet as records: header -> value; the notes below an empty row are left out."""
    book = load_workbook(path)
    head, *rows = book[sheet].iter_rows(values_only=True)
    found = []
    for row in rows:
        if not any(value is not None for value in row):
            break
        found.append(dict(zip(map(str, head), row, strict=True)))
    return found


def test_the_workbook_says_the_same(folder) -> None:
    out = folder / "out.xlsx"
    (agreement,) = records(out, "Agreements compared")
    assert (agreement["Restores in"], agreement["Required by"]) == (
        timedelta(hours=shop.VENDOR_RESTORE_HOURS),
        timedelta(hours=4),
    )
    texts = [row["What and why"] for row in records(out, "Findings") if row["Severity"] == "error"]
    (weak,) = [text for text in texts if "underpinning contract" in text]
    assert [key for key in PROCESSES if key in weak] == list(shop.VENDOR_RTO_GAPS)
    grid = records(out, "CFIA")
    assert [row["Component"] for row in grid if row["Stops"] == len(PROCESSES)] == [shop.LINE]
    assert {key: [row[key] for row in grid].count("X") for key in PROCESSES} == {
        row[0]: len(row[-1]) for row in shop.PROCESSES
    }
    objectives = {row["Key"]: row for row in records(out, "Objectives")}
    required = {key: objectives[key]["Required by"] for key in shop.SYSTEMS}
    assert required == {k: timedelta(hours=hours) for k, hours in shop.REQUIRED_BY_HOURS.items()}
    late = {key for key, row in objectives.items() if (row["Gap"] or 0) > 0}
    assert late == {shop.SLOW_SYSTEM, "BP-04"}
    (task,) = records(out, "Recovery sequence")
    assert task["Duration"] == timedelta(hours=shop.SLOW_RESTORE_HOURS)


# --- PDF ------------------------------------------------------------------------------------------


def test_the_printed_plan_says_the_same(folder) -> None:
    pages = [page.extract_text() for page in PdfReader(folder / "out.pdf").pages]
    text = " ".join(" ".join(pages).split())
    assert "breaks the RTO of BP-01 (4 h) and BP-03 (4 h)" in text
    assert "SYS-08 (Backup system)" in text
    (points,) = [page for page in pages[3:] if "Single points of failure" in page]
    line = " ".join(points.split()).split(shop.LINE, 1)[1]
    assert ", ".join(PROCESSES) in line
    assert points.count(", ".join(PROCESSES)) == 1
    assert "T+2 d" in text
    assert "1 d late" in text


# --- out, in and out again ------------------------------------------------------------------------


def contract_cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(path)
    return {sheet.name: list(book[sheet.name].iter_rows(values_only=True)) for sheet in SHEETS}


def test_the_sample_out_in_and_out_again_is_equal_cell_by_cell(tmp_path) -> None:
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    tool("sample", tmp_path / "sample.bcm")
    tool("export", tmp_path / "sample.bcm", "--excel", one)
    tool("import", one, "--into", tmp_path / "again.bcm")
    tool("export", tmp_path / "again.bcm", "--excel", two)
    before, after = contract_cells(one), contract_cells(two)
    assert before.keys() == after.keys()
    for name, rows in before.items():
        assert after[name] == rows, name
    assert all(len(rows) > 1 for rows in before.values())
