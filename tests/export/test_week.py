"""Start in the week, times of the week and reasons of the order in workbook, plan and JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
from typer.testing import CliRunner

from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.cli import app
from bcm_tool.document import Document
from bcm_tool.export.analysis_json import analysis_json
from bcm_tool.export.pdf.info import PlanInfo
from bcm_tool.export.pdf.plan import write_plan
from bcm_tool.export.workbook import report_tables, write_workbook
from bcm_tool.model.model import Model
from tests.export.harbour import SCENARIO, harbour
from tests.export.test_tables import assert_sound


def port() -> Model:
    """The harbour on a Friday evening, with its people at work by day."""
    model = harbour()
    teams = {
        key: replace(team, hours="Mon-Fri 07:00-19:00", call_out=90)
        for key, team in model.teams.items()
    }
    scenario = replace(model.scenarios[SCENARIO], start="Fri 18:40")
    return model.with_tables({"teams": teams, "scenarios": {**model.scenarios, SCENARIO: scenario}})


@cache
def case() -> tuple[Model, AllResults]:
    model = port()
    return model, analyze_all(model, SCENARIO, week=True)


def test_every_table_is_typed() -> None:
    model, results = case()
    tables = {found.key: found for _, found in report_tables(model, results)}
    for name in ("week", "week-hours", "order", "sequence", "services"):
        assert_sound(model, tables[name])
        assert tables[name].rows
    assert len(tables["order"].rows) == len(tables["sequence"].rows)


def test_json_has_the_worst_outage_of_each_service() -> None:
    model, results = case()
    assert results.week is not None
    week = json.loads(analysis_json(model, results))["recovery"]["week"]
    assert set(week) == {"worst_start", "best_start", "proved", "services"}
    assert week["proved"] is False
    for item, found in results.week.services.items():
        assert week["services"][model.elements[item].key]["worst"] == found.worst


def test_sheets_of_the_workbook(tmp_path: Path) -> None:
    model, results = case()
    write_workbook(tmp_path / "port.xlsx", model, results)
    book = openpyxl.load_workbook(tmp_path / "port.xlsx")
    assert book["Every start"].max_row >= 169
    assert book["Start in the week"]["A1"].value == "Key"
    order = book["Why in this order"]
    assert order.max_row > len(results.recovery.tasks if results.recovery else ())
    for name, titles in (("Recovery sequence", "Start Finish"), ("Recovery outcome", "Stops Back")):
        _assert_times_of_the_week_stand_apart(book[name], titles.split())
    formats = {cell.number_format for sheet in book for row in sheet for cell in row}
    assert len(formats) < 40  # Excel takes some two hundred, whatever the length of the sequence


def _assert_times_of_the_week_stand_apart(sheet: Any, titles: list[str]) -> None:
    """A time is one that fits its column in every row, and the time of the week is text beside."""
    places = {cell.value: cell.column for cell in sheet[1]}
    for title in titles:
        place = places[title]
        assert places[f"{title}, of the week"] == place + 1
        times = [row for row in sheet.iter_rows(2) if row[place - 1].is_date]
        assert times
        for row in times:
            assert row[place - 1].number_format == '"T+"[h]:mm'
            assert row[place].value[:3] in "Mon Tue Wed Thu Fri Sat Sun"
            assert row[place].data_type == "s"


def test_pages_of_the_plan(tmp_path: Path) -> None:
    model, results = case()
    info = PlanInfo(printed_on=date(2026, 3, 2), version="1", digest="d", software="s")
    assert write_plan(tmp_path / "port.pdf", model, results, info) == ()
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "port.pdf").pages]
    text = "\n".join(pages)
    assert "When in the week it happens" in text
    assert "not proved" in text
    assert "The event is taken to happen on Fri 18:40." in text.replace("\n", " ")
    assert any("T+0, Fri 18:40" in page for page in pages)


def test_the_command_line_looks_at_the_week_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "port.bcm"
    Document.create(path, port()).close()
    key = port().scenarios[SCENARIO].key
    target = tmp_path / "port.json"
    asked = ["analyze", str(path), "--scenario", key, "--json", str(target)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert json.loads(target.read_text())["recovery"]["week"] is None
    assert CliRunner().invoke(app, [*asked, "--week"]).exit_code == 0
    assert json.loads(target.read_text())["recovery"]["week"]["worst_start"]
    refused = CliRunner().invoke(app, ["analyze", str(path), "--week"])
    assert refused.exit_code != 0
    assert "--scenario" in str(refused.exception)
