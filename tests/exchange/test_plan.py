"""The rules of importing: what overwrites, what clears, what is kept, what is refused."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from bcm_tool.errors import Cancelled
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.staged import BadCell, Grid, GridRow, Source, stage
from bcm_tool.exchange.write_contract import contract_sheets
from bcm_tool.model import records as r
from bcm_tool.model.method import default_model
from tests.builders import chain, dependency, element, model_of


def staged(**sheets):
    """Sheets given as rows of cells; the first row is the header."""
    grids = tuple(
        Grid(name, tuple(GridRow(number, tuple(row)) for number, row in enumerate(rows, 1)))
        for name, rows in sheets.items()
    )
    return stage(Source("theirs.xlsx", grids))


def plan_of(model, **sheets):
    return plan_import(model, staged(**sheets))


def problems_of(model, **sheets):
    plan = plan_of(model, **sheets)
    assert plan.model is None
    assert plan.problems
    return [str(problem) for problem in plan.problems]


def only_problem(model, **sheets):
    (problem,) = problems_of(model, **sheets)
    return problem


BASE = model_of(element("A", rto=60, owner="Ada", kind="process"), element("B"))


def test_absent_column_and_empty_cell_change_nothing_and_a_dash_clears():
    plan = plan_of(BASE, elements=[["key", "owner", "rto"], ["a", None, "-"], ["B", "Bo", ""]])
    assert (plan.model.elements["A"].owner, plan.model.elements["A"].rto) == ("Ada", None)
    assert plan.model.elements["A"].kind == "process"
    assert plan.model.elements["B"].owner == "Bo"
    assert [(item.label, item.row) for item in plan.changed] == [("A", 2), ("B", 3)]
    assert [(c.column, c.before, c.after) for c in plan.changed[0].changes] == [("rto", "1h", "")]
    assert not plan.added


def test_rows_that_the_source_lacks_are_kept_and_listed():
    plan = plan_of(BASE, elements=[["key", "name"], ["A", "A"], ["C", "Cee"]])
    assert [item.label for item in plan.added] == ["C"]
    assert [item.label for item in plan.unchanged] == ["A"]
    assert [(item.sheet, item.label) for item in plan.kept] == [("elements", "B")]
    assert {item.key for item in plan.model.elements.values()} == {"A", "B", "C"}


def test_keys_headers_and_words_compare_without_case():
    plan = plan_of(
        BASE,
        Elements=[["KEY", "Delivery Model", "Kind"], [" a ", "saas", "IT Service"]],
        Dependencies=[["Dependent", "PROVIDER", "Strength"], ["b", "A", "SOFT"]],
    )
    assert "none of insourced" in str(plan.problems[0])
    plan = plan_of(
        BASE,
        Elements=[["KEY", "Delivery Model", "Kind"], [" a ", "asp/saas", "it service"]],
        Dependencies=[["Dependent", "PROVIDER", "Strength"], ["b", "A", "SOFT"]],
    )
    assert plan.model.elements["A"].delivery_model == "ASP/SaaS"
    assert plan.model.elements["A"].kind == "it-service"
    assert plan.model.elements["A"].key == "A"
    (need,) = plan.model.dependencies.values()
    assert (need.dependent, need.provider, need.strength) == ("B", "A", "soft")


def test_what_is_missing_is_added_and_listed():
    plan = plan_of(
        BASE,
        elements=[["key", "kind"], ["A", "Ferry"]],
        impacts=[["element", "category", "band", "level"], ["A", "Harbour", "36h", "severe"]],
        tasks=[["key", "element", "name", "likely", "team"], ["T", "A", "Do", "1h", "Crew:2;Dock"]],
        risks=[["key", "title", "threat"], ["R", "Fog", "Fog"]],
    )
    created = [(item.noun, item.name) for item in plan.created]
    assert sorted(created) == [
        ("impact category", "Harbour"),
        ("kind", "Ferry"),
        ("team", "Crew"),
        ("team", "Dock"),
        ("threat", "Fog"),
        ("time band", "1d 12h"),
    ]
    (task,) = plan.model.tasks.values()
    teams = {plan.model.teams[team].key: units for team, units in task.demand}
    assert teams == {"Crew": 2, "Dock": 1}
    (rating,) = plan.model.impacts.values()
    assert (rating.level, plan.model.bands[rating.band].minutes) == (5, 36 * 60)


def test_every_problem_is_collected_with_its_place():
    found = problems_of(
        BASE,
        elements=[
            ["key", "name", "rto", "lifecycle"],
            ["C", None, "4h", "live"],
            ["D", "Dee", 4, None],
            ["d", "Again", None, None],
            [None, "No key", None, None],
        ],
        dependencies=[["dependent", "provider", "tolerance"], ["A", "Z", None], ["A", "B", "soon"]],
        tasks=[["key", "element", "name"], ["T", "A", "Do"]],
    )
    assert found == [
        "theirs.xlsx, sheet elements, row 2, column lifecycle: “live” is none of strategy, "
        "design, transition, operation, retired.",
        "theirs.xlsx, sheet elements, row 2, column name: is required and empty.",
        "theirs.xlsx, sheet elements, row 3, column rto: “4” has no unit; write for example 4h, "
        "1d 12h or 90 min.",
        "theirs.xlsx, sheet elements, row 4, column key: is the same as row 3.",
        "theirs.xlsx, sheet elements, row 5, column key: is empty.",
        "theirs.xlsx, sheet dependencies, row 2, column provider: there is no element “Z”.",
        "theirs.xlsx, sheet dependencies, row 3, column tolerance: “soon” is not a duration; "
        "write for example 4h or 1d 12h.",
        "theirs.xlsx, sheet tasks, row 2, column likely: is required and empty.",
    ]


def test_what_mentions_a_refused_row_is_not_wrong_for_that():
    found = problems_of(
        BASE,
        elements=[["key", "name", "rto"], ["C", "Cee", 4], ["D", None, None]],
        groups=[["dependent", "group", "required"], ["A", "Pair", 2]],
        dependencies=[["dependent", "provider", "group"], ["A", "C", "Pair"], ["A", "D", "Pair"]],
    )
    assert [text.partition(": ")[0] for text in found] == [
        "theirs.xlsx, sheet elements, row 2, column rto",
        "theirs.xlsx, sheet elements, row 3, column name",
    ]


def test_unknown_sheets_and_columns_are_reported_and_kept_out():
    plan = plan_of(
        BASE,
        elements=[["key", "name", "Colour", ""], ["C", "Cee", "red", "lost"]],
        Summary=[["x"]],
    )
    assert [str(note) for note in plan.notes] == [
        "theirs.xlsx, sheet elements, row 1, column Colour: is no column of this sheet and was "
        "left out.",
        "theirs.xlsx, sheet elements, row 2, column D: has no header and was left out.",
        "theirs.xlsx, sheet Summary: is no sheet of the contract and was left out.",
    ]
    assert len(plan.added) == 1


def test_nothing_of_the_contract_is_a_problem():
    assert "no sheet of the exchange contract" in only_problem(BASE, Systems=[["a"], ["b"]])


def test_a_header_twice_is_refused():
    found = only_problem(BASE, elements=[["key", "name", "Key"], ["C", "Cee", "D"]])
    assert found == "theirs.xlsx, sheet elements, row 1, column Key: is there twice."


def test_a_missing_identity_column_is_refused_once():
    found = only_problem(BASE, elements=[["name"], ["C"], ["D"]])
    assert found == "theirs.xlsx, sheet elements, column key: this required column is missing."


def test_rules_of_the_model_are_placed_at_their_row():
    found = only_problem(BASE, dependencies=[["dependent", "provider"], ["A", "B"], ["a", "A"]])
    assert found == "theirs.xlsx, sheet dependencies, row 3: A cannot depend on itself."
    found = only_problem(
        BASE,
        impacts=[
            ["element", "category", "band", "level"],
            ["A", "Safety", "4h", 3],
            ["A", "Safety", "8h", 2],
        ],
    )
    assert "row 2" in found
    assert "the level falls as time goes on" in found


def test_groups_and_their_members():
    model = model_of(element("A"), element("B"), element("C"))
    sheets: dict[str, list[list[object]]] = {
        "groups": [["dependent", "group", "required", "takeover"], ["A", "Pair", 1, "Manual"]],
        "dependencies": [
            ["dependent", "provider", "group"],
            ["A", "B", "pair"],
            ["A", "C", "Pair"],
        ],
    }
    plan = plan_of(model, **sheets)
    (group,) = plan.model.groups.values()
    assert {item.group for item in plan.model.dependencies.values()} == {group.id}
    assert group.takeover == "manual"
    sheets["groups"][1][2] = 3
    assert "requires 3 of 2 members" in only_problem(model, **sheets)
    del sheets["groups"]
    found = problems_of(model, **sheets)
    assert found[0] == (
        "theirs.xlsx, sheet dependencies, row 2, column group: the dependent has no group “pair”; "
        "describe it in the sheet groups."
    )


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("1d 12h", 2160),
        ("PT4H", 240),
        ("90 min", 90),
        (time(4, 30), 270),
        (timedelta(hours=30), 1800),
        (timedelta(days=1, microseconds=300), 1440),
    ],
)
def test_durations(cell, minutes):
    plan = plan_of(BASE, elements=[["key", "mtpd"], ["A", cell]])
    assert plan.model.elements["A"].mtpd == minutes


@pytest.mark.parametrize(
    "cell",
    [4, 4.0, "4", "4,5", True, datetime(2026, 1, 1), "-4h", "0x10", timedelta(seconds=90), "NaN"],
)
def test_what_is_no_duration_is_refused(cell):
    assert "column mtpd" in only_problem(BASE, elements=[["key", "mtpd"], ["A", cell]])


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (1200, "1200"),
        (0.1 + 0.2, "0.3"),
        ("1234,5", "1234.5"),
        ("1234.50", "1234.5"),
        ("0.125", "0.125"),
        ("1234567,891", "1234567.891"),
        ("12", "12"),
    ],
)
def test_numbers_with_either_decimal_sign(cell, amount):
    plan = plan_of(BASE, options=[["key", "element", "name", "yearly_cost"], ["O", "A", "x", cell]])
    (option,) = plan.model.options.values()
    assert option.yearly_cost == Decimal(amount)


@pytest.mark.parametrize(
    "cell", ["1,234", "1.234", "1,234.5", "1e5", "€ 5", float("inf"), float("nan"), -1, "-3", True]
)
def test_numbers_that_could_be_another_are_refused(cell):
    sheet = [["key", "element", "name", "yearly_cost"], ["O", "A", "x", cell]]
    assert "column yearly_cost" in only_problem(BASE, options=sheet)


def test_dates():
    header = ["key", "title", "review_date"]
    good = ("2026-03-31", date(2026, 3, 31), datetime(2026, 3, 31))
    for cell in good:
        plan = plan_of(BASE, risks=[header, ["R", "Fog", cell]])
        assert next(iter(plan.model.risks.values())).review_date == date(2026, 3, 31)
    for bad in ("31.03.2026", "3/4/2026", "2026-02-30", 46112):
        assert "column review_date" in only_problem(BASE, risks=[header, ["R", "Fog", bad]])


def test_cells_without_a_value_are_refused_only_where_they_are_used():
    bad = BadCell("the cell C2 holds the error #REF!.")
    sheet = [["key", "mine", "name"], ["C", bad, "Cee"]]
    assert plan_of(BASE, elements=sheet).model is not None
    sheet = [["key", "mine", "name"], ["C", None, bad]]
    assert "the cell C2 holds the error #REF!." in only_problem(BASE, elements=sheet)


def test_text_of_numbers_stays_as_typed():
    plan = plan_of(default_model(), elements=[["key", "name"], ["0012", 7], [12, 1.5]])
    names = {item.key: item.name for item in plan.model.elements.values()}
    assert names == {"0012": "7", "12": "1.5"}


def test_tasks_refer_to_later_rows_and_demand_is_of_one_team():
    header = ["key", "element", "name", "likely", "team", "demand", "after", "needed"]
    model = plan_of(
        BASE,
        tasks=[
            header,
            ["T2", "A", "Second", "1h", "DBA", 2, "T1", "Loss"],
            ["T1", "A", "First", "5 min", None, None, None, None],
        ],
    ).model
    tasks = {task.key: task for task in model.tasks.values()}
    assert tasks["T2"].after == (tasks["T1"].id,)
    assert [units for _, units in tasks["T2"].demand] == [2]
    assert (tasks["T2"].needed, tasks["T1"].needed) == ("loss", "both")
    # The column demand is absent: the two units stay.
    again = plan_of(model, tasks=[["key", "team"], ["T2", "dba"]])
    assert again.model.tasks[tasks["T2"].id] == tasks["T2"]
    assert plan_of(model, tasks=[["key", "demand"], ["T2", 3]]).changed
    assert (
        plan_of(model, tasks=[["key", "team"], ["T2", "-"]]).model.tasks[tasks["T2"].id].demand
        == ()
    )
    for cells in (["DBA:1;SYS:1", 2], ["DBA:1", 2], ["DBA:x", None], ["DBA;dba", None], ["", 1]):
        sheet = [header, ["T3", "A", "Third", "1h", *cells, None, None]]
        assert "theirs.xlsx, sheet tasks, row 2" in only_problem(model, tasks=sheet)
    sheet = [header, ["T3", "A", "Third", "1h", None, None, "T9", None]]
    assert "there is no recovery task “T9”" in only_problem(model, tasks=sheet)


def test_a_scenario_loses_elements_and_labels():
    plan = plan_of(
        BASE,
        scenarios=[
            ["key", "name", "lost"],
            ["S", "Storm", 'a; Site:North;supplier:"x";"site:A;B"'],
        ],
    )
    (scenario,) = plan.model.scenarios.values()
    assert scenario.lost == ("element:A", "site:North", 'supplier:"x"', "site:A;B")
    found = only_problem(BASE, scenarios=[["key", "name", "lost"], ["S", "Storm", "A;Q"]])
    assert "there is no element “Q”" in found


def test_a_scenario_that_loses_nothing_yet_survives():
    model = model_of(r.Scenario(id="s", key="S", name="Unfinished"))
    columns, rows = contract_sheets(model)["scenarios"]
    assert rows == (("S", "Unfinished", "-", None, None, None, None),)
    (scenario,) = plan_of(default_model(), scenarios=[columns, *rows]).model.scenarios.values()
    assert scenario.lost == ()
    assert "is required and empty" in only_problem(BASE, scenarios=[columns, ["S", "x", None]])


def test_selecting_an_option_deselects_the_others():
    options = [
        r.RecoveryOption(id="o1", key="O1", element="A", name="Wait", selected=True),
        r.RecoveryOption(id="o2", key="O2", element="A", name="Move"),
    ]
    model = model_of(*options, base=BASE)
    plan = plan_of(model, options=[["key", "selected"], ["o2", "yes"]])
    assert [item.selected for item in plan.model.options.values()] == [False, True]
    assert [item.label for item in plan.changed] == ["O2", "O1"]
    both = [["key", "selected"], ["o1", "x"], ["o2", "yes"]]
    assert "selects another option" in only_problem(model, options=both)


def test_the_method_is_read_by_name():
    plan = plan_of(
        BASE,
        method=[
            ["name", "value"],
            ["Currency", "SEK"],
            ["decision", "30 min"],
            ["organisation", "Port"],
        ],
    )
    method = plan.model.method
    assert (method.currency, method.decision, method.organisation) == ("SEK", 30, "Port")
    assert [item.label for item in plan.changed] == ["currency", "decision", "organisation"]
    found = problems_of(BASE, method=[["name", "value"], ["decision", 30], ["colour", "red"]])
    assert "column value: “30” has no unit" in found[0]
    assert "column name: “colour” is none of" in found[1]


def test_levels_must_be_on_the_scale():
    sheet: list[list[object]] = [
        ["element", "category", "band", "level"],
        ["A", "Safety", "4h", 50],
    ]
    assert "the impact scale has no level 50" in only_problem(BASE, impacts=sheet)
    sheet[1][3] = "Huge"
    assert "neither a number nor a name of the impact scale" in only_problem(BASE, impacts=sheet)


def test_a_level_named_like_another_ones_number():
    sheets = {
        "scales": [["scale", "number", "name"], ["impact", 1, "2"], ["impact", 2, "Bad"]],
        "categories": [["category", "intolerable"], ["Harm", "2"], ["Loss", "bad"]],
    }
    plan = plan_of(None, **sheets)
    assert [item.intolerable for item in plan.model.categories.values()] == [2, 2]


def test_required_values_cannot_be_cleared_and_defaults_come_back():
    model = model_of(dependency("A", "B", strength="soft", tolerance=60), base=BASE)
    sheet = [["dependent", "provider", "strength", "tolerance"], ["A", "B", "-", "-"]]
    (need,) = plan_of(model, dependencies=sheet).model.dependencies.values()
    assert (need.strength, need.tolerance) == ("hard", 0)
    header = ["key", "element", "name", "likely"]
    model = plan_of(BASE, tasks=[header, ["T", "A", "Do", "1h"]]).model
    found = only_problem(model, tasks=[["key", "likely"], ["T", "-"]])
    assert "cannot be cleared: it is required" in found


def test_planning_leaves_the_model_alone_and_can_be_cancelled():
    model = chain("A", "B", "C")
    before = dict(model.elements)
    plan_of(model, elements=[["key", "name"], ["A", "Changed"]])
    assert model.elements == before

    def cancel(done, total):
        raise Cancelled

    rows = [["key", "name"], *([f"K{n}", "x"] for n in range(600))]
    with pytest.raises(Cancelled):
        plan_import(model, staged(elements=rows), cancel)
