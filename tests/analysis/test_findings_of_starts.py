"""Findings about hours that hold work, and decision points that lead into a circle."""

from __future__ import annotations

from dataclasses import replace

from bcm_tool.analysis.results import Finding
from bcm_tool.analysis.run import analyze_all
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of

OFFICE = "Mon-Fri 08:00-18:00"


def found(model: Model, kind: str, scenario: str | None = None) -> list[Finding]:
    return [item for item in analyze_all(model, scenario).findings.findings if item.kind == kind]


def work(key: str, owner: str, *teams: str, after: tuple[str, ...] = ()) -> r.RecoveryTask:
    demand = tuple((team, 1) for team in teams)
    return r.RecoveryTask(
        id=key, key=key, element=owner, name=f"Do {key}", likely=60, demand=demand, after=after
    )


def test_teams_that_never_meet() -> None:
    model = model_of(
        element("db", rto=600),
        r.Team(id="A", key="A", name="A", hours="Mon-Fri 08:00-12:00"),
        r.Team(id="B", key="B", name="B", hours="Mon-Fri 12:00-18:00"),
        r.Team(id="C", key="C", name="C", hours="Mon-Fri 11:00-13:00"),
        work("T1", "db", "A", "B"),
        work("T2", "db", "A", "C"),
        work("T3", "db", "B"),
    )
    [only] = found(model, "teams-never-meet")
    assert only.severity == "error"
    assert only.text.startswith("The task T1 of db needs A and B, which are never at work")
    called = replace(model.teams["B"], call_out=60)
    assert not found(model.with_tables({"teams": {**model.teams, "B": called}}), "teams-never-meet")


def late(start: str) -> Model:
    """A service on a box that its supplier swaps and a team starts: two hours, RTO four."""
    return model_of(
        element("shop", kind="service", rto=240),
        element("box"),
        dependency("shop", "box"),
        r.Team(id="A", key="A", name="A", hours="Mon-Sun 06:00-22:00"),
        work("T1", "box"),
        work("T2", "box", "A", after=("T1",)),
        r.Agreement(id="uc", key="UC-1", element="box", type="UC", service_hours=OFFICE),
        r.Scenario(id="s", key="S", name="S", lost=("element:box",), start=start),
    )


def test_contract_hours_that_make_a_service_late() -> None:
    [only] = found(late("Fri 18:30"), "contract-hours-late", "s")
    assert only.elements == ("shop", "box")
    assert "UC-1 of box (Mon-Fri 08:00-18:00)" in only.text
    assert "shop would be in time" in only.text
    assert not found(late("Fri 12:00"), "contract-hours-late", "s")
    assert not found(late(""), "contract-hours-late", "s")


def test_team_hours_that_make_a_service_late() -> None:
    agreed = replace(late("Fri 21:30").agreements["uc"], service_hours="24x7")
    model = late("Fri 21:30").with_tables({"agreements": {"uc": agreed}})
    [only] = found(model, "team-hours-late", "s")
    assert only.elements == ("shop",)
    assert "A (Mon-Sun 06:00-22:00)" in only.text


def test_both_kinds_of_hours_together_are_no_fault_of_one() -> None:
    """Without the contract's hours the team would still be away."""
    assert not found(late("Fri 21:30"), "contract-hours-late", "s")


def test_decision_points_that_lead_into_a_circle() -> None:
    decide = replace(work("A2", "a", after=("B1",)), blocking=True)
    other = replace(work("B2", "b", after=("A1",)), blocking=True)
    model = model_of(
        element("a", rto=60), element("b", rto=60), work("A1", "a"), work("B1", "b"), decide, other
    )
    [only] = found(model, "task-cycle")
    assert set(only.elements) == {"a", "b"}
    calm = model.with_tables({"tasks": {**model.tasks, "B2": replace(other, blocking=False)}})
    assert not found(calm, "task-cycle")
