"""The same scenario over the 168 hours of a week: when it is worst, and which RTO always holds.

Each hour gets a good sequence found quickly (a list schedule and a short search from the same
order), not a proved one. Where the best sequence without any hours keeps all hours by itself,
it is taken as it is. Where tasks wait for each other in a circle and no list leads to a sequence,
one that is known already or a short run of the solver gives it. Everything is deterministic.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bcm_tool.analysis.objective_order import HARM_FIRST
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.build_modes import at_start, hours_matter
from bcm_tool.analysis.recovery.circles import solved
from bcm_tool.analysis.recovery.evaluate import (
    Schedule,
    as_objective,
    follow,
    value_of,
    violations,
)
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.promise import latest_finish
from bcm_tool.analysis.recovery.result import service_outcomes
from bcm_tool.analysis.recovery.resume import same_ways, schedule_of
from bcm_tool.analysis.recovery.rules import RULES, first_choice, order_by
from bcm_tool.analysis.recovery.search import Found, improve, order_of, place_list
from bcm_tool.analysis.results import ImpactResult, Objective, RecoveryResult
from bcm_tool.analysis.week_result import ServiceWeek, StartHour, WeekResult
from bcm_tool.durations import HOUR, WEEK
from bcm_tool.errors import NoSequenceError
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

HOURS = WEEK // HOUR
QUICK = 30
"""List schedules tried for one hour (fewer in proportion with more than a hundred tasks)."""
USUAL = 100
FIRST = 400
"""The same for the sequence without hours, from whose order all hours begin."""


def analyze_week(
    model: Model,
    scenario_id: str,
    impact: ImpactResult,
    *,
    recovery: RecoveryResult | None = None,
    schedules: int = QUICK,
    progress: Progress = no_progress,
) -> WeekResult:
    """How the scenario goes when it begins at each full hour of the week.

    Parameters
    ----------
    recovery
        The sequence of the same model and scenario, if there is one: its order is tried first,
        it is taken itself where it is better, and its goals count as they did in it.
    schedules
        How many list schedules the search of one hour may make.

    Raises
    ------
    BcmError
        When the scenario does not exist.
    NoSequenceError
        When its tasks wait for each other in a circle and no sequence was found.
    Cancelled
        From inside ``progress``.
    """
    first_goal = HARM_FIRST if recovery is None else recovery.objective_order
    own = build_problem(model, scenario_id, impact, first_goal)
    free = at_start(own, None)
    known = [] if recovery is None else [(own, schedule_of(own, recovery))]
    first = _best(free, known, _fewer(FIRST, free), partial(_going_on, progress, 0))
    matter = hours_matter(free)
    quick = _fewer(schedules, free)
    done: dict[object, Found] = {}
    hours: list[StartHour] = []
    last = free, first.schedule
    for hour in range(HOURS):
        progress(hour, HOURS)
        problem = at_start(free, hour * HOUR) if matter else free
        mark = _mark(problem)
        found = done.get(mark) or _as_it_is(problem, free, first.schedule)
        if found is None:
            near = [*known, (free, first.schedule), last]
            found = _best(problem, near, quick, partial(_going_on, progress, hour))
            last = problem, found.schedule
        done[mark] = found
        hours.append(_hour(problem, hour * HOUR, found))
    progress(HOURS, HOURS)
    values = [done_hour.objective for done_hour in hours]
    ranked = [_rank(value, own) for value in values]
    return WeekResult(
        model=model,
        scenario=scenario_id,
        hours=tuple(hours),
        worst=ranked.index(max(ranked)),
        best=ranked.index(min(ranked)),
        services=_services(hours),
        bound_by_hours=matter,
    )


def _fewer(schedules: int, problem: Problem) -> int:
    """In proportion fewer beyond a hundred tasks, since each then takes longer."""
    return schedules * USUAL // max(USUAL, len(problem.tasks))


def _rank(value: Objective, problem: Problem) -> tuple[object, ...]:
    """As sequences are compared, the order of starts apart."""
    usual = value.past_mtpd, value.loss, value.past_rto, value.makespan, value.sum_of_starts
    return tuple(usual[goal] for goal in problem.ranked[:-1])


def _going_on(progress: Progress, hour: int) -> bool:
    """False; where a longer computation within an hour can be cancelled."""
    progress(hour, HOURS)
    return False


def _best(
    problem: Problem,
    known: list[tuple[Problem, Schedule]],
    schedules: int,
    stop: Callable[[], bool],
) -> Found:
    """The best in the orders of what is known and in those by rule, then a short search.

    A schedule that is known of the same start is taken as it is too, and any where no order leads
    to one; then the solver looks for a better one.
    """
    chosen = first_choice(problem)
    orders = dict.fromkeys(order_of(schedule) for _, schedule in known)
    tried = [*orders, *(order_by(problem, rule) for rule in RULES)]
    placed = [place_list(problem, order, chosen) for order in tried]
    found = [one for one in placed if one is not None]
    alike = [item for item in known if not found or item[0].start == problem.start]
    again = [_as_it_is(problem, *item) for item in alike]
    best = min(
        [*found, *(one for one in again if one is not None)],
        key=lambda one: one.value,
        default=None,
    )
    if not found:
        if not problem.tasks:
            return Found(Schedule((), tuple(() for _ in problem.groups)), (0, 0, 0, 0, 0))
        best = solved(problem, best, stop)
    if best is None:
        raise NoSequenceError(
            "No sequence was found: recovery tasks wait for each other in a circle."
        )
    return improve(problem, best, schedules=schedules)


def _mark(problem: Problem) -> object:
    """Equal for hours in which everybody is there at the same minutes, as long as work can go."""
    end = latest_finish(problem)
    spans = {
        window: tuple(window.until(end))
        for task in problem.tasks
        for way in task.ways
        for _, window in way.hours
    }
    ways = tuple(
        (way.demand, tuple(spans[window] for _, window in way.hours))
        for task in problem.tasks
        for way in task.ways
    )
    return end, ways


def _as_it_is(problem: Problem, other: Problem, schedule: Schedule) -> Found | None:
    """The schedule of another start where it keeps the hours of this one; None where not."""
    modes = same_ways(problem, other, schedule.modes)
    if modes is None:
        return None
    same = Schedule(schedule.starts, schedule.chosen, modes)
    if any(violations(problem, same)):
        return None
    return Found(same, value_of(problem, same, follow(problem, same)))


def _hour(problem: Problem, start: int, found: Found) -> StartHour:
    outcomes = service_outcomes(problem, follow(problem, found.schedule))
    late = tuple(item for item, outcome in outcomes.items() if not outcome.met)
    return StartHour(start, as_objective(problem, found.value), outcomes, late)


def _services(hours: list[StartHour]) -> dict[str, ServiceWeek]:
    found: dict[str, ServiceWeek] = {}
    for item in hours[0].services:
        over = [hour.services[item] for hour in hours]
        if all(outcome.down is None for outcome in over):
            continue
        never = 1 << 60
        outages = [never if outcome.rta is None else outcome.rta for outcome in over]
        best, worst = min(outages), max(outages)
        found[item] = ServiceWeek(
            rto=over[0].rto,
            best=None if best == never else best,
            best_start=hours[outages.index(best)].start,
            worst=None if worst == never else worst,
            worst_start=hours[outages.index(worst)].start,
            held=sum(outcome.met for outcome in over),
        )
    return found
