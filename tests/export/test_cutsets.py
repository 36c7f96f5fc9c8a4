"""Cut sets, availability and importance in JSON, tables, workbook and plan."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pypdf
import pytest

from bcm_tool.analysis.cutsets import Sizes, analyze_cut_sets
from bcm_tool.analysis.cutsets.reasons import reasons
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.export.analysis_json import analysis_json
from bcm_tool.export.console_report import print_results
from bcm_tool.export.pdf.info import PlanInfo
from bcm_tool.export.pdf.plan import write_plan
from bcm_tool.export.table import even, format_figure
from bcm_tool.export.tables.cutsets import (
    availability_table,
    cut_sets_table,
    reason_text,
)
from bcm_tool.export.tables.importance import importance_table
from bcm_tool.export.workbook import write_workbook
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from bcm_tool.percents import format_percent
from tests.builders import dependency, element, model_of


def shop() -> Model:
    """A shop on two servers in one room, with a line that nothing replaces."""
    return model_of(
        element("SHOP", name="Online shop", kind="service", availability=Decimal("99.9")),
        element("LINE", name="Internet line", mtbf=9_900, mtrs=100),
        element("S1", name="Server 1", site="Room", availability=Decimal(95)),
        element("S2", name="Server 2", site="Room", availability=Decimal(90)),
        element("POWER", name="Power feed"),
        r.RedundancyGroup(id="g", dependent="SHOP", name="Servers", required=1),
        r.Scenario(id="s", key="FIRE", name="Fire", lost=("element:S1", "element:S2")),
        dependency("SHOP", "LINE"),
        dependency("SHOP", "S1", group="g"),
        dependency("SHOP", "S2", group="g"),
        dependency("S1", "POWER"),
    )


@cache
def case() -> tuple[Model, AllResults]:
    model = shop()
    return model, analyze_all(model)


def test_json_names_sets_by_key_and_causes_by_what_they_are() -> None:
    data = json.loads(analysis_json(*case()))["structure"]
    assert data["cut_sets"] == {"SHOP": [["LINE"], ["POWER", "S2"], ["S1", "S2"]]}
    assert data["shared_causes"] == {"SHOP": [["scenario:FIRE"], ["site:Room"]]}
    expected = 0.999 * 0.99 * (1 - 0.05 * 0.1)
    assert data["availability"] == {"SHOP": pytest.approx(expected)}
    assert data["cut_sets_limits"] == {
        "order": 3,
        "services": {
            "SHOP": {
                "total": 3,
                "highest_order": 2,
                "not_listed": 0,
                "without_figure": 1,
                "availability_between": [data["availability"]["SHOP"]] * 2,
                "availability_sampled": None,
                "gave_up": [],
            }
        },
    }


def test_the_table_of_sets_says_what_fails_and_how_often() -> None:
    model, results = case()
    assert results.cut_sets
    table = cut_sets_table(model, results.cut_sets, "SHOP")
    rows = [(row[0], row[1], row[3], row[4]) for row in table.texts()]
    assert rows == [
        ("1", "LINE", "", "1.00 %"),
        ("1", "site:Room", "yes", ""),
        ("1", "scenario:FIRE", "yes", ""),
        ("2", "S1 + S2", "", "0.500 %"),
        ("2", "POWER + S2", "", ""),
    ]
    assert "3 minimal sets of elements in all" in table.notes[0]


def test_a_limit_is_said() -> None:
    model = shop()
    result = analyze_cut_sets(model, order=1, sizes=Sizes(listed=1))
    notes = " ".join(cut_sets_table(model, result, "SHOP").notes)
    assert "the largest of order 2" in notes
    assert "Sets of more than 1 member are left out." in notes
    assert "1 set up to this order was counted but is not listed." in notes


def test_why_a_set_stops_the_service_reads_as_sentences() -> None:
    model, results = case()
    result = results.cut_sets
    assert result
    network, found = compile_network(model), result.services["SHOP"]
    pair = next(one for one in found.sets if one.elements == ("POWER", "S2"))
    chain = reasons(network, "SHOP", pair, result.causes)
    assert [reason_text(model, result, link) for link in chain] == [
        "POWER Power feed fails.",
        "S1 Server 1 stops: it needs POWER.",
        "S2 Server 2 fails.",
        "SHOP Online shop stops: of “Servers” it needs 1 of 2, and none is left without S1, S2.",
    ]
    room = next(one for one in found.shared if one.causes == ("site:Room",))
    first = reasons(network, "SHOP", room, result.causes)[0]
    assert reason_text(model, result, first) == "S1 Server 1 fails with Site Room."


def test_availability_and_importance_tables() -> None:
    model, results = case()
    assert results.cut_sets
    (row,) = availability_table(model, results.cut_sets).texts()
    assert row[:5] == ["SHOP", "Online shop", "98.41 %", "140", "1"]
    assert row[7] == "3"  # a count: no places
    found = importance_table(model, results.cut_sets, "SHOP")
    assert [line[0] for line in found.texts()] == ["LINE", "S1", "S2", "SHOP", "POWER"]
    without = model_of(element("A", kind="service"))
    (row,) = availability_table(without, analyze_cut_sets(without)).texts()
    assert row[2:4] == ["", ""]
    assert "nothing it rests on has a figure" in row


def test_percentages_of_one_column_have_as_many_places(tmp_path: Path) -> None:
    """The column of what is compared reads by one rule; exactly 100 is bare."""
    one = model_of(
        *(
            element(key, kind="service", availability=Decimal(value))
            for key, value in {"A": "99.926", "B": "98.8", "C": "50", "D": "100"}.items()
        )
    )
    shown = availability_table(one, analyze_cut_sets(one))
    wanted = ["99.926 %", "98.800 %", "50.000 %", "100 %"]
    assert [row[2] for row in shown.texts()] == wanted
    few = replace(shown, rows=shown.rows[1:3])
    assert [row[2] for row in even(few, "availability").texts()] == ["98.80 %", "50.00 %"]
    write_workbook(tmp_path / "out.xlsx", one, analyze_all(one))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Availability"]
    assert [cell.number_format for cell in sheet["C"][1:5]] == ["0.000%"] * 3 + ["0%"]


def test_the_workbook_has_them_as_numbers(tmp_path: Path) -> None:
    write_workbook(tmp_path / "out.xlsx", *case())
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book["Availability"]
    assert sheet["C2"].value == pytest.approx(0.999 * 0.99 * 0.995, abs=1e-6)
    assert sheet["C2"].number_format.endswith("%")
    assert [cell.value for cell in book["Cut sets"]["C"]][1:4] == [
        "LINE",
        "site:Room",
        "scenario:FIRE",
    ]
    assert book["Importance"]["B2"].value == "LINE"


def test_the_report_prints_them(tmp_path: Path) -> None:
    write_plan(tmp_path / "out.pdf", *case(), PlanInfo(date(2026, 11, 22)))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "out.pdf").pages)
    for words in ("What stops the services", "S1 + S2", "98.41", "What matters most"):
        assert words in text.replace("\u00a0", " ")


def pairs(count: int = 12) -> Model:
    """A service on redundant pairs, each element of which has a figure."""
    records: list[r.Record] = [element("S", kind="service")]
    for number in range(count):
        group = f"g{number}"
        records.append(r.RedundancyGroup(id=group, dependent="S", name=group, required=1))
        for side in "ab":
            records.append(element(f"{side}{number}", availability=Decimal(99)))
            records.append(dependency("S", f"{side}{number}", group=group))
    return model_of(*records)


@cache
def pairs_case() -> tuple[Model, AllResults]:
    model = pairs()
    return model, analyze_all(model)


def printed(path: Path, model: Model, results: AllResults) -> str:
    write_plan(path, model, results, PlanInfo(date(2026, 11, 22)))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def test_what_was_given_up_for_size_is_said_on_paper_and_in_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sets, availability and importance: given up is neither nothing nor never."""
    model, results = pairs_case()
    given_up = replace(results, cut_sets=analyze_cut_sets(model, sizes=Sizes(nodes=30)))
    text = printed(tmp_path / "out.pdf", model, given_up)
    assert "The sets were not computed: the diagram would be too large." in text
    assert "Not computed, for size: S." in text
    assert "too large: between" in text
    assert "random years" in text
    assert "Importance was not computed, for size: S." in text
    assert "Nothing stops a service" not in text
    assert "No element has a figure." not in text
    print_results(model, given_up)
    assert "too large: between" in " ".join(capsys.readouterr().out.split())


def test_a_limit_of_order_is_no_proof_that_nothing_stops_a_service(tmp_path: Path) -> None:
    model, results = pairs_case()
    single = replace(results, cut_sets=analyze_cut_sets(model, order=1))
    text = printed(tmp_path / "out.pdf", model, single)
    assert "No set of up to 1 member stops a service." in text
    assert "Nothing stops a service" not in text
    whole = printed(tmp_path / "whole.pdf", model, results)
    assert "No set" not in whole
    assert "Remark" not in whole  # there is none


def test_importance_nobody_asked_for_is_said(tmp_path: Path) -> None:
    model, results = pairs_case()
    without = replace(results, cut_sets=analyze_cut_sets(model, importance=False))
    assert "Importance was not computed" in printed(tmp_path / "out.pdf", model, without)
    write_workbook(tmp_path / "out.xlsx", model, without)
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Importance"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("Importance was not computed" in cell for cell in cells)


@pytest.mark.parametrize(
    ("value", "figure", "percent"),
    [
        ("0", "0", "0"),
        ("100", "100", "100"),
        ("99.95", "100.0", "99.950"),
        ("99.9999123", "100.0", "99.999912"),
        ("12.345", "12.3", "12.3"),
        ("0.0001234", "0.000123", "0.000123"),
        ("0.00000123", "1.23e-06", "0.00000123"),
        ("1e-9", "1.00e-09", "1.00e-09"),
    ],
)
def test_figures_of_any_size_can_be_read(value: str, figure: str, percent: str) -> None:
    assert format_figure(Decimal(value)) == figure
    assert format_percent(Decimal(value)) == f"{percent} %"


def test_large_and_endless_figures() -> None:
    assert format_figure(Decimal("1234567")) == "1,234,567"
    assert format_figure(Decimal("Infinity")) == "∞"
