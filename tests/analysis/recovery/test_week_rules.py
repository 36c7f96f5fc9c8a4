"""Hours, contracts, skills, lags and decision points by hand, and what people are told of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import analyze_recovery
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.export.tables.recovery import sequence_table
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of


def run(model: Model, start: str | None = None) -> RecoveryResult:
    if start is not None:
        scenario = replace(model.scenarios["s"], start=start)
        model = model.with_tables({"scenarios": {"s": scenario}})
    return analyze_recovery(model, "s", analyze_impact(model))


def lost(*names: str, **values: Any) -> r.Scenario:
    entries = tuple(f"element:{name}" for name in names)
    return r.Scenario(id="s", key="S", name="Scenario", lost=entries, **values)


def team(key: str, capacity: int = 1, **values: Any) -> r.Team:
    return r.Team(id=key, key=key, name=f"Team {key}", capacity=capacity, **values)


def task(key: str, owner: str, minutes: int, *after: str, by: str = "", **values: Any) -> Any:
    demand = ((by, 1),) if by else ()
    values |= {"id": key, "key": key, "element": owner, "name": f"Do {key}"}
    return r.RecoveryTask(likely=minutes, demand=demand, after=after, **values)


def starts(result: RecoveryResult) -> dict[str, int]:
    return {item.key: item.start for item in result.tasks}


def words(result: RecoveryResult) -> dict[str, str]:
    return {item.key: item.limited_by for item in result.tasks}


OFFICE = "Mon-Fri 08:00-18:00"


def test_a_team_starts_in_its_hours_and_goes_on_after_them() -> None:
    model = model_of(
        element("app", kind="service", rto=600),
        team("A", hours=OFFICE),
        task("T1", "app", 120, by="A"),
        task("T2", "app", 30, "T1", by="A"),
        r.Method(id="method", detection=10),
        lost("app"),
    )
    assert starts(run(model)) == {"T1": 10, "T2": 130}
    evening = run(model, "Fri 17:45")
    assert starts(evening) == {"T1": 10, "T2": 15 + 62 * 60}
    assert words(evening) == {
        "T1": "starts after detection and decision",
        "T2": "waits for the hours of team Team A from Mon 08:00",
    }
    assert evening.tasks[1].waits_for == (0,)  # it ended too late for Friday
    assert [item.critical for item in evening.tasks] == [False, True]
    assert evening.tasks[0].slack == 4  # Friday 17:59 is the last minute at which it may start
    assert not evening.services["app"].met
    assert run(model, "Mon 09:00").services["app"].met


def test_call_out_counts_from_detection_and_decision_and_holds_until_the_end() -> None:
    model = model_of(
        element("app", kind="service", rto=600),
        team("A", hours=OFFICE, call_out=90),
        task("T1", "app", 120, by="A"),
        task("T2", "app", 30, "T1", by="A"),
        r.Method(id="method", detection=10),
        lost("app"),
    )
    night = run(model, "Sat 02:00")
    assert starts(night) == {"T1": 100, "T2": 220}
    assert words(night)["T1"] == "waits for team Team A, called out and there from Sat 03:40"
    early = run(model, "Mon 07:00")  # the hours begin before they could be called out
    assert starts(early) == {"T1": 60, "T2": 180}
    assert words(early)["T1"] == "waits for the hours of team Team A from Mon 08:00"


def test_a_supplier_starts_in_the_hours_of_any_contract() -> None:
    contract = r.Agreement(
        id="uc", key="UC", element="box", type="UC", service_hours="Mon-Fri 08:00-16:00"
    )
    model = model_of(
        element("app", kind="service", rto=600),
        element("box"),
        dependency("app", "box"),
        task("T1", "box", 60),
        task("T2", "box", 15, "T1", by="A"),
        team("A"),
        contract,
        lost("box"),
    )
    result = run(model, "Mon 16:00")
    assert starts(result) == {"T1": 16 * 60, "T2": 17 * 60}
    assert words(result)["T1"] == "waits for the contract hours from Tue 08:00"
    second = replace(contract, id="uc2", key="UC2", service_hours="Mon 20:00-21:00")
    both = model.with_tables({"agreements": {"uc": contract, "uc2": second}})
    assert starts(run(both, "Mon 16:00"))["T1"] == 240
    promise = replace(contract, id="sla", key="SLA", type="SLA", service_hours="Mon 17:00-18:00")
    kept = model.with_tables({"agreements": {"uc": contract, "sla": promise}})
    assert starts(run(kept, "Mon 16:00"))["T1"] == 16 * 60
    unread = model.with_tables({"agreements": {"uc": replace(contract, service_hours="office")}})
    assert starts(run(unread, "Mon 16:00"))["T1"] == 0


def test_an_option_without_tasks_keeps_the_contract_hours() -> None:
    model = model_of(
        element("box", rto=60),
        r.RecoveryOption(
            id="o", key="O", element="box", name="Swap", recovery_time=30, selected=True
        ),
        r.Agreement(id="uc", key="UC", element="box", type="UC", service_hours=OFFICE),
        lost("box", start="Sun 20:00"),
    )
    assert starts(run(model)) == {"O": 12 * 60}


def test_a_lag_holds_after_every_predecessor_bridged_ones_too() -> None:
    model = model_of(
        element("db", rto=60),
        task("T1", "db", 20),
        task("T2", "db", 5, "T1", needed="outage"),
        task("T3", "db", 5, "T2", lag=45),
        lost("db"),
    )
    result = run(model)
    assert starts(result) == {"T1": 0, "T3": 65}
    assert words(result)["T3"] == "waits 45 min after Do T1"
    assert [item.slack for item in result.tasks] == [0, 0]
    assert [item.cpm_slack for item in result.tasks] == [0, 0]
    assert [item.critical for item in result.tasks] == [True, True]


def test_a_decision_point_stops_what_it_does_not_wait_for() -> None:
    model = model_of(
        element("db", rto=60),
        task("T1", "db", 10),
        task("T2", "db", 10),
        task("T3", "db", 10, "T1", blocking=True),
        task("T4", "db", 10),
        lost("db"),
    )
    result = run(model)
    assert starts(result) == {"T1": 0, "T3": 10, "T2": 20, "T4": 20}
    assert result.objective.makespan == 30


def test_decision_points_go_in_key_order() -> None:
    model = model_of(
        element("db", rto=60),
        task("T1", "db", 10, blocking=True),
        task("T2", "db", 10, blocking=True),
        task("T3", "db", 10),
        lost("db"),
    )
    assert starts(run(model)) == {"T1": 0, "T2": 10, "T3": 20}


def test_decision_points_that_lead_into_a_circle_never_start() -> None:
    """The decision on A waits for work on B, whose decision waits for work on A."""
    model = model_of(
        element("a", rto=60),
        element("b", rto=60),
        task("A1", "a", 10),
        task("A2", "a", 10, "B1", blocking=True),
        task("B1", "b", 10),
        task("B2", "b", 10, "A1", blocking=True),
        lost("a", "b"),
    )
    result = run(model)
    assert result.tasks == ()
    assert result.unrecoverable == ("a", "b")


def test_the_team_with_the_skill_that_serves_best_is_taken() -> None:
    """Both teams know databases; only A can do the network, which is more urgent."""
    model = model_of(
        element("net", kind="service", rto=10, mtpd=60),
        element("db", kind="service", rto=10, mtpd=500),
        team("A", skills=("DB", "net")),
        team("B", skills=("db",), hours=OFFICE),
        task("T1", "db", 60, skill="db"),
        task("T2", "net", 60, skill="Net"),
        lost("net", "db"),
    )
    weekday = run(model, "Mon 09:00")
    assert starts(weekday) == {"T1": 0, "T2": 0}
    assert {item.key: item.teams for item in weekday.tasks} == {
        "T1": (("B", 1),),
        "T2": (("A", 1),),
    }
    sunday = run(model, "Sun 12:00")
    assert starts(sunday) == {"T2": 0, "T1": 60}
    assert all(item.teams == (("A", 1),) for item in sunday.tasks)
    assert words(sunday)["T1"] == "waits for team Team A"


def test_of_equal_teams_the_first_by_key_is_taken() -> None:
    model = model_of(
        element("db", rto=60),
        team("B", skills=("db",)),
        team("A", skills=("db",)),
        task("T1", "db", 60, skill="db"),
        lost("db"),
    )
    assert run(model).tasks[0].teams == (("A", 1),)


@pytest.mark.parametrize("start", ["", "Mon 09:00"])
def test_without_anybody_who_can_it_never_runs(start: str) -> None:
    model = model_of(
        element("db", rto=60),
        team("A", skills=("net",)),
        task("T1", "db", 60, skill="db"),
        lost("db", start=start),
    )
    assert run(model).unrecoverable == ("db",)


def test_teams_that_are_never_there_together_never_start() -> None:
    model = model_of(
        element("db", rto=60),
        team("A", hours="Mon-Fri 08:00-12:00"),
        team("B", hours="Mon-Fri 12:00-18:00"),
        replace(task("T1", "db", 60), demand=(("A", 1), ("B", 1))),
        lost("db"),
    )
    assert starts(run(model)) == {"T1": 0}
    assert run(model, "Mon 09:00").unrecoverable == ("db",)
    called = replace(model.teams["B"], call_out=30)
    helped = model.with_tables({"teams": {"A": model.teams["A"], "B": called}})
    assert starts(run(helped, "Mon 09:00")) == {"T1": 30}


def test_an_unknown_start_is_said_where_it_matters() -> None:
    model = model_of(
        element("db", rto=60), team("A", hours=OFFICE), task("T1", "db", 60, by="A"), lost("db")
    )
    result = run(model)
    assert result.start is None
    assert result.hours_left_out
    assert any("hours" in note for note in sequence_table(model, result).notes)
    known = run(model, "Tue 10:00")
    assert known.start == 34 * 60
    assert not known.hours_left_out
    always = model.with_tables({"teams": {"A": replace(model.teams["A"], hours="24x7")}})
    assert not run(always).hours_left_out
