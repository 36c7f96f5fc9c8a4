"""One more member of a team that was too small: what the larger team's own sequence gains."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.simulation.result import Gain, SimulationResult
from bcm_tool.analysis.simulation.simulate import simulate_recovery
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of

RUNS = 60
CENT = Decimal("0.01")


def simulated(model: Model) -> SimulationResult:
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=Limits(schedules=400, effort=0.0))
    return simulate_recovery(model, recovery, impact, runs=RUNS, gain_runs=RUNS)


def of_team(found: SimulationResult, team: str) -> Gain:
    return next(gain for gain in found.gains if (gain.kind, gain.subject) == ("team", team))


def larger(model: Model, team: str) -> Model:
    made = replace(model.teams[team], capacity=model.teams[team].capacity + 1)
    return model.with_tables({"teams": {**model.teams, team: made}})


def loss(name: str, money: int) -> r.ImpactRating:
    return r.ImpactRating(
        id=f"i-{name}",
        element=name,
        category="category-1",
        band="band-60",
        loss=Decimal(money),
    )


def task(name: str, owner: str, minutes: int, team: str, units: int, *after: str) -> r.RecoveryTask:
    return r.RecoveryTask(
        id=name,
        key=name,
        element=owner,
        name=name,
        likely=minutes,
        demand=((team, units),),
        after=after,
    )


def scenario(*lost: str) -> r.Scenario:
    return r.Scenario(id="s", key="S", name="S", lost=tuple(f"element:{name}" for name in lost))


def team(name: str, capacity: int) -> r.Team:
    return r.Team(id=name, key=name, name=name, capacity=capacity)


def test_a_task_for_two_of_a_team_of_one() -> None:
    model = model_of(
        element("a", rto=60),
        team("t", 1),
        task("k", "a", 30, "t", 2),
        loss("a", 500),
        scenario("a"),
    )
    before, after = simulated(model), simulated(larger(model, "t"))
    assert before.expected_loss == Decimal("360000.00")  # out up to the horizon
    assert after.expected_loss == Decimal("250.00")
    gain = of_team(before, "t")
    assert gain.loss_saved == Decimal("359750.00")
    assert (gain.service, gain.before, gain.after) == ("a", 0.0, 1.0)
    assert before.gains[0].subject == "a"  # its stand-in saves the last 250 too


def test_what_waits_for_the_work_comes_back_too() -> None:
    model = model_of(
        element("shop", kind="service", rto=120),
        element("db"),
        dependency("shop", "db"),
        team("t", 1),
        task("a", "db", 30, "t", 2),
        task("b", "shop", 20, "t", 1, "a"),
        loss("shop", 600),
        scenario("shop", "db"),
    )
    found = simulated(model)
    assert of_team(found, "t").loss_saved == found.expected_loss - 500  # 50 min at 10 a minute


def test_two_short_one_more_is_not_enough() -> None:
    model = model_of(
        element("a", rto=60),
        team("t", 1),
        task("k", "a", 30, "t", 3),
        loss("a", 500),
        scenario("a"),
    )
    assert of_team(simulated(model), "t").loss_saved == 0


def test_two_teams_are_each_one_short() -> None:
    both = replace(task("k", "a", 30, "t", 2), demand=(("t", 2), ("u", 2)))
    model = model_of(
        element("a", rto=60), team("t", 1), team("u", 1), both, loss("a", 500), scenario("a")
    )
    found = simulated(model)
    assert [of_team(found, name).loss_saved for name in "tu"] == [0, 0]


def test_work_that_becomes_possible_and_helps_nobody_costs_nothing() -> None:
    """The large spare could be rebuilt now; while the team does that, the service would wait."""
    model = model_of(
        element("shop", kind="service", rto=120),
        element("large"),
        element("small"),
        r.RedundancyGroup(id="g", dependent="shop", name="Pair", required=1),
        dependency("shop", "large", group="g"),
        dependency("shop", "small", group="g"),
        team("t", 1),
        task("large", "large", 5_000, "t", 2),
        task("small", "small", 10, "t", 1),
        task("shop", "shop", 10, "t", 1),
        loss("shop", 600),
        scenario("shop", "large", "small"),
    )
    found = simulated(model)
    assert found.expected_loss == Decimal("200.00")
    assert all(of_team(found, name).loss_saved == 0 for name in model.teams)


units = st.integers(1, 2)
minutes = st.sampled_from((10, 30, 45, 200))


@st.composite
def teams_too_small(draw: st.DrawFn) -> Model:
    """Up to four elements; tasks may ask for one more than their team has."""
    names = [f"e{number}" for number in range(draw(st.integers(1, 4)))]
    pairs = [(one, two) for one in names for two in names if one < two]
    links = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3)) if pairs else []
    tasks: list[r.RecoveryTask] = []
    for number in range(draw(st.integers(1, 5))):
        likely = draw(minutes)
        after = draw(st.lists(st.sampled_from(tasks), unique_by=id, max_size=1)) if tasks else []
        made = task(
            f"t{number}",
            draw(st.sampled_from(names)),
            likely,
            draw(st.sampled_from("tu")),
            draw(units),
            *(item.id for item in after),
        )
        if draw(st.booleans()):
            made = replace(made, optimistic=likely // 2, pessimistic=likely * 3)
        tasks.append(made)
    return model_of(
        *(element(name, rto=draw(st.none() | minutes)) for name in names),
        *(dependency(*link) for link in links),
        team("t", 1),
        team("u", draw(units)),
        *tasks,
        *(loss(name, 60 * draw(st.integers(1, 9))) for name in names),
        scenario(*names),
    )


@settings(max_examples=30, deadline=None)
@given(teams_too_small())
def test_as_much_as_the_sequence_of_the_larger_team(model: Model) -> None:
    found = simulated(model)
    short = {name for item in model.tasks.values() for name, asked in item.demand if asked > 1}
    short = {name for name in short if model.teams[name].capacity == 1}
    assume(short)
    for name in sorted(short):
        saved = found.expected_loss - simulated(larger(model, name)).expected_loss
        assert of_team(found, name).loss_saved >= saved - CENT
        assert of_team(found, name).loss_saved >= 0
