"""Risk in money and options in tables, JSON, workbook and plan: the same figures everywhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.assets import resource
from bcm_tool.export.analysis_json import analysis_json
from bcm_tool.export.excel_curves import add_frontier
from bcm_tool.export.pdf.curves import ExceedanceDrawing
from bcm_tool.export.pdf.info import PlanInfo
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.plan import write_plan
from bcm_tool.export.tables.money import curve_table, effects_table, money_table
from bcm_tool.export.tables.options import frontier_table, purchases_table
from bcm_tool.export.workbook import report_tables, write_workbook
from bcm_tool.model import edits
from bcm_tool.model.model import Model
from bcm_tool.sample import sample_model
from tests.export.test_tables import assert_sound

SHEETS = (
    "Yearly loss",
    "Loss exceedance",
    "Appetite",
    "Options not in use",
    "Efficient options",
    "Options keeping objectives",
)


@cache
def case() -> tuple[Model, AllResults]:
    model = sample_model()
    return model, analyze_all(model)


def test_json_has_what_the_contract_names() -> None:
    model, results = case()
    data = json.loads(analysis_json(model, results))
    money = data["money"]
    assert {"eal", "var95", "var99", "es99", "se"} <= set(money)
    assert results.money is not None
    assert money["eal"] == float(results.money.total.eal)
    assert set(money["scenarios"]) == {item.key for item in model.scenarios.values()}
    assert abs(sum(item["eal"] for item in money["scenarios"].values()) - money["eal"]) < 0.05
    frontier = data["options"]["frontier"]
    assert [point["cost"] for point in frontier] == sorted({point["cost"] for point in frontier})
    losses = [point["loss"] for point in frontier]
    assert losses == sorted(losses, reverse=True)
    for point in frontier:
        for element, option in point["changes"].items():
            record = model.options[model.ids_by_key["options"][option.casefold()]]
            assert model.elements[record.element].key == element


def test_every_key_of_money_and_options_is_explained_in_the_help() -> None:
    model, results = case()
    data = json.loads(analysis_json(model, results))
    page = resource("help/command-line.md").read_text(encoding="utf-8")
    said = {
        part
        for word in re.findall(r"`([^`]+)`", page.partition("## What the JSON says")[2])
        for part in word.split(".")
    }
    first = next(iter(data["money"]["scenarios"].values()))
    wanted = {*data["money"], *first, *data["money"]["appetite"][0], *data["options"]}
    wanted |= set(data["options"]["today"]) | {"p_met", "p50", "p80", "p90"}
    assert wanted <= said


def test_missed_objectives_mean_the_same_in_tables_and_json() -> None:
    model, results = case()
    options = results.options
    assert options is not None
    assert options.late_always
    data = json.loads(analysis_json(model, results))["options"]
    always = len(data["rto_never_kept"])
    assert always == len(options.late_always)
    for held, name in ((False, "frontier"), (True, "objectives_kept")):
        table = frontier_table(model, options, held=held)
        rows = [row for row in table.rows if row.ref != "today"]
        assert len(rows) == len(data[name])
        for row, point in zip(rows, data[name], strict=True):
            cell = row.cells[table.index("late")]
            named = ", ".join(point["rto_missed"])
            assert str(cell.value).startswith(named)
            assert f"{always}" in str(cell.value).removeprefix(named)
            assert cell.tone != "good"


def test_todays_choice_is_listed_once() -> None:
    model, results = case()
    options = results.options
    assert options is not None
    same = replace(options, frontier=(options.today, *options.frontier))
    table = frontier_table(model, same)
    assert [row.cells[0].value for row in table.rows][:2] == ["1, today", "2"]
    assert len(table.rows) == len(same.frontier)
    sheet = Workbook().active
    assert isinstance(sheet, Worksheet)
    add_frontier(sheet, table)
    (chart,) = sheet._charts
    choices, today = [series.yVal.numRef.f.rpartition("!")[2] for series in chart.series]
    assert choices == f"$C$2:$C${len(table.rows) + 1}"
    assert today == "$C$2"


def test_returns_keep_their_places() -> None:
    model, results = case()
    assert results.money is not None
    table = effects_table(model, results.money)
    place = table.index("gain")
    gains = {item.option: item.gain for item in results.money.options}
    assert any(gain for gain in gains.values())
    for row in table.rows:
        gain = gains[row.ref]
        shown = row.cells[place].value
        assert (shown is None) == (gain is None)
        if gain is not None:
            assert abs(float(str(shown)) - 100 * gain) < 1e-9 * max(1.0, abs(gain))


def test_what_was_simulated_stands_beside_what_was_not() -> None:
    model, results = case()
    money, options = results.money, results.options
    assert money is not None
    assert options is not None
    table = frontier_table(model, options, money=money)
    place = table.index("simulated")
    assert table.rows[0].cells[place].value == money.total.eal
    after = {item.option: item.after for item in money.options}
    for row, point in zip(table.rows[1:], options.frontier, strict=True):
        taken = [change.after for change in point.changes]
        wanted = after[str(taken[0])] if len(taken) == 1 else None
        assert row.cells[place].value == wanted
    other = replace(money, model=edits.set_method(model, currency="CHF"))
    columns = [column.key for column in frontier_table(model, options, money=other).columns]
    assert "simulated" not in columns


def test_without_frequencies_and_choices_there_is_nothing_to_say() -> None:
    model = sample_model()
    quiet = model.with_tables(
        {
            "scenarios": {k: replace(s, frequency="") for k, s in model.scenarios.items()},
            "options": {k: o for k, o in model.options.items() if o.selected},
        }
    )
    results = analyze_all(quiet)
    data = json.loads(analysis_json(quiet, results))
    assert data["money"] is None
    assert data["options"] is None
    names = [name for name, _ in report_tables(quiet, results)]
    assert not set(SHEETS) & set(names)


def test_tables_are_typed_and_hold_the_results() -> None:
    model, results = case()
    money, options = results.money, results.options
    assert money is not None
    assert options is not None
    for table in (
        money_table(model, money),
        curve_table(model, money),
        curve_table(model, money, money.scenarios[0].scenario),
        effects_table(model, money),
        frontier_table(model, options),
        frontier_table(model, options, held=True),
        *(purchases_table(model, point) for point in options.frontier),
    ):
        assert_sound(model, table)
        assert table.rows or table.key == "purchases"
    for point in options.frontier:
        rows = purchases_table(model, point).rows
        more = sum((Decimal(str(row.cells[2].value)) for row in rows), Decimal(0))
        assert more == point.cost - options.today.cost


def test_the_workbook_has_the_sheets_with_native_charts(tmp_path: Path) -> None:
    model, results = case()
    path = tmp_path / "book.xlsx"
    write_workbook(path, model, results)
    book = load_workbook(path)
    assert set(SHEETS) <= set(book.sheetnames)
    assert results.money is not None
    (chart,) = book["Loss exceedance"]._charts
    assert chart.x_axis.scaling.logBase == chart.y_axis.scaling.logBase == 10
    assert len(chart.series) == 2  # the curve and what is accepted
    first = chart.series[0].yVal.numRef.f.rpartition("!")[2].replace("$", "")
    shown = [row[0].value for row in book["Loss exceedance"][first]]
    assert all(value > 0 for value in shown)
    assert shown == sorted(shown, reverse=True)
    for name in SHEETS[4:]:
        assert len(book[name]._charts) == 1


def test_the_plan_prints_both_chapters(tmp_path: Path) -> None:
    model, results = case()
    info = PlanInfo(printed_on=date(2026, 2, 3), software="bcm-tool")
    path = tmp_path / "plan.pdf"
    write_plan(path, model, results, info)
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    for words in ("Risk in money", "How likely a year loses more", "Recovery options"):
        assert words in text
    assert results.money is not None
    assert f"{results.money.total.var99:,.2f}".removesuffix(".00") in text
    twice = tmp_path / "again.pdf"
    write_plan(twice, model, results, info)
    assert twice.read_bytes() == path.read_bytes()


def test_every_point_of_the_appetite_is_drawn_at_an_edge_where_it_has_no_place(
    tmp_path: Path,
) -> None:
    model, _ = case()
    odd = edits.set_method(model, appetite="0: 50 %; 1000000: 0 %")
    found = analyze_all(odd).money
    assert found is not None
    drawing = ExceedanceDrawing(Ink(), found, 500.0, 220.0)
    assert len(drawing.appetite) == 2
    for point in drawing.appetite:
        x, y = drawing.place(float(point.loss), point.accepted)
        assert 0 < x < drawing.width
        assert 0 < y < drawing.height
    info = PlanInfo(printed_on=date(2026, 2, 3), software="bcm-tool")
    write_plan(tmp_path / "odd.pdf", odd, analyze_all(odd), info)


def test_a_plan_without_appetite_or_losses_prints_too(tmp_path: Path) -> None:
    model, _ = case()
    bare = edits.set_method(model.with_tables({"impacts": {}}), appetite="")
    info = PlanInfo(printed_on=date(2026, 2, 3), software="bcm-tool")
    write_plan(tmp_path / "bare.pdf", bare, analyze_all(bare), info)
    write_workbook(tmp_path / "bare.xlsx", bare, analyze_all(bare))
    assert load_workbook(tmp_path / "bare.xlsx")["Loss exceedance"]._charts == []
