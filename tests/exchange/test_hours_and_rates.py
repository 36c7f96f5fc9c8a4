"""Columns for availability, hours, skills, lags, decisions, starts, frequencies and appetite."""

from decimal import Decimal

import openpyxl
import pytest

from bcm_tool.analysis.cutsets.figures import unavailability
from bcm_tool.durations import parse_duration
from bcm_tool.errors import BcmError
from bcm_tool.exchange.mapping import Inspected, InspectedSheet
from bcm_tool.exchange.mapping_guess import guess_mapping
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.read_workbook import read_workbook
from bcm_tool.exchange.staged import Percentage, stage
from bcm_tool.exchange.write_contract import contract_sheets
from bcm_tool.model import records as r
from bcm_tool.model.fields import field_spec
from bcm_tool.model.method import default_model
from tests.builders import element, model_of
from tests.exchange.test_plan import plan_of, problems_of
from tests.exchange.test_round_trip import write_workbook

BASE = model_of(
    element("A"),
    r.Team(id="t", key="T", name="Team"),
    r.RecoveryTask(id="1", key="T-1", element="A", name="First", likely=10),
    r.Agreement(id="g", key="G", element="A", type="UC"),
    r.Scenario(id="s", key="S", name="Loss"),
)


@pytest.mark.parametrize(
    ("cell", "percent"),
    [
        ("99.9 %", "99.9"),
        ("99,95%", "99.95"),
        ("99.999", "99.999"),
        (99.9, "99.9"),
        (100, "100"),
        (0.999, "99.9"),
        (Percentage(0.999), "99.9"),
        (Percentage(0.005), "0.5"),
        (Percentage(1), "100"),
        (1, "100"),
        ("0.5 %", "0.5"),
        (Decimal("0.99999"), "99.999"),
    ],
)
def test_availability_is_read_as_a_percentage(cell, percent):
    plan = plan_of(BASE, elements=[["key", "availability"], ["A", cell]])
    assert plan.model.elements["A"].availability == Decimal(percent)


def test_every_new_column_is_read():
    model = plan_of(
        BASE,
        method=[["name", "value"], ["appetite", "100000: 10 %; 1M: 1 %"]],
        elements=[["key", "mtbf", "MTRS"], ["A", "200d", "6h"]],
        teams=[["key", "hours", "call_out", "skills"], ["T", "Mon-Fri 8-18", "1h", 'db;"a;b";DB']],
        tasks=[["key", "skill", "lag", "blocking"], ["T-1", "db", "30 min", "yes"]],
        agreements=[["key", "service_hours"], ["G", "Mon-Fri 07:00-19:00"]],
        scenarios=[["key", "start", "frequency"], ["S", "Fri 22:00", 0.2]],
    ).model
    assert model.method.appetite == "100000: 10 %; 1M: 1 %"
    assert (model.elements["A"].mtbf, model.elements["A"].mtrs) == (200 * 1440, 360)
    team, task = model.teams["t"], model.tasks["1"]
    assert (team.hours, team.call_out, team.skills) == ("Mon-Fri 8-18", 60, ("db", "a;b"))
    assert (task.skill, task.lag, task.blocking) == ("db", 30, True)
    assert model.agreements["g"].service_hours == "Mon-Fri 07:00-19:00"
    assert (model.scenarios["s"].start, model.scenarios["s"].frequency) == ("Fri 22:00", "0.2")


def test_a_dash_clears_them():
    full = model_of(
        r.Team(id="t", key="T", name="Team", hours="24x7", call_out=5, skills=("db",)),
        element("A", availability=Decimal(99), mtbf=5, mtrs=5),
    )
    model = plan_of(
        full,
        teams=[["key", "hours", "call_out", "skills"], ["T", "-", "-", "-"]],
        elements=[["key", "availability", "mtbf", "mtrs"], ["A", "-", "-", "-"]],
    ).model
    assert model.teams["t"] == r.Team(id="t", key="T", name="Team")
    assert model.elements["A"] == element("A")


@pytest.mark.parametrize(
    ("sheet", "column", "cell", "sentence"),
    [
        ("elements", "availability", "high", "“high” is not a percentage"),
        ("elements", "availability", "101 %", "more than 100 %"),
        ("elements", "availability", 0, "above 0 %"),
        ("elements", "availability", -1, "negative"),
        ("elements", "availability", True, "not a percentage"),
        ("elements", "mtbf", 5000, "has no unit"),
        ("elements", "mtrs", "0h", "mtrs must be between 1"),
        ("elements", "mtrs", "0h", "row 2, column mtrs: mtrs must be between 1 min and 36,600 d."),
        ("elements", "mtrs", "900000h", "column mtrs: “900000h” is longer than 36,600 d."),
        ("elements", "mtbf", "0 min", "column mtbf: mtbf must be between 1 min and 10,000,000 h."),
        ("elements", "mtbf", "10000001 h", "“10000001 h” is longer than 10,000,000 h."),
        ("elements", "availability", "0 %", "row 2, column availability"),
        ("teams", "hours", "office hours", "“office hours” is not understood as hours"),
        ("teams", "call_out", "soon", "not a duration"),
        ("tasks", "lag", 30, "has no unit"),
        ("tasks", "blocking", "perhaps", "neither yes nor no"),
        ("scenarios", "start", "noon", "no time of the week"),
        ("scenarios", "frequency", "often", "no frequency"),
    ],
)
def test_a_bad_cell_is_refused_with_its_sheet_and_row(sheet, column, cell, sentence):
    key = {"elements": "A", "teams": "T", "tasks": "T-1", "scenarios": "S"}[sheet]
    (problem,) = problems_of(BASE, **{sheet: [["key", column], [key, cell]]})
    assert f"sheet {sheet}, row 2" in problem
    assert sentence in problem


def test_a_bad_appetite_names_its_row():
    (problem,) = problems_of(BASE, method=[["name", "value"], ["appetite", "a lot"]])
    assert "sheet method, row 2, column value" in problem
    assert "“a lot” is no loss with a probability" in problem


def test_service_hours_in_other_words_are_kept_and_said():
    sheet = [["key", "element", "service_hours"], ["G", "A", "office hours"]]
    plan = plan_of(BASE, agreements=sheet)
    assert plan.model.agreements["g"].service_hours == "office hours"
    (note,) = plan.notes
    assert "sheet agreements, row 2, column service_hours" in str(note)
    assert "“office hours” is not understood as hours" in str(note)
    again = plan_of(default_model(), **contract_sheets_as_rows(plan.model))
    assert contract_sheets(again.model)["agreements"] == contract_sheets(plan.model)["agreements"]


def contract_sheets_as_rows(model):
    return {name: [columns, *rows] for name, (columns, rows) in contract_sheets(model).items()}


def test_percentages_of_a_workbook_are_numbers_that_a_spreadsheet_shows_as_such(tmp_path):
    model = model_of(
        element("A", availability=Decimal("99.95")),
        element("B", availability=Decimal(100)),
        element("C", availability=Decimal("99.12345678901234567")),
    )
    path = write_workbook(model, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path)["elements"]
    place = next(cell.column for cell in sheet[1] if cell.value == "availability")
    cells = [sheet.cell(row, place) for row in (2, 3, 4)]
    assert [(cell.value, cell.number_format) for cell in cells[:2]] == [
        (0.9995, "0.00%"),
        (1, "0%"),
    ]
    assert cells[2].value == "99.12345678901234567 %"


@pytest.mark.parametrize("hours", [1_000_000, 10_000_000])
def test_an_uptime_as_vendors_state_it_goes_out_and_comes_back(tmp_path, hours):
    sheet = [["key", "mtbf", "mtrs"], ["A", f"{hours} h", "4h"]]
    model = plan_of(BASE, elements=sheet).model
    assert model.elements["A"].mtbf == hours * 60
    assert unavailability(model.elements["A"]) == 4 / (hours + 4)
    again = plan_import(None, stage(read_workbook(write_workbook(model, tmp_path / "a.xlsx"))))
    assert again.model is not None
    assert [item.mtbf for item in again.model.elements.values()] == [hours * 60]
    spec = field_spec(r.Element, "mtbf")
    assert parse_duration(f"{hours} h", spec.most) == hours * 60


def test_other_durations_keep_their_limit():
    with pytest.raises(BcmError, match="“1000000 h” is longer than 36,600 d"):
        parse_duration("1000000 h")


def test_cells_with_a_percentage_format_mean_a_percentage(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "scenarios"
    book.active.append(["key", "frequency"])
    for row, (value, shown) in enumerate([(0.2, "0%"), (0.2, "General"), (1, "0.0%")], 2):
        book.active.append([f"S{row}", value])
        book.active.cell(row, 2).number_format = shown
    book.save(tmp_path / "theirs.xlsx")
    base = model_of(*(r.Scenario(id=f"s{n}", key=f"S{n}", name="Loss") for n in (2, 3, 4)))
    plan = plan_import(base, stage(read_workbook(tmp_path / "theirs.xlsx")))
    assert plan.model is not None
    assert [plan.model.scenarios[f"s{n}"].frequency for n in (2, 3, 4)] == ["20 %", "0.2", "100 %"]


def test_their_own_headers_are_guessed():
    headers = ("Team ID", "Team name", "Working hours", "Callout time", "Competencies")
    (found,) = guess_mapping(Inspected("x", (InspectedSheet("Teams", headers, (), 0),))).sheets
    assert {item.column: item.header for item in found.columns} == {
        "key": "Team ID",
        "name": "Team name",
        "hours": "Working hours",
        "call_out": "Callout time",
        "skills": "Competencies",
    }
    headers = ("ID", "System", "Uptime", "MTTR", "Mean time between failures")
    (found,) = guess_mapping(Inspected("x", (InspectedSheet("Systems", headers, (), 0),))).sheets
    assert found.header_of("availability") == "Uptime"
    assert found.header_of("mtrs") == "MTTR"
    assert found.header_of("mtbf") == "Mean time between failures"
