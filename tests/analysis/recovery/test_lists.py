"""Any list of tasks gives a sound schedule, and the search only improves it."""

from __future__ import annotations

from random import Random

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import follow, value_of, violations
from bcm_tool.analysis.recovery.list_schedule import schedule_list
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.rules import RULES, first_choice, order_by
from bcm_tool.analysis.recovery.search import improve, place_list
from tests.analysis.recovery.cases import plan_case, small_case


def random_choice(problem: Problem, random: Random) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(sorted(random.sample([need.provider for need in group.members], group.choose)))
        for group in problem.groups
    )


def test_any_list_gives_a_sound_schedule() -> None:
    placed = refused = 0
    models = [plan_case(seed, 40, teams=3) for seed in range(12)]
    models += [small_case(seed, cycles=False) for seed in range(100)]
    for number, model in enumerate(models):
        problem = build_problem(model, "s", analyze_impact(model))
        random = Random(number)
        for _ in range(5):
            order = random.sample(range(len(problem.tasks)), len(problem.tasks))
            found = schedule_list(problem, order, random_choice(problem, random))
            if found is None:  # the choice counts on what never comes back
                refused += 1
                continue
            schedule, outcome = found
            assert list(violations(problem, schedule)) == [], number
            assert outcome == follow(problem, schedule), number
            placed += 1
    assert placed > 400
    assert refused < 100


def test_search_never_ends_with_something_worse() -> None:
    better = 0
    for seed in range(4):
        model = plan_case(seed, 30, teams=2)
        problem = build_problem(model, "s", analyze_impact(model))
        for rule in RULES:
            start = place_list(problem, order_by(problem, rule), first_choice(problem))
            assert start is not None
            found = improve(problem, start, schedules=100)
            outcome = follow(problem, found.schedule)
            assert found.value == value_of(problem, found.schedule, outcome)
            assert list(violations(problem, found.schedule)) == []
            assert found.value <= start.value
            better += found.value < start.value
    assert better > 6
