"""Tasks and teams for CP-SAT: when each may start, who does it, and who is busy."""

from __future__ import annotations

from typing import Any

from bcm_tool.analysis.recovery.hours import Span
from bcm_tool.analysis.recovery.solver_model import Expression, SolverModel


def add_tasks(model: SolverModel) -> None:
    """Start and finish of every task, and the teams' capacity."""
    problem = model.problem
    intervals: dict[int, list[tuple[Any, int]]] = {}
    for number, task in enumerate(problem.tasks):
        present = _present(model, number)
        ways: list[Any] = []
        if present is model.zero:
            start: Expression = 0
            end: Expression = 0
        else:
            start = _start(model, number, present)
            end = start + task.duration if present is model.one else start + task.duration * present
            model.enforce(start >= _first_start(model, number), present)
            if present is not model.one:
                model.cp.add(start == 0).only_enforce_if(~present)
            ways = _ways(model, number, start, present)
            for way, taken in zip(task.ways, ways or [present], strict=True):
                for team, units in way.demand if task.duration else ():
                    intervals.setdefault(team, []).append(
                        (_interval(model, number, start, taken), units)
                    )
        model.run.append(present)
        model.start.append(start)
        model.end.append(end)
        model.ways.append(ways)
    for team, used in sorted(intervals.items()):
        capacity = problem.teams[team][1]
        if sum(units for _, units in used) <= capacity:
            continue
        if all(2 * units > capacity for _, units in used):
            model.cp.add_no_overlap([interval for interval, _ in used])
        else:
            model.cp.add_cumulative(
                [interval for interval, _ in used], [units for _, units in used], capacity
            )


def _present(model: SolverModel, number: int) -> Any:
    """Whether a task runs: as its element is stopped, unless it can never run."""
    task = model.problem.tasks[number]
    part = model.part[task.item]
    if not task.possible:
        return model.zero
    if number in model.runs or part is model.zero:
        return part
    return model.literal(f"run {number}")


def _start(model: SolverModel, number: int, present: Any) -> Any:
    """When a task starts: in a minute that one of its ways allows; 0 when it does not run."""
    task = model.problem.tasks[number]
    lowest = model.problem.release if present is model.one else 0
    latest = max(model.bound - task.duration, lowest)
    windows = [way.window for way in task.ways]
    if any(window is None for window in windows):
        return model.cp.new_int_var(lowest, latest, f"start {number}")
    spans = [span for window in windows if window is not None for span in window.until(latest + 1)]
    if present is not model.one:
        spans.append((0, 1))
    return model.cp.new_int_var_from_domain(_domain(spans, lowest), f"start {number}")


def _first_start(model: SolverModel, number: int) -> int:
    """The first minute that any of a task's ways allows: 0 also stands for "does not run"."""
    release = model.problem.release
    windows = [way.window for way in model.problem.tasks[number].ways]
    firsts = [release if window is None else window.next(release) for window in windows]
    return min(firsts, default=release)


def _ways(model: SolverModel, number: int, start: Expression, present: Any) -> list[Any]:
    """Which of its ways a task takes, each with its own hours; empty where there is but one."""
    task = model.problem.tasks[number]
    if len(task.ways) < 2:
        return []
    literals = [model.literal(f"way {place} of {number}") for place in range(len(task.ways))]
    model.cp.add(sum(literals) == present)
    latest = max(model.bound - task.duration, model.problem.release)
    for way, literal in zip(task.ways, literals, strict=True):
        if way.window is not None:
            domain = _domain(way.window.until(latest + 1), model.problem.release)
            model.cp.add_linear_expression_in_domain(start, domain).only_enforce_if(literal)
    return literals


def _domain(spans: list[Span], lowest: int) -> Any:
    from ortools.sat.python import cp_model

    return cp_model.Domain.from_intervals(
        [[max(low, lowest), high - 1] for low, high in spans if high > lowest]
    )


def _interval(model: SolverModel, number: int, start: Expression, present: Any) -> Any:
    duration = model.problem.tasks[number].duration
    if present is model.one:
        return model.cp.new_fixed_size_interval_var(start, duration, f"task {number}")
    return model.cp.new_optional_fixed_size_interval_var(start, duration, present, f"task {number}")
