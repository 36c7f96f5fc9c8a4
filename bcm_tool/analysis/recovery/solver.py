"""Better schedules and proof from CP-SAT, one stage of the objective after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Event, Thread
from typing import Any

from bcm_tool.analysis.recovery.evaluate import follow, value_of, violations
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.search import Found, order_of, place_list
from bcm_tool.analysis.recovery.solver_goals import add_objectives
from bcm_tool.analysis.recovery.solver_model import (
    SolverModel,
    add_choices,
    add_tasks,
    hint_schedule,
    new_model,
    read_schedule,
)
from bcm_tool.analysis.recovery.solver_outages import add_outage_variables, add_outages

STAGES = ("past MTPD", "loss", "past RTO", "makespan")
"""What must be proved for "optimal"; the sum of starts and the order by key only tidy up."""
_SHARE = 0.6
"""Part of the remaining effort that one stage may use."""
_QUICK = 0.1
"""Effort that one search alone may use before several take turns (measured: most plans of 20
tasks need no more; with 60, several searches prove what one does not in ten times the effort)."""
_SEARCHES = 4
_POLL = 0.05


@dataclass(slots=True)
class Proof:
    """The best schedule, how many stages are proved and the bound of the first that is not."""

    best: Found | None
    proved: int = 0
    bound: int | None = None
    stopped: bool = False
    used: float = 0.0


@dataclass(slots=True)
class _Watch:
    """Collects schedules from the solver's thread; the caller's thread polls."""

    problem: Problem
    model: SolverModel
    fresh: list[Found] = field(default_factory=list)
    error: BaseException | None = None


def prove(
    problem: Problem,
    start: Found | None,
    *,
    effort: float,
    better: Callable[[Found], None],
    stop: Callable[[float], bool],
) -> Proof:
    """Improve on ``start`` and prove how good the best is.

    Parameters
    ----------
    effort
        Deterministic time of the solver for all stages.
    stop
        Polled with the effort used so far; True ends the search. What it raises ends it too.
    """
    model = new_model(problem)
    add_choices(model)
    add_outage_variables(model)
    add_tasks(model)
    add_outages(model)
    objectives = add_objectives(model)
    proof = Proof(best=start)
    for stage, expression in enumerate(objectives):
        if not _stage(model, proof, stage, expression, effort, better, stop):
            break
        assert proof.best is not None
        if not isinstance(expression, int):
            model.cp.add(expression <= proof.best.value[stage])
    else:
        _tidy(model, proof, effort, stop)
    return proof


def _stage(
    model: SolverModel,
    proof: Proof,
    stage: int,
    expression: Any,
    effort: float,
    better: Callable[[Found], None],
    stop: Callable[[float], bool],
) -> bool:
    """Minimise one stage; False ends the run."""
    open_stage = proof.bound is not None
    if proof.best is not None and (isinstance(expression, int) or not proof.best.value[stage]):
        if not open_stage and proof.proved == stage:
            proof.proved = stage + 1
        return True
    share = _SHARE * (effort - proof.used)
    _, bound = _solve(model, proof, expression, share, better, stop)
    if proof.best is None:
        return False
    if bound == proof.best.value[stage] and proof.proved == stage:
        proof.proved = stage + 1  # whether the solver had the time to say so or not
    elif not open_stage and stage < len(STAGES):
        proof.bound = min(bound, proof.best.value[stage]) if bound is not None else None
        proof.bound = 0 if proof.bound is None else max(0, proof.bound)
    return not proof.stopped and effort - proof.used > 0.01 * effort


def _solve(
    model: SolverModel,
    proof: Proof,
    expression: Any,
    share: float,
    better: Callable[[Found], None] | None,
    stop: Callable[[float], bool],
) -> tuple[str, int | None]:
    """Minimise an expression: a short search alone, then several in turns.

    The best schedule so far goes in as a hint and comes out in ``proof``. Both ways are
    deterministic: the same model and effort give the same answer.
    """
    model.cp.minimize(expression)
    status, bound = _search(model, proof, min(share, _QUICK), 1, better, stop)
    if status == "open" and not proof.stopped and share > _QUICK:
        status, again = _search(model, proof, share - _QUICK, _SEARCHES, better, stop)
        known = [value for value in (bound, again) if value is not None]
        bound = max(known, default=None)
    return status, bound


def _search(
    model: SolverModel,
    proof: Proof,
    effort: float,
    searches: int,
    better: Callable[[Found], None] | None,
    stop: Callable[[float], bool],
) -> tuple[str, int | None]:
    """Run CP-SAT in a thread of its own, so that this one can listen, poll and be cancelled."""
    from ortools.sat.python import cp_model

    model.cp.clear_hints()
    if proof.best is not None:
        outcome = follow(model.problem, proof.best.schedule)
        hint_schedule(model, proof.best.schedule, outcome)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = searches
    solver.parameters.interleave_search = searches > 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort
    watch = _Watch(model.problem, model)
    callback = _callback(watch)
    done, status = Event(), list[Any]()

    def run() -> None:
        try:
            status.append(solver.solve(model.cp, callback))
        except BaseException as error:  # re-raised where it can be seen
            watch.error = error
        finally:
            done.set()

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        while not done.wait(_POLL):
            _take(proof, watch, better)
            if not proof.stopped and stop(proof.used):
                proof.stopped = True
                solver.stop_search()
    finally:
        solver.stop_search()
        thread.join()
    if watch.error is not None:
        raise watch.error
    _take(proof, watch, better)
    proof.used += solver.deterministic_time
    if status[0] not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
        return "none", None
    return ("optimal" if status[0] == cp_model.OPTIMAL else "open"), round(
        solver.best_objective_bound
    )


def _callback(watch: _Watch) -> Any:
    from ortools.sat.python import cp_model

    class Callback(cp_model.CpSolverSolutionCallback):
        """Takes every solution, sound or made sound."""

        def on_solution_callback(self) -> None:
            try:
                found = _sound(watch, self.value)
            except Exception as error:  # must not pass through the solver's own code
                watch.error = error
                self.stop_search()
                return
            if found is not None:
                watch.fresh.append(found)

    return Callback()


def _sound(watch: _Watch, value: Callable[[Any], int]) -> Found | None:
    """The schedule of a solution, pressed to the left and checked."""
    schedule = read_schedule(watch.model, value)
    order = order_of(schedule)
    pressed = place_list(watch.problem, order, schedule.chosen, schedule.modes)
    if any(violations(watch.problem, schedule)):
        return pressed
    outcome = follow(watch.problem, schedule)
    exact = Found(schedule, value_of(watch.problem, schedule, outcome))
    return exact if pressed is None or exact.value <= pressed.value else pressed


def _take(proof: Proof, watch: _Watch, better: Callable[[Found], None] | None) -> None:
    """Keep what is better; without a listener (tidying up) also what is as good."""
    while watch.fresh:
        found = watch.fresh.pop(0)
        if proof.best is None or found.value < proof.best.value:
            proof.best = found
            if better is not None:
                better(found)
        elif better is None and found.value == proof.best.value:
            proof.best = found


def _tidy(model: SolverModel, proof: Proof, effort: float, stop: Callable[[float], bool]) -> None:
    """Fix the optimum and make starts as early as they can be, in key order."""
    if proof.proved < len(STAGES) or proof.best is None:
        return
    running = [task for task, start in enumerate(proof.best.schedule.starts) if start is not None]
    width = max(1, 40 // max(1, model.bound.bit_length()))
    for first in range(0, len(running), width):
        part = running[first : first + width]
        expression: Any = 0
        for task in part:
            expression = expression * (model.bound + 1) + model.start[task]
        share = _SHARE * (effort - proof.used)
        status, _ = _solve(model, proof, expression, share, None, stop)
        if status != "optimal" or proof.stopped:
            return
        for task in part:
            model.cp.add(model.start[task] == (proof.best.schedule.starts[task] or 0))
    _tidy_modes(model, proof, effort, stop)


def _tidy_modes(
    model: SolverModel, proof: Proof, effort: float, stop: Callable[[float], bool]
) -> None:
    """With all starts fixed, the first team by key does what several can do, task by task."""
    assert proof.best is not None
    for task in model.problem.choosy:
        ways = model.ways[task]
        if not ways or proof.best.schedule.starts[task] is None:
            continue
        place = sum(number * way for number, way in enumerate(ways))
        status, _ = _solve(model, proof, place, _SHARE * (effort - proof.used), None, stop)
        if status != "optimal" or proof.stopped:
            return
        model.cp.add(ways[proof.best.schedule.modes[task]] == 1)


def as_amount(problem: Problem, stage: int, value: int) -> Decimal:
    """A stage's integer value in minutes or money."""
    if stage == 1:
        return (Decimal(value) / 100).quantize(Decimal("0.01"))
    return Decimal(value) / problem.weight_scale if stage in (0, 2) else Decimal(value)
