"""Somebody's own workbook: the guess, the units, the lists, and what is remembered."""

from datetime import time

import pytest

from bcm_tool.errors import BcmError
from bcm_tool.exchange.mapping import (
    MappedColumn,
    Mapping,
    SheetMapping,
    inspect_source,
    mapping_from_json,
)
from bcm_tool.exchange.mapping_apply import apply_mapping
from bcm_tool.exchange.mapping_guess import guess_mapping
from bcm_tool.exchange.mapping_memory import remember_mapping, remembered_mapping, signature
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.staged import Grid, GridRow, Source


def source(**sheets):
    grids = tuple(
        Grid(name, tuple(GridRow(number, tuple(row)) for number, row in enumerate(rows, 1)))
        for name, rows in sheets.items()
    )
    return Source("assets.xlsx", grids)


def guessed(found):
    return guess_mapping(inspect_source(found))


def plan_of(found, mapping=None):
    return plan_import(None, apply_mapping(found, mapping or guessed(found)))


ASSETS = source(
    Systems=[
        ["Asset register of the port"],
        ["System ID", "Application name", "Business Owner", "RTO (h)", "MTD hours", "Depends on"],
        ["S1", "Booking", "Ada", 4, "24", "Database, Web server"],
        ["S2", "Database", None, "1,5", None, "S3"],
        ["S3", "Web server", "Bo", "2 days", None, None],
    ]
)


def test_the_guess_reads_headers_units_and_lists():
    assert guessed(ASSETS) == Mapping(
        (
            SheetMapping(
                "Systems",
                "elements",
                (
                    MappedColumn("System ID", "key"),
                    MappedColumn("Application name", "name"),
                    MappedColumn("Business Owner", "owner"),
                    MappedColumn("RTO (h)", "rto", "hours"),
                    MappedColumn("MTD hours", "mtpd", "hours"),
                ),
                (("kind", "Application"),),
            ),
            SheetMapping(
                "Systems",
                "dependencies",
                (MappedColumn("System ID", "dependent"), MappedColumn("Depends on", "provider")),
            ),
        )
    )


def test_a_mapped_sheet_imports():
    plan = plan_of(ASSETS)
    assert plan.problems == ()
    elements = {item.key: item for item in plan.model.elements.values()}
    assert {key: (item.rto, item.mtpd) for key, item in elements.items()} == {
        "S1": (240, 1440),
        "S2": (90, None),
        "S3": (2880, None),
    }
    assert {item.kind for item in elements.values()} == {"application"}
    needs = {(d.dependent, d.provider) for d in plan.model.dependencies.values()}
    ids = {key: item.id for key, item in elements.items()}
    assert needs == {(ids["S1"], ids["S2"]), (ids["S1"], ids["S3"]), (ids["S2"], ids["S3"])}
    assert [str(note) for note in plan.notes] == [
        "assets.xlsx, sheet Systems, row 5, column RTO (h): “2 days” has its own unit and was "
        "taken as it is."
    ]


def test_problems_name_their_sheet_and_column():
    found = source(
        Systems=[
            ["System", "RTO (h)", "Recovery point objective", "Requires"],
            ["A", -4, 8, "B"],
            ["B", "0x10", None, "Z"],
            ["B", "1,234", None, None],
            ["C", "0.33", None, None],
        ]
    )
    plan = plan_of(found)
    texts = {str(problem).partition(": ")[0]: problem.text for problem in plan.problems}
    place = "assets.xlsx, sheet Systems, row"
    assert texts[f"{place} 2, column RTO (h)"] == "“-4” is negative."
    assert "has no unit" in texts[f"{place} 2, column Recovery point objective"]
    assert "is not a number" in texts[f"{place} 3, column RTO (h)"]
    assert "no element “Z”" in texts[f"{place} 3, column Requires"]
    assert texts[f"{place} 4, column System"] == "is the same as row 3."
    assert "whole number of minutes" in texts[f"{place} 5, column RTO (h)"]
    assert plan.model is None


def test_a_list_of_connections():
    found = source(
        Apps=[["Name"], ["Web"], ["Smith, Jones & Co"], ["DB"]],
        Links=[
            ["From", "To", "Autonomy (min)"],
            ["web", "DB", 30],
            ["Web", "Smith, Jones & Co", None],
        ],
    )
    plan = plan_of(found)
    assert plan.problems == ()
    named = {item.id: item.name for item in plan.model.elements.values()}
    needs = {
        (named[d.dependent], named[d.provider], d.tolerance)
        for d in plan.model.dependencies.values()
    }
    assert needs == {("Web", "DB", 30), ("Web", "Smith, Jones & Co", 0)}


def test_the_default_columns_of_a_plain_list():
    found = source(
        list=[["id", "name", "rto_hours", "depends_on"], ["P1", "Pay", time(4), "P2"], ["P2", "x"]]
    )
    plan = plan_of(found)
    assert plan.problems == ()
    assert [item.rto for item in plan.model.elements.values()] == [240, None]
    assert len(plan.model.dependencies) == 1


def test_a_list_of_connections_is_told_from_a_list_of_systems():
    systems = source(a=[["System", "Depends on"], ["A", "B"], ["B", None]])
    assert [item.target for item in guessed(systems).sheets] == ["elements", "dependencies"]
    edges = source(a=[["System", "Depends on"], ["A", "B"], ["A", "C"]])
    assert [item.target for item in guessed(edges).sheets] == ["dependencies"]


def test_a_row_without_its_key_is_a_problem_but_a_name_may_be_missing():
    found = source(Systems=[["ID", "System", "Owner"], [None, "A", "x"], ["S2", None, "y"]])
    (problem,) = plan_of(found).problems
    assert str(problem) == "assets.xlsx, sheet Systems, row 2, column ID: is empty."


def test_our_own_headers_need_no_guessing():
    found = source(
        elements=[["key", "name", "rto"], ["A", "a", "4h"]],
        tasks=[["key", "element", "name", "likely"], ["T", "A", "t", "1h"]],
    )
    assert [item.target for item in guessed(found).sheets] == ["elements", "tasks"]
    assert plan_of(found).problems == ()


def test_a_sheet_that_fits_nothing_is_left_out():
    found = source(Notes=[["Colour", "Weather"], ["red", "rain"]])
    assert guessed(found) == Mapping()
    assert "no sheet is mapped" in str(plan_of(found).problems[0])


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (SheetMapping("Gone", "elements"), "sheet Gone: there is no such sheet."),
        (
            SheetMapping("Systems", "elements", (MappedColumn("Nope", "key"),)),
            "sheet Systems, row 2, column Nope: there is no such column.",
        ),
    ],
)
def test_a_mapping_that_no_longer_fits(mapping, sentence):
    plan = plan_of(ASSETS, Mapping((mapping,)))
    assert f"assets.xlsx, {sentence}" in [str(problem) for problem in plan.problems]


def test_a_header_twice_is_refused():
    found = source(Systems=[["System", "RTO (h)", "RTO (h)"], ["A", 1, 2]])
    assert "is there twice" in str(plan_of(found).problems[0])


def test_mappings_are_remembered_by_their_headers(tmp_path):
    inspected = inspect_source(ASSETS)
    assert remembered_mapping(inspected, tmp_path) is None
    mapping = guess_mapping(inspected)
    remember_mapping(inspected, mapping, tmp_path)
    assert remembered_mapping(inspected, tmp_path) == mapping
    other = inspect_source(source(Systems=[["System", "Owner"], ["A", "b"]]))
    assert signature(other) != signature(inspected)
    assert remembered_mapping(other, tmp_path) is None
    (tmp_path / "import-mappings.json").write_text("{broken")
    assert remembered_mapping(inspected, tmp_path) is None
    remember_mapping(inspected, mapping, tmp_path)
    assert remembered_mapping(inspected, tmp_path) == mapping


def test_a_mapping_of_another_shape_is_refused():
    mapping = guessed(ASSETS)
    assert mapping_from_json(mapping.to_json()) == mapping
    for data in ({}, [], None, {"sheets": [{"sheet": "A", "target": "moons"}]}):
        with pytest.raises(BcmError):
            mapping_from_json(data)
    bad = mapping.to_json()
    bad["sheets"][0]["columns"][0][1] = "colour"
    with pytest.raises(BcmError):
        mapping_from_json(bad)
