"""The workbook, opened again: typed cells, nothing live, print set-up, and the way back."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bcm_tool.analysis.recovery import Limits
from bcm_tool.analysis.run import analyze_all
from bcm_tool.errors import BcmError, Cancelled
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.read_workbook import read_workbook
from bcm_tool.exchange.staged import stage
from bcm_tool.exchange.write_contract import contract_sheets
from bcm_tool.export.workbook import write_workbook
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import element, model_of
from tests.export.harbour import SCENARIO, harbour

REPORTS = ("Summary", "BIA", "Objectives", "CFIA", "Risk register", "Recovery sequence", "Findings")
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "#REF!", "1e5", "TRUE")


def written(folder: Path, model: Model, scenario: str | None = None) -> Path:
    path = folder / "book.xlsx"
    results = analyze_all(model, scenario, Limits(schedules=20, effort=0.05))
    write_workbook(path, model, results)
    return path


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Any:
    return load_workbook(written(tmp_path_factory.mktemp("book"), harbour(), SCENARIO))


def column_of(sheet: Any, title: str) -> list[Any]:
    (place,) = [cell.column for cell in sheet[1] if cell.value == title]
    return [sheet.cell(number, place) for number in range(2, sheet.max_row + 1)]


def by_key(sheet: Any, key: str, title: str) -> Any:
    rows = {sheet.cell(number, 1).value: number for number in range(2, sheet.max_row + 1)}
    (place,) = [cell.column for cell in sheet[1] if cell.value == title]
    return sheet.cell(rows[key], place)


def test_every_report_and_every_contract_sheet_is_there(book) -> None:
    names = book.sheetnames
    assert set(REPORTS) <= set(names)
    assert set(contract_sheets(harbour())) <= set(names)
    assert len({name.casefold() for name in names}) == len(names)


def test_every_sheet_is_ready_to_read_and_to_print(book) -> None:
    for sheet in book.worksheets:
        assert sheet.freeze_panes, sheet.title
        assert sheet.auto_filter.ref, sheet.title
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddFooter.right.text == "Page &P of &N"
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        assert all(width >= 8 for width in widths), sheet.title


def test_times_are_times_and_money_is_money(book) -> None:
    rto = by_key(book["Objectives"], "GATE", "RTO")
    assert rto.value == timedelta(hours=8)
    assert rto.number_format == "[h]:mm"
    gap = by_key(book["Objectives"], "BILL", "Gap")
    assert gap.value < 0
    assert "to spare" in gap.number_format
    loss = by_key(book["BIA"], "BERTH", "Loss at 8 h")
    assert loss.value == 60000
    assert loss.data_type == "n"
    assert loss.number_format == "#,##0.00"
    review = by_key(book["Risk register"], "R-01", "Review")
    assert review.is_date


def test_colours_follow_rules_and_the_text_says_the_same(book) -> None:
    current = by_key(book["Risk register"], "R-01", "Current")
    assert current.value == 3
    assert "High" in current.number_format
    formulas = {
        rule.formula[0]
        for area in book["CFIA"].conditional_formatting
        for rule in area.rules
        if rule.operator == "equal"
    }
    assert '"X"' in formulas
    severities = {
        rule.formula[0] for area in book["Findings"].conditional_formatting for rule in area.rules
    }
    assert '"error"' in severities


def test_the_gantt_is_a_chart_of_the_sheet(book) -> None:
    sheet = book["Recovery sequence"]
    (chart,) = sheet._charts
    assert (chart.barDir, chart.grouping, chart.overlap) == ("bar", "stacked", 100)
    assert chart.x_axis.scaling.orientation == "maxMin"
    assert not chart.x_axis.delete
    assert not chart.y_axis.delete
    offset, *bars = chart.series
    assert offset.graphicalProperties.noFill
    assert len({bar.graphicalProperties.solidFill.srgbClr for bar in bars}) == 2
    rows = sum(isinstance(cell.value, timedelta) for cell in column_of(sheet, "Duration"))
    starts = column_of(sheet, "Start")[:rows]
    assert rows == 12
    hours = column_of(sheet, "Chart: start, h")[:rows]
    assert [cell.value for cell in hours] == pytest.approx(
        [cell.value.total_seconds() / 3600 for cell in starts], abs=1e-3
    )


def test_text_never_becomes_a_formula(tmp_path) -> None:
    elements = [
        element(f"K{number}", name=text, kind="process", rto=60, owner=text, mbco=text)
        for number, text in enumerate(HOSTILE)
    ]
    risks = [
        r.Risk(id=f"r{number}", key=f"R{number}", title=text, control=text, treatment=text)
        for number, text in enumerate(HOSTILE)
    ]
    path = written(tmp_path, model_of(*elements, *risks))
    found = load_workbook(path)
    cells = [cell for sheet in found.worksheets for row in sheet.iter_rows() for cell in row]
    texts = [cell for cell in cells if cell.value in HOSTILE]
    assert len(texts) >= 3 * len(HOSTILE)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert {cell.data_type for cell in texts} == {"s"}
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert not any(b"<f>" in archive.read(name) for name in sheets)
        assert not any(b"hyperlink" in archive.read(name) for name in sheets)


def test_what_no_xml_file_can_hold_is_replaced(tmp_path) -> None:
    """As documents of earlier versions may have it."""
    model = model_of().with_tables(
        {
            "methods": {"method": r.Method(id="method", organisation="Quay\ufffe")},
            "elements": {"A": element("A", name="Gate \ufffe and \uffff", kind="service")},
        }
    )
    book = load_workbook(written(tmp_path, model))
    assert by_key(book["BIA"], "A", "Name").value == "Gate \ufffd and \ufffd"
    assert book.properties.title == "Quay\ufffd"


def test_export_import_export_gives_the_same_contract_sheets(tmp_path) -> None:
    model = harbour()
    plan = plan_import(None, stage(read_workbook(written(tmp_path, model, SCENARIO))))
    assert plan.problems == ()
    assert plan.model is not None
    assert contract_sheets(plan.model) == contract_sheets(model)
    again = tmp_path / "again"
    again.mkdir()
    second = plan_import(None, stage(read_workbook(written(again, plan.model))))
    assert second.model is not None
    assert contract_sheets(second.model) == contract_sheets(model)


def test_an_empty_document_gives_a_workbook(tmp_path) -> None:
    found = load_workbook(written(tmp_path, model_of()))
    assert found["BIA"]["A1"].value == "Key"
    assert "Recovery sequence" not in found.sheetnames


def test_money_keeps_its_cents(tmp_path) -> None:
    rating = r.ImpactRating(
        id="i",
        element="A",
        category="category-1",
        band="band-60",
        level=2,
        loss=Decimal("1234.56"),
    )
    found = load_workbook(written(tmp_path, model_of(element("A", kind="process"), rating)))
    assert by_key(found["BIA"], "A", "Loss at 1 h").value == pytest.approx(1234.56)


def test_a_target_that_cannot_be_written_keeps_what_was_there(tmp_path) -> None:
    model = harbour()
    results = analyze_all(model)
    with pytest.raises(BcmError, match="folder"):
        write_workbook(tmp_path / "nowhere" / "book.xlsx", model, results)
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"before")

    def stop(done: int, total: int) -> None:
        if done > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_workbook(path, model, results, progress=stop)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
