"""A planned sequence, made ready to be lived through many times.

The policy of a simulated run: the teams keep the planned order. A team's units are given to
tasks in the order of their planned starts (ties by key); what the plan did not foresee, because
it fails only when things go badly, comes before the first work that waits for it, else last.
Nobody overtakes: a delay is passed on, and the teams are never slower because some work went
faster or there is one more member (starts are sums and maxima of earlier ends).

Whether this order can be kept depends on the run: where something fails that the plan saved,
work may have to wait for work that its own team does later. Such runs follow the second order,
in which everything that others might wait for comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.certain import certain_outages
from bcm_tool.analysis.recovery.hours import Window
from bcm_tool.analysis.recovery.problem import Mode, Problem
from bcm_tool.analysis.results import ImpactResult, RecoveryResult
from bcm_tool.analysis.simulation.order import Program, steps_of
from bcm_tool.analysis.simulation.pert import Estimate, estimate_of
from bcm_tool.model.model import Model


@dataclass(frozen=True, eq=False)
class Plan:
    """The problem of a scenario with the decisions of its sequence.

    ``starts`` are the planned ones, by task of the problem; None: not in the sequence.
    ``demand`` is what the sequence gave each task, and ``windows`` when it may start then.
    ``later`` are items left for later. ``given_up`` are tasks that can never be done, or that
    wait for themselves by way of what fails.
    """

    problem: Problem
    recovery: RecoveryResult
    starts: tuple[int | None, ...]
    demand: tuple[tuple[tuple[int, int], ...], ...]
    windows: tuple[Window | None, ...]
    given_up: frozenset[int]
    later: frozenset[int]
    estimates: tuple[Estimate, ...]

    def name(self, task: int) -> str:
        """What a task is called in whatever plan it stands: by the keys of element and task."""
        record, problem = self.problem.tasks[task], self.problem
        element = problem.model.elements[problem.items[record.item].id]
        return f"{element.key.casefold()}\n{record.key.casefold()}"

    @cached_property
    def certain(self) -> frozenset[int]:
        """Items that are stopped in every run and worked on."""
        return certain_outages(self.problem) - self.later

    def certain_where(self, lasting: Sequence[bool]) -> frozenset[int]:
        """The same in runs in which only tasks that are ``lasting`` surely take time.

        What is back at once stops nothing that needs it.
        """
        tasks, items = self.problem.tasks, self.problem.items
        if self.problem.release:
            return self.certain
        instant = {
            number for number, task in enumerate(tasks) if task.duration and not lasting[number]
        }
        quick = self.certain.intersection(tasks[number].item for number in instant)
        if not any(
            all(number in instant or not tasks[number].duration for number in items[item].tasks)
            for item in quick
        ):
            return self.certain
        return certain_outages(self.problem, instant) - self.later

    @cached_property
    def planned(self) -> Program:
        """The steps in the planned order."""
        return steps_of(self, keep=True)

    @cached_property
    def providers_first(self) -> Program:
        """The steps in an order in which nothing waits for what comes later."""
        return steps_of(self, keep=False)

    @cached_property
    def before(self) -> tuple[tuple[int, ...], ...]:
        """Per task the tasks that must be done, without those that others stand for."""
        tasks = self.problem.tasks
        return tuple(
            tuple(
                other
                for other in task.before
                if not any(
                    other in tasks[middle].before and tasks[middle].item in self.certain
                    for middle in task.before
                    if middle != other
                )
            )
            for task in tasks
        )

    @cached_property
    def endless(self) -> bool:
        """Whether something may never come back, so that times can be NEVER."""
        unknown = any(not item.known for item in self.problem.items)
        return bool(self.later or self.given_up or self.recovery.unrecoverable or unknown)

    @cached_property
    def most_teams(self) -> int:
        """The most teams with a limit that one task asks for."""
        asked = (sum(self.limits[team] is not None for team, _ in row) for row in self.demand)
        return max(asked, default=0)

    @cached_property
    def limits(self) -> tuple[int | None, ...]:
        """Capacity per team; None where all its work together never needs so many."""
        asked = [0] * len(self.problem.teams)
        for demand in self.demand:
            for team, units in demand:
                asked[team] += units
        return tuple(
            capacity if asked[team] > capacity else None
            for team, (_, capacity) in enumerate(self.problem.teams)
        )


def read_plan(model: Model, recovery: RecoveryResult, impact: ImpactResult) -> Plan:
    """The sequence as a plan.

    Raises
    ------
    BcmError
        When the scenario does not exist any more.
    """
    problem = build_problem(model, recovery.scenario, impact)
    team = {name: number for number, (name, _) in enumerate(problem.teams)}
    planned = {_name(task.task, task.element): task for task in recovery.tasks}
    starts: list[int | None] = []
    modes: list[Mode] = []
    for task in problem.tasks:
        found = planned.get(_name(task.id, problem.items[task.item].id))
        starts.append(None if found is None else found.start)
        taken = () if found is None else tuple(sorted((team[n], units) for n, units in found.teams))
        modes.append(next((way for way in task.ways if way.demand == taken), task.ways[0]))
    left = set(recovery.later)
    return Plan(
        problem=problem,
        recovery=recovery,
        starts=tuple(starts),
        demand=tuple(mode.demand for mode in modes),
        windows=tuple(mode.window for mode in modes),
        given_up=frozenset(place for place, task in enumerate(problem.tasks) if not task.possible),
        later=frozenset(place for place, item in enumerate(problem.items) if item.id in left),
        estimates=tuple(
            estimate_of(model.tasks.get(task.id or ""), task.duration) for task in problem.tasks
        ),
    )


def _name(task: str | None, element: str) -> tuple[str, str]:
    return (task, "") if task is not None else ("", element)
