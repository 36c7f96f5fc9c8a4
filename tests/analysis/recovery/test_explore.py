"""The search where only the makespan is at stake and there is more to choose than the order."""

from __future__ import annotations

from random import Random

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery, explore
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.rules import RULES, first_choice, order_by
from bcm_tool.analysis.recovery.search import Found, place_list
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import plan_case
from tests.builders import dependency, element, model_of

SEARCH = Limits(effort=0.0)


def run(model: Model, limits: Limits) -> RecoveryResult:
    return analyze_recovery(model, "s", analyze_impact(model), limits=limits)


def task(name: str, minutes: int, team: str = "", skill: str = "") -> r.RecoveryTask:
    demand = ((team, 1),) if team else ()
    return r.RecoveryTask(
        id=name, key=name, element=name, name=name, likely=minutes, demand=demand, skill=skill
    )


def lost(*names: str) -> r.Scenario:
    return r.Scenario(id="s", key="S", name="Scenario", lost=tuple(f"element:{n}" for n in names))


def test_the_member_of_the_team_with_less_to_do_is_counted_on() -> None:
    """By key it would be A, whose team has ten other tasks of 100 min; B takes but 110 min."""
    others = [f"X{number}" for number in range(10)]
    model = model_of(
        *(element(name) for name in ("S", "A", "B", *others)),
        r.Team(id="one", key="ONE", name="One"),
        r.Team(id="two", key="TWO", name="Two"),
        r.RedundancyGroup(id="g", dependent="S", name="Either", required=1),
        dependency("S", "A", group="g"),
        dependency("S", "B", group="g"),
        task("S", 1),
        task("A", 100, "one"),
        task("B", 110, "two"),
        *(task(name, 100, "one") for name in others),
        lost("S", "A", "B", *others),
    )
    found, proved = run(model, SEARCH), run(model, Limits())
    assert proved.status == "optimal"
    assert found.objective.makespan == proved.objective.makespan == 1_000


def plan(seed: int) -> Model:
    """A dozen tasks without a promise to keep: groups to choose from, skills that several have."""
    random = Random(seed)
    names = [f"E{number:02d}" for number in range(12)]
    made: list[r.Record] = [
        r.Team(id=name, key=name, name=name, skills=skills)
        for name, skills in (("T1", ("db",)), ("T2", ("db", "net")), ("T3", ("net",)))
    ]
    for number, name in enumerate(names):
        made.append(element(name))
        skill = random.choice(("db", "net", "", ""))
        team = "" if skill else random.choice(("T1", "T2", "T3"))
        made.append(task(name, random.randint(5, 60), team, skill))
        providers = random.sample(names[:number], min(number, random.choice((0, 1, 3))))
        group = f"g{name}" if len(providers) == 3 else None
        if group:
            made.append(r.RedundancyGroup(id=group, dependent=name, name=group, required=1))
        made += [dependency(name, other, group=group) for other in providers]
    return model_of(*made, lost(*names))


def test_the_search_alone_finds_what_is_proved() -> None:
    compared = 0
    for seed in range(12):
        model = plan(seed)
        problem = build_problem(model, "s", analyze_impact(model))
        proved = run(model, Limits())
        if proved.status == "optimal" and problem.choosy and problem.groups:
            assert run(model, SEARCH).objective.makespan == proved.objective.makespan, seed
            compared += 1
    assert compared > 8


def test_it_takes_the_same_steps_however_they_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the compiled functions arrive on the way, which take more steps at once."""
    model = plan(3)
    problem = build_problem(model, "s", analyze_impact(model))
    start = place_list(problem, order_by(problem, RULES[0]), first_choice(problem))
    assert start is not None
    found = []
    for size in (50, 1_400, 100_000):
        monkeypatch.setattr(explore, "_FAST", size)
        monkeypatch.setattr(explore, "_SLOW", size)
        explorer = explore.Explorer(problem, start)
        assert explorer.breeds
        explorer.run(3_000, lambda _: None, lambda: False)
        found.append(explorer.best)
    assert found[0].value < start.value
    assert found[0] == found[1] == found[2]


def test_it_tells_of_what_was_found_now_and_then_and_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To place a list again costs more than to find it; nothing may be lost by waiting."""
    model = plan_case(1, 40, teams=2)
    problem = build_problem(model, "s", analyze_impact(model))
    start = place_list(problem, order_by(problem, RULES[0]), first_choice(problem))
    assert start is not None
    monkeypatch.setattr(explore, "_FAST", 800)
    monkeypatch.setattr(explore, "_SLOW", 800)
    told: dict[int, list[Found]] = {}
    for pause in (1, 20, 1_000):
        monkeypatch.setattr(explore, "_PAUSE", pause)
        explorer = explore.Explorer(problem, start)
        explorer.run(2_000, told.setdefault(pause, []).append, lambda: False)
        assert not explorer.breeds
        assert told[pause][-1] == explorer.best
    assert told[1][-1] == told[20][-1] == told[1_000][-1]
    assert len(told[1]) > len(told[20]) > len(told[1_000]) == 1
