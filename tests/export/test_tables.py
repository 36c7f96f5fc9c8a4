"""Every table of the product: typed, complete, about records that exist, and readable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.recovery import Limits
from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.export.table import Cell, Column, Table, cell_text, cell_type, column, sort_key
from bcm_tool.export.tables.bia import bia_table
from bcm_tool.export.tables.objectives import objectives_table
from bcm_tool.export.tables.people import checklist_table, contacts_table, tasks_by_team
from bcm_tool.export.tables.recovery import comparison_table, quality_text, services_table
from bcm_tool.export.tables.structure import cfia_table, single_points_table
from bcm_tool.export.tables.summary import summary_table
from bcm_tool.export.workbook import report_tables
from bcm_tool.model.model import Model
from tests.builders import random_model
from tests.export.harbour import SCENARIO, harbour

QUICK = Limits(schedules=20, effort=0.05)


@cache
def case() -> tuple[Model, AllResults]:
    model = harbour()
    return model, analyze_all(model, SCENARIO)


def all_tables(model: Model, results: AllResults) -> Iterator[Table]:
    yield from (table for _, table in report_tables(model, results))
    yield bia_table(model, results.impact, all_elements=True)
    yield contacts_table(model)
    if results.recovery:
        for team, tasks in tasks_by_team(model, results.recovery):
            yield checklist_table(model, results.recovery, team, tasks)


def cell(table: Table, key: str, name: str) -> Cell:
    """The cell of column ``name`` in the row whose first cell is ``key``."""
    (row,) = [row for row in table.rows if row.cells[0].value == key]
    return row.cells[table.index(name)]


# --- cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("minutes", 90, "90 min"),
        ("minutes", 2160, "1 d 12 h"),
        ("minutes", 0, "0 min"),
        ("minutes", None, ""),
        ("elapsed", 45, "T+45 min"),
        ("elapsed", 0, "T+0"),
        ("gap", 240, "4 h late"),
        ("gap", -90, "90 min to spare"),
        ("gap", 0, "just in time"),
        ("money", Decimal("1234567"), "1,234,567"),
        ("money", Decimal("0.5"), "0.50"),
        ("date", date(2026, 3, 1), "2026-03-01"),
        ("integer", 12000, "12,000"),
        ("text", "=1+1", "=1+1"),
    ],
)
def test_values_as_people_read_them(kind, value, shown) -> None:
    assert cell_text(column("x", "X", kind), Cell(value)) == shown


def test_words_follow_the_value_or_stand_alone() -> None:
    minutes = column("x", "X", "minutes")
    assert cell_text(minutes, Cell(480, "bad", "too long")) == "8 h too long"
    assert cell_text(minutes, Cell(None, "bad", "never back")) == "never back"


def test_numbers_sort_as_numbers_and_unset_last() -> None:
    minutes = column("x", "X", "minutes")
    values = [None, 600, 90, 1440]
    ordered = sorted((Cell(value) for value in values), key=lambda item: sort_key(minutes, item))
    assert [item.value for item in ordered] == [90, 600, 1440, None]
    texts = [Cell(text) for text in ("b", "", "A", "a")]
    ordered = sorted(texts, key=lambda item: sort_key(column("x", "X"), item))
    assert [item.value for item in ordered] == ["A", "a", "b", ""]


# --- tables ---------------------------------------------------------------------------------------


def assert_sound(model: Model, table: Table) -> None:
    types: dict[str, Any] = {
        "integer": int,
        "minutes": int,
        "elapsed": int,
        "gap": int,
        "level": int,
        "money": Decimal,
        "number": (int, Decimal),
        "percent": Decimal,
        "figure": Decimal,
        "date": date,
        "text": str,
        "code": str,
    }
    assert len({item.key for item in table.columns}) == len(table.columns), table.key
    for row in table.rows:
        assert not row.element or row.element in model.elements
        for item, found in zip(table.columns, row.cells, strict=True):
            kind = cell_type(item, found)
            assert found.value is None or isinstance(found.value, types[kind]), (table.key, item)
            # A tone is never the only sign.
            assert not found.tone or cell_text(item, found), (table.key, item.key)


def test_every_table_is_typed_and_points_at_records() -> None:
    model, results = case()
    tables = list(all_tables(model, results))
    assert len(tables) > 15
    for table in tables:
        assert_sound(model, table)
        # The harbour has no agreement, and no element with an availability to weigh.
        assert table.rows or table.key in ("agreements", "top-importance"), table.key


@settings(max_examples=15)
@given(st.data())
def test_tables_of_any_organisation(data) -> None:
    model = data.draw(random_model())
    scenario = min(model.scenarios)
    results = analyze_all(model, scenario, QUICK)
    for table in all_tables(model, results):
        assert_sound(model, table)


def test_the_grid_says_what_the_analysis_says() -> None:
    model, results = case()
    table = cfia_table(model, results.structure)
    assert len(table.rows) == len(results.structure.components)
    for row in table.rows:
        codes = results.structure.cfia.get(row.ref, {})
        for service in results.structure.services:
            shown = row.cells[table.index(f"service-{service}")].value
            assert (shown or "") == codes.get(service, "")


def test_single_points_stand_with_the_services_they_stop() -> None:
    model, results = case()
    table = single_points_table(model, results.structure)
    for row in table.rows:
        stopped = str(row.cells[table.index("services")].value).split(", ")
        expected = [
            model.elements[service].key
            for service in results.structure.services
            if row.ref in results.structure.single_points[service]
        ]
        assert stopped == expected
        assert row.cells[table.index("count")].value == len(expected)


def test_a_gap_says_when_it_is_not_that_of_the_scenario() -> None:
    model, results = case()
    table = objectives_table(model, results.objectives, results.impact)
    bound, rta, gap, required = (table.index(key) for key in ("bound", "rta", "gap", "required"))
    spared = 0
    for row in table.rows:
        shown = row.cells[gap]
        if shown.value is None:
            assert not shown.words
            continue
        alone = row.cells[rta].value is None
        spared += alone
        assert shown.words == ("(alone)" if alone else "")
        used = row.cells[bound if alone else rta].value
        needed = row.cells[required].value
        assert isinstance(used, int)
        assert isinstance(needed, int)
        assert shown.value == used - needed
    assert 0 < spared < len(table.rows)
    without = analyze_all(model)
    plain = objectives_table(model, without.objectives, without.impact)
    assert not any(row.cells[gap].words for row in plain.rows)


def test_the_bia_names_what_forces_the_mtpd() -> None:
    model, results = case()
    table = bia_table(model, results.impact)
    assert cell(table, "GATE", "forced").value == "Financial at 1 d"
    assert cell(table, "GATE", "mtpd").value == 1440
    assert cell(table, "BERTH", "forced").value == "typed; Financial at 8 h"
    assert cell(table, "BERTH", "loss-480").value == Decimal("60000.00")
    assert cell(table, "BILL", "mtpd").value is None


def test_every_task_stands_once_with_each_of_its_teams() -> None:
    model, results = case()
    recovery = results.recovery
    assert recovery is not None
    listed = [task.key for _, tasks in tasks_by_team(model, recovery) for task in tasks]
    expected = [task.key for task in recovery.tasks for _ in task.teams or ("none",)]
    assert sorted(listed) == sorted(expected)
    for _, tasks in tasks_by_team(model, recovery):
        assert [task.start for task in tasks] == sorted(task.start for task in tasks)


def test_a_column_brings_width_and_alignment_with_its_type() -> None:
    assert column("x", "X", "money").align == "right"
    assert column("x", "X", "code").align == "center"
    assert column("x", "X") == Column("x", "X", "text", 24, "left", "")


def test_a_small_gap_is_not_none() -> None:
    """The search stops at a gap of less than a thousandth too; that is not proof."""
    _, results = case()
    assert results.recovery is not None
    near = replace(
        results.recovery, status="feasible", stage="loss", bound=Decimal(12), gap=0.0000123
    )
    assert quality_text(near).endswith("is 12, 0.00123 % apart.")


def test_the_summary_counts_services_judged_by_their_mtpd_as_such() -> None:
    model, results = case()
    figures = [row[1] for row in summary_table(model, results).texts()]
    assert "Services that miss their RTO or MTPD" in figures


def test_columns_say_what_in_time_and_all_back_mean() -> None:
    model, results = case()
    recovery = results.recovery
    assert recovery is not None
    services = services_table(model, recovery)
    assert "MTPD" in services.columns[services.index("result")].about
    orders = comparison_table(model, recovery)
    assert "last task" in orders.columns[orders.index("makespan")].about
