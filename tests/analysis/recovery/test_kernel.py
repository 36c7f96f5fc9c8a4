"""The kernel against the list schedule that it stands for, and compiled against as it stands."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import violations
from bcm_tool.analysis.recovery.explore import Explorer
from bcm_tool.analysis.recovery.kernel import layout as at
from bcm_tool.analysis.recovery.kernel.arrays import (
    desk_array,
    kernel_fits,
    people_array,
    problem_array,
    read_choice,
)
from bcm_tool.analysis.recovery.kernel.change import change, pull
from bcm_tool.analysis.recovery.kernel.compiled import PLAIN, wait_for_functions
from bcm_tool.analysis.recovery.kernel.cross import cross
from bcm_tool.analysis.recovery.kernel.place import leave_out, place_all
from bcm_tool.analysis.recovery.kernel.project import direct, reversed_project
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.rules import first_choice, order_by
from bcm_tool.analysis.recovery.search import Found, order_of, place_list
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import plan_case, small_case
from tests.analysis.recovery.shifted import shifted_case
from tests.analysis.recovery.test_lists import random_choice
from tests.builders import element, model_of

STAGES = range(at.STAGES)


def problem_of(model: Model) -> Problem:
    return build_problem(model, "s", analyze_impact(model))


def start_of(problem: Problem) -> Found:
    found = place_list(problem, order_by(problem, "RTO order"), first_choice(problem))
    assert found is not None
    return found


def arrays(problem: Problem, memory: int = 20) -> tuple[list[int], list[int]]:
    """Both arrays, with a list of the problem placed and valued as the search begins."""
    array = problem_array(problem, STAGES)
    schedule = start_of(problem).schedule
    desk = desk_array(problem, order_of(schedule), schedule.chosen, schedule.modes, memory)
    leave_out(array, desk)
    assert place_all(array, desk)
    value = desk[desk[at.VALUE] : desk[at.VALUE] + at.STAGES]
    for row in (at.CURRENT, at.BEST):
        desk[desk[row] : desk[row] + at.STAGES] = value
    desk[desk[at.MEMORY] : desk[at.MEMORY] + at.STAGES * memory] = value * memory
    desk[at.CHANCE] = 12345
    return array, desk


def test_places_as_the_list_schedule_does() -> None:
    """Starts, teams and value; a list that leads into a circle is refused, not mended."""
    same = refused = shifted = 0
    models = [plan_case(seed, 40, teams=3) for seed in range(6)]
    models += [small_case(seed, cycles=False) for seed in range(150)]
    models += [shifted_case(seed) for seed in range(150)]
    for number, model in enumerate(models):
        problem = problem_of(model)
        if not kernel_fits(problem):
            continue
        random = Random(number)
        array = problem_array(problem, STAGES)
        for _ in range(4):
            order = random.sample(range(len(problem.tasks)), len(problem.tasks))
            chosen = random_choice(problem, random)
            modes = tuple(random.randrange(-1, len(task.ways)) for task in problem.tasks)
            desk = desk_array(problem, order, chosen, modes, 1)
            leave_out(array, desk)
            sound = place_all(array, desk)
            expected = place_list(problem, order, chosen, modes)
            if not sound:
                refused += 1
                continue
            assert expected is not None, number
            starts = desk[desk[at.START] : desk[at.START] + len(problem.tasks)]
            assert starts == [-1 if start is None else start for start in expected.schedule.starts]
            value = desk[desk[at.VALUE] : desk[at.VALUE] + at.STAGES]
            assert tuple(value) == expected.value, number
            if problem.choosy:
                taken = desk[desk[at.TAKEN] : desk[at.TAKEN] + len(problem.tasks)]
                for start, way, wanted in zip(starts, taken, expected.schedule.modes, strict=True):
                    assert start < 0 or way == wanted, number
                shifted += 1
            same += 1
    assert same > 700
    assert shifted > 40
    assert refused * 5 < same


def test_a_change_keeps_every_task_and_as_many_members() -> None:
    """It says so when members change, and moves what a service counts on in its order."""
    changed = kept = pulled = 0
    for seed in range(40):
        problem = problem_of(small_case(seed, cycles=False))
        if not kernel_fits(problem) or len(problem.tasks) < 2:
            continue
        array, schedule = problem_array(problem, STAGES), start_of(problem).schedule
        desk = desk_array(problem, order_of(schedule), schedule.chosen, schedule.modes, 1)
        desk[at.CHANCE] = 12345
        tasks, places = len(problem.tasks), sum(len(group.members) for group in problem.groups)

        def row(name: int, count: int, desk: list[int] = desk) -> list[int]:
            return desk[desk[name] : desk[name] + count]

        for step in range(60):
            order, chosen = row(at.ORDER, tasks), row(at.CHOSEN, places)
            desk[desk[at.OLD_ORDER] : desk[at.OLD_ORDER] + tasks] = order
            if step % 4 or not problem.goals:
                said = change(array, desk)
            else:
                item, target = problem.goals[0][0], step % tasks
                said = pull(array, desk, item, target, 3)
                marked = [flag == 1 for flag in row(at.MARKED, tasks)]
                rest = order[target:]
                front = [task for task in rest if marked[task]]
                back = [task for task in rest if not marked[task]]
                assert row(at.ORDER, tasks) == order[:target] + front + back
                assert set(problem.items[item].tasks) <= {t for t in range(tasks) if marked[t]}
                pulled += 1
            assert sorted(row(at.ORDER, tasks)) == list(range(tasks))
            now = row(at.CHOSEN, places)
            assert said or now == chosen
            changed, kept = changed + (now != chosen), kept + (now == chosen)
            for group, old, new in zip(
                problem.groups,
                read_choice(problem, chosen),
                read_choice(problem, now),
                strict=True,
            ):
                assert len(new) == len(old)
                assert set(new) <= {need.provider for need in group.members}
    assert changed > 40
    assert kept > 400
    assert pulled > 100


@pytest.mark.parametrize("seed", range(4))
def test_walks_the_same_steps_compiled(seed: int) -> None:
    problem = problem_of(shifted_case(seed + 40) if seed % 2 else plan_case(seed, 30, teams=2))
    if not kernel_fits(problem):
        pytest.skip("this case has a cycle")
    array, desk = arrays(problem)
    swift = wait_for_functions()
    assert swift.fast  # else nothing would be compared
    fast_array, fast_desk = swift.made(array), swift.made(desk)
    PLAIN.walk(array, desk, 400)
    swift.walk(fast_array, fast_desk, 150)
    swift.walk(fast_array, fast_desk, 250)
    assert list(map(int, fast_desk)) == desk
    # What the search calls its best is what its list gives, by the rules.
    tasks, places = len(problem.tasks), sum(len(group.members) for group in problem.groups)

    def row(name: int, count: int) -> list[int]:
        return desk[desk[name] : desk[name] + count]

    found = place_list(
        problem,
        row(at.BEST_ORDER, tasks),
        read_choice(problem, row(at.BEST_CHOSEN, places)),
        tuple(row(at.BEST_WANTED, tasks)),
    )
    assert found is not None
    assert list(found.value) == row(at.BEST, at.STAGES)
    assert list(violations(problem, found.schedule)) == []


def test_breeds_the_same_children_compiled() -> None:
    problem = problem_of(plan_case(3, 30, teams=2))
    array, desk = arrays(problem)
    back = reversed_project(problem)
    back_array = problem_array(back, STAGES)
    back_desk = desk_array(back, range(len(back.tasks)), (), (), 1)
    leave_out(back_array, back_desk)
    parts: list[Any] = [array, desk, back_array, back_desk, people_array(problem, 10)]
    swift = wait_for_functions()
    assert swift.fast  # else nothing would be compared
    fast = [swift.made(part) for part in parts]
    before = desk[desk[at.BEST] : desk[at.BEST] + at.STAGES]
    PLAIN.breed(parts[0], parts[1], parts[2], parts[3], parts[4], 150)
    swift.breed(fast[0], fast[1], fast[2], fast[3], fast[4], 150)
    assert [list(map(int, part)) for part in fast] == parts
    assert desk[desk[at.BEST] : desk[at.BEST] + at.STAGES] < before


def test_a_child_is_like_the_father_in_a_window_and_like_the_mother_around_it() -> None:
    """Both start every task of a chain at the same time, so the child has all in their order."""
    problem = problem_of(plan_case(3, 30, teams=2))
    array, desk = arrays(problem)
    tasks = len(problem.tasks)
    people = people_array(problem, 2)
    first = people[at.PEOPLE_START]
    people[first : first + 2 * tasks] = [10 * task for task in range(tasks)] * 2
    value = people[at.PEOPLE_VALUE]
    people[value : value + 2 * at.STAGES] = [0, 0, 0, 10 * tasks, 0] * 2
    row = desk[at.ORDER]
    moved = 0
    for _ in range(50):
        cross(array, desk, people)
        order = desk[row : row + tasks]
        assert sorted(order) == list(range(tasks))
        moved += sum(place != task for place, task in enumerate(order))
    assert 0 < moved < 50 * tasks // 4  # only some neighbours change places
    people[first : first + tasks] = [10 * (tasks - task) for task in range(tasks)]
    mixed = 0
    for _ in range(50):
        cross(array, desk, people)
        order = desk[row : row + tasks]
        assert sorted(order) == list(range(tasks))
        falls = sum(one > other for one, other in pairwise(order))
        mixed += tasks // 5 < falls < tasks - tasks // 5
    assert mixed > 5


def test_the_population_is_larger_where_there_is_time() -> None:
    """For each task some, but no more than can live for a while in the steps that there are."""
    problem = problem_of(equal_plan())
    start = start_of(problem)
    sizes = [population(Explorer(problem, start, steps)) for steps in (0, 30_000, 10**9)]
    assert sizes == [80, 100, 240]


def equal_plan() -> Model:
    """Forty tasks, of which only the makespan counts."""
    names = [f"E{number:02d}" for number in range(40)]
    tasks = [
        r.RecoveryTask(id=name, key=name, element=name, name=name, likely=10, demand=(("t", 1),))
        for name in names
    ]
    lost = tuple(f"element:{name}" for name in names)
    return model_of(
        *(element(name) for name in names),
        r.Team(id="t", key="T", name="Team", capacity=3),
        *tasks,
        r.Scenario(id="s", key="S", name="All", lost=lost),
    )


def population(explorer: Explorer) -> int:
    assert explorer.breeds
    return int(explorer._people[at.PEOPLE])


def test_only_the_near_predecessors_are_kept() -> None:
    assert direct([(), (0,), (0, 1), (0,), (0, 1, 2, 3)]) == [[], [0], [1], [0], [2, 3]]


def test_search_goes_on_from_what_others_found() -> None:
    problem = problem_of(plan_case(5, 40, teams=2))
    one, told = Explorer(problem, start_of(problem)), list[Found]()
    one.run(2000, told.append, lambda: False)
    assert told
    assert told[-1].value == one.best.value < start_of(problem).value
    assert [found.value for found in told] == sorted((f.value for f in told), reverse=True)
    other = Explorer(problem, start_of(problem))
    other.go_on(one.best)
    other.run(500, told.append, lambda: False)
    assert other.best.value <= one.best.value


def test_cycles_are_searched_without_the_kernel() -> None:
    found = next(
        problem
        for problem in (problem_of(small_case(seed)) for seed in range(200))
        if not kernel_fits(problem) and len(problem.tasks) > 3
    )
    start = start_of(found)
    explorer = Explorer(found, start)
    explorer.run(2000, lambda _: None, lambda: False)
    assert explorer.best.value <= start.value
    assert list(violations(found, explorer.best.schedule)) == []


@pytest.mark.parametrize("limits", [Limits(6000, 0.0), Limits(6000, 0.3)])
def test_the_same_limits_give_the_same_sequence(limits: Limits) -> None:
    model = plan_case(2, 60, teams=3)
    results = [analyze_recovery(model, "s", analyze_impact(model), limits=limits) for _ in range(2)]
    assert results[0].reproducible
    assert results[0].tasks == results[1].tasks
    assert (results[0].stage, results[0].bound) == (results[1].stage, results[1].bound)
