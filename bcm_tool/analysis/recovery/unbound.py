"""What a sequence would be if contracts, or teams, knew no hours."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import follow
from bcm_tool.analysis.recovery.hours import all_of
from bcm_tool.analysis.recovery.problem import CONTRACT, Mode, Task
from bcm_tool.analysis.recovery.result import service_outcomes
from bcm_tool.analysis.recovery.resume import schedule_of
from bcm_tool.analysis.recovery.search import order_of, place_list
from bcm_tool.analysis.results import ImpactResult, RecoveryResult

Hours = Literal["contracts", "teams"]


def late_by_hours(recovery: RecoveryResult, impact: ImpactResult, hours: Hours) -> tuple[str, ...]:
    """Services that miss their objective in a sequence and would keep it without those hours.

    The same tasks in the same order, by the same teams; ``impact`` is of the same model.
    """
    late = [item for item, outcome in recovery.services.items() if not outcome.met]
    if recovery.start is None or not late:
        return ()
    problem = build_problem(recovery.model, recovery.scenario, impact)
    schedule = schedule_of(problem, recovery)
    free = replace(problem, tasks=tuple(_open(task, hours) for task in problem.tasks))
    found = place_list(free, order_of(schedule), schedule.chosen, schedule.modes)
    if found is None:
        return ()
    outcomes = service_outcomes(free, follow(free, found.schedule))
    return tuple(item for item in late if outcomes[item].met)


def _open(task: Task, hours: Hours) -> Task:
    def opened(mode: Mode) -> Mode:
        kept = tuple(
            (team, window)
            for team, window in mode.hours
            if (team == CONTRACT) != (hours == "contracts")
        )
        return Mode(mode.demand, all_of(window for _, window in kept), kept)

    return replace(task, modes=tuple(opened(mode) for mode in task.ways))
