"""What a report of a sequence costs: little beside finding it, whatever the size of the plan."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from random import Random
from time import process_time

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery.analyze import _Watch
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import Outcome, Schedule, follow
from bcm_tool.analysis.recovery.limits import Limits
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.result import Standing, build_result
from bcm_tool.analysis.recovery.rules import RULES, first_choice, order_by
from bcm_tool.analysis.recovery.search import Found, place_list
from bcm_tool.analysis.recovery.slack import _limits, _links, slacks
from bcm_tool.analysis.recovery.why import _busy, _work_of_teams
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.analysis.work import NEVER
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from bcm_tool.progress import no_progress
from tests.analysis.recovery.cases import plan_case, small_case
from tests.analysis.recovery.shifted import shifted_case
from tests.builders import dependency, element, model_of

MODELS = [small_case(seed) for seed in range(250)]
MODELS += [small_case(seed, most_tasks=14, elements=(4, 9)) for seed in range(250, 350)]
MODELS += [plan_case(seed, 20 + 5 * seed, teams=2 + seed % 3) for seed in range(12)]
MODELS += [shifted_case(seed, sparse=seed % 2 == 0) for seed in range(250)]


@cache
def schedules() -> list[tuple[Problem, Schedule]]:
    found: list[tuple[Problem, Schedule]] = []
    for number, model in enumerate(MODELS):
        problem = build_problem(model, "s", analyze_impact(model))
        anyhow = list(range(len(problem.tasks)))
        Random(number).shuffle(anyhow)
        for order in (order_by(problem, RULES[0]), anyhow):
            placed = place_list(problem, order, first_choice(problem))
            if placed is not None:
                found.append((problem, placed.schedule))
    return found


def test_float_is_what_all_pairs_of_a_team_allow() -> None:
    bound = 0
    for problem, schedule in schedules():
        outcome = follow(problem, schedule)
        known = slacks(problem, schedule, outcome)
        assert known == slacks_by_pairs(problem, schedule, outcome)
        bound += known != slacks_by_pairs(problem, schedule, outcome, teams=False)
    assert bound > 100


def slacks_by_pairs(
    problem: Problem, schedule: Schedule, outcome: Outcome, *, teams: bool = True
) -> dict[int, int]:
    """Every task of a team before every other that starts when it is done or later."""
    links = _links(problem, schedule, outcome)
    start = {task: schedule.starts[task] or 0 for task in links.running}
    length = {task: problem.tasks[task].duration for task in links.running}
    arcs = [(one, other, gap) for one in start for other, gap in links.after[one].items()]
    for pair in combinations(links.running, 2) if teams else ():
        crews = [{team for team, _ in schedule.mode(problem, task).demand} for task in pair]
        one, other = sorted(pair, key=lambda task: (start[task], task))
        if length[one] and length[other] and crews[0] & crews[1]:
            arcs += [(one, other, 0)] if start[one] + length[one] <= start[other] else []
    deadline = max((start[task] + length[task] for task in start), default=0)
    latest = {task: deadline - length[task] for task in start}
    up = dict.fromkeys(range(len(problem.items)), NEVER) | _limits(problem, outcome)
    while True:
        before = dict(latest), dict(up)
        for item in up:
            waits = [latest[task] for task in links.opens.get(item, ())]
            waits += [up[other] for other in links.holds.get(item, ())]
            up[item] = min([up[item], *waits])
        for one, other, gap in arcs:
            latest[one] = min(latest[one], latest[other] - gap - length[one])
        for task in latest:
            latest[task] = min(latest[task], up[problem.tasks[task].item] - length[task])
            window = schedule.mode(problem, task).window
            latest[task] = latest[task] if window is None else window.last(latest[task])
        if before == (latest, up):
            return {task: latest[task] - start[task] for task in latest}


def test_who_frees_a_team_is_found_as_by_looking_at_every_task() -> None:
    freed = 0
    for problem, schedule in schedules():
        work = _work_of_teams(problem, schedule)
        for task, start in enumerate(schedule.starts):
            if start is not None:
                found = _busy(problem, schedule, work, task, start)
                assert found == busy_by_all(problem, schedule, task, start)
                freed += bool(found[0])
    assert freed > 300


def busy_by_all(
    problem: Problem, schedule: Schedule, number: int, start: int
) -> tuple[list[int], list[int]]:
    """Per team of a task all tasks are looked at: who works just before, and who ends then."""
    tasks, teams = list[int](), list[int]()
    for team, units in schedule.mode(problem, number).demand:
        used, ending = 0, list[int]()
        for other, begin in enumerate(schedule.starts):
            share = dict(schedule.mode(problem, other).demand).get(team, 0)
            length = problem.tasks[other].duration
            if begin is not None and share and begin < start <= begin + length:
                used += share
                ending += [other] if begin + length == start else []
        if problem.tasks[number].duration and ending and used + units > problem.teams[team][1]:
            tasks += ending
            teams.append(team)
    return tasks, teams


def large(tasks: int) -> Model:
    """Services that need one another, each with a task for one of five teams of two."""
    random = Random(1)
    made: list[r.Record] = [
        r.Team(id=f"T{n}", key=f"T{n}", name=f"Team {n}", capacity=2) for n in range(5)
    ]
    names = [f"s{number:04d}" for number in range(tasks)]
    for number, name in enumerate(names):
        made.append(element(name, rto=random.choice((None, 60, 600))))
        made.append(
            r.RecoveryTask(
                id=f"t{number}",
                key=f"t{number}",
                element=name,
                name="Task",
                likely=random.randint(20, 90),
                demand=((f"T{number % 5}", 1),),
            )
        )
        if number % 3:
            made.append(dependency(name, names[random.randrange(number)]))
    lost = tuple(f"element:{name}" for name in names)
    return model_of(*made, r.Scenario(id="s", key="S", name="Scenario", lost=lost))


def test_a_report_of_a_large_plan_takes_about_as_long_as_placing_it() -> None:
    model = large(2_000)
    problem = build_problem(model, "s", analyze_impact(model))
    order, chosen = order_by(problem, RULES[0]), first_choice(problem)
    began = process_time()
    found = place_list(problem, order, chosen)
    placed = process_time()
    assert found is not None
    build_result(problem, found.schedule, Standing())
    reported = process_time()
    assert reported - placed < 10 * (placed - began)


def test_slow_reports_take_a_tenth_of_a_run_at_most() -> None:
    """Every report takes three seconds of a clock that the test turns; better ones come each."""
    now, heard = [100.0], list[RecoveryResult]()

    def slow(result: RecoveryResult) -> None:
        heard.append(result)
        now[0] += 3.0

    model = plan_case(4, 20)
    problem = build_problem(model, "s", analyze_impact(model))
    found = place_list(problem, order_by(problem, RULES[0]), first_choice(problem))
    assert found is not None
    watch = _Watch(problem, Limits(), now[0], no_progress, slow, None, clock=lambda: now[0])
    for second in range(300):
        makespan = found.value[3] - second
        value = (*found.value[:3], makespan, found.value[4])
        watch.better(Found(found.schedule, value))
        assert not watch.ended()
        now[0] += 1.0
    spent = 3.0 * len(heard)
    assert 0.05 < spent / (now[0] - 100) <= 0.11
