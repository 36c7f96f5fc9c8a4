"""Better schedules and proof from CP-SAT, one stage of the objective after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from bcm_tool.analysis.recovery.evaluate import follow, value_of, violations
from bcm_tool.analysis.recovery.own_bounds import own_bounds
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.search import Found, order_of, place_list
from bcm_tool.analysis.recovery.sizes import fits_in_64_bits
from bcm_tool.analysis.recovery.solver_goals import add_objectives
from bcm_tool.analysis.recovery.solver_model import (
    SolverModel,
    add_choices,
    hint_schedule,
    new_model,
    read_schedule,
)
from bcm_tool.analysis.recovery.solver_outages import add_outage_variables, add_outages
from bcm_tool.analysis.recovery.solver_tasks import add_tasks

STAGES = 4
"""Goals to be proved for "optimal"; the sum of starts and the order by key only tidy up."""
_SHARE = 0.6
"""Part of the remaining effort that one step of tidying up may use."""
_QUICK = 0.1
"""Effort that one search alone may use before several take turns (measured: most plans of 20
tasks need no more; with 60, several searches prove what one does not in ten times the effort)."""
_SEARCHES = 4
_POLL = 0.05


@dataclass(slots=True)
class Proof:
    """What is known so far, and the model with all that was proved; one stage after the other.

    ``proved`` counts stages, ``bound`` is that of the first not proved (None: not looked into),
    ``used`` the deterministic time spent. ``distrusted``: the solver has contradicted a schedule
    that keeps every rule, or cannot take numbers of this size, and is not asked (again).
    """

    problem: Problem
    best: Found | None
    proved: int = 0
    bound: int | None = None
    stopped: bool = False
    used: float = 0.0
    model: SolverModel | None = None
    objectives: tuple[Any, ...] = ()
    distrusted: bool = False

    def distrust(self) -> None:
        """Claim nothing of what the solver said, and do not ask it again."""
        self.distrusted, self.proved, self.bound, self.model = True, 0, None, None

    @property
    def complete(self) -> bool:
        """Whether nothing is left to prove."""
        return self.proved >= STAGES

    def take(self, found: Found | None) -> None:
        """Keep a schedule if it is better."""
        if found is not None and (self.best is None or found.value < self.best.value):
            self.best = found


@dataclass(slots=True)
class _Watch:
    """Collects schedules from the solver's thread; the caller's thread polls."""

    problem: Problem
    model: SolverModel
    fresh: list[Found] = field(default_factory=list)
    error: BaseException | None = None


Better = Callable[[Found], None]
Stop = Callable[[], bool]
Alongside = Callable[[Stop], Found | None]
"""Work to be done while the solver runs; returns the best that it found."""


def prove(
    proof: Proof,
    *,
    effort: float,
    total: float,
    several: bool,
    better: Better,
    stop: Stop,
    alongside: Alongside,
) -> None:
    """Go on proving, and improving on the way.

    Parameters
    ----------
    effort, total
        Deterministic time of the solver that may have been used when this call ends, and when
        the whole run does; the latter counts for tidying up once all is proved.
    several
        Whether several searches take turns after a quick one alone.
    stop
        Polled; True ends the run. What it raises ends it too.
    alongside
        Runs once, at the same time as the first search, and always to its own end, so that
        what comes of both does not depend on which is faster.
    """
    waiting: list[Alongside] = [alongside]
    if not proof.distrusted:
        _prove(proof, effort, several, better, stop, waiting)
    while waiting and not proof.stopped:
        proof.take(waiting.pop()(stop))
    if proof.complete and not proof.stopped:
        _tidy(_model(proof), proof, total, stop)


def _prove(
    proof: Proof,
    effort: float,
    several: bool,
    better: Better,
    stop: Stop,
    waiting: list[Alongside],
) -> None:
    if not fits_in_64_bits(proof.problem):
        proof.distrust()
        return
    model = _model(proof)
    while not proof.stopped and not proof.complete:
        stage = proof.proved
        expression = proof.objectives[stage]
        least = own_bounds(proof.problem).value[stage]
        if proof.best is None or not (
            isinstance(expression, int) or proof.best.value[stage] <= least
        ):
            if effort - proof.used <= 0.01 * effort:
                break
            _stage(model, proof, expression, effort, several, better, stop, waiting)
            if proof.best is None or proof.distrusted or proof.proved == stage:
                break
        else:
            proof.proved, proof.bound = stage + 1, None
        if not isinstance(expression, int):
            model.cp.add(expression <= proof.best.value[stage])


def _model(proof: Proof) -> SolverModel:
    if proof.model is None:
        model = proof.model = new_model(proof.problem)
        add_choices(model)
        add_outage_variables(model)
        add_tasks(model)
        add_outages(model)
        for item, up in enumerate(own_bounds(proof.problem).ups):
            if up and item in model.certain and not isinstance(model.up[item], int):
                model.cp.add(model.up[item] >= min(up, model.never))
        usual = add_objectives(model)
        proof.objectives = tuple(usual[goal] for goal in proof.problem.ranked)
        for stage in range(proof.proved):
            if proof.best is not None and not isinstance(proof.objectives[stage], int):
                model.cp.add(proof.objectives[stage] <= proof.best.value[stage])
    return proof.model


def _stage(
    model: SolverModel,
    proof: Proof,
    expression: Any,
    effort: float,
    several: bool,
    better: Better,
    stop: Stop,
    waiting: list[Alongside],
) -> None:
    """Minimise the first stage not proved."""
    stage = proof.proved
    status, bound = _solve(model, proof, expression, effort, several, better, stop, waiting)
    if proof.best is None:
        return
    if status == "none" or (bound or 0) > proof.best.value[stage]:
        proof.distrust()
        return
    known = max(bound or 0, proof.bound or 0, own_bounds(proof.problem).value[stage])
    if known >= proof.best.value[stage]:  # whether the solver had the time to say so or not
        proof.proved, proof.bound = stage + 1, None
        return
    if known > (proof.bound or 0):
        model.cp.add(expression >= known)
    proof.bound = known


def _solve(
    model: SolverModel,
    proof: Proof,
    expression: Any,
    effort: float,
    several: bool,
    better: Better | None,
    stop: Stop,
    waiting: list[Alongside],
) -> tuple[str, int | None]:
    """Minimise an expression: a short search alone, then several in turns.

    The best schedule so far goes in as a hint and comes out in ``proof``. Both ways are
    deterministic: the same model and effort give the same answer.
    """
    model.cp.minimize(expression)
    share = effort - proof.used
    quick = min(share, _QUICK) if several else share
    status, bound = _search(model, proof, quick, 1, better, stop, waiting)
    share = effort - proof.used
    if several and status == "open" and not proof.stopped and share > _QUICK:
        status, again = _search(model, proof, share, _SEARCHES, better, stop, waiting)
        known = [value for value in (bound, again) if value is not None]
        bound = max(known, default=None)
    return status, bound


def _search(
    model: SolverModel,
    proof: Proof,
    effort: float,
    searches: int,
    better: Better | None,
    stop: Stop,
    waiting: list[Alongside],
) -> tuple[str, int | None]:
    """Run CP-SAT in a thread of its own, so that this one can work, listen and be cancelled."""
    from ortools.sat.python import cp_model

    model.cp.clear_hints()
    if proof.best is not None:
        outcome = follow(model.problem, proof.best.schedule)
        hint_schedule(model, proof.best.schedule, outcome)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = searches
    solver.parameters.interleave_search = searches > 1
    solver.parameters.random_seed = 1
    # What OR-Tools 9.15 finds by it cuts off optima where a line of a loss curve is steep:
    # tests/analysis/recovery/test_large_losses.py fails with it.
    solver.parameters.auto_detect_greater_than_at_least_one_of = False
    solver.parameters.max_deterministic_time = effort
    watch = _Watch(model.problem, model)
    callback = _callback(watch)
    done, status = Event(), list[Any]()
    shown = 0

    def run() -> None:
        try:
            status.append(solver.solve(model.cp, callback))
        except BaseException as error:  # re-raised where it can be seen
            watch.error = error
        finally:
            done.set()

    def ended() -> bool:
        nonlocal shown
        while better is not None and shown < len(watch.fresh):
            better(watch.fresh[shown])
            shown += 1
        if not proof.stopped and stop():
            proof.stopped = True
            solver.stop_search()
        return proof.stopped

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        while waiting:
            proof.take(waiting.pop()(ended))
        while not done.wait(_POLL):
            ended()
    finally:
        solver.stop_search()
        thread.join()
    if watch.error is not None:
        raise watch.error
    ended()
    for found in watch.fresh:
        proof.take(found)
        if better is None and proof.best is not None and found.value == proof.best.value:
            proof.best = found  # tidying up: as good, and tidier
    proof.used += solver.deterministic_time
    if status[0] not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
        return "none", None
    response = solver.response_proto
    bound = response.inner_objective_lower_bound + round(model.cp.proto.objective.offset)
    return ("optimal" if status[0] == cp_model.OPTIMAL else "open"), bound


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


def _tidy(model: SolverModel, proof: Proof, effort: float, stop: Stop) -> None:
    """Fix the optimum and make starts as early as they can be: their sum, then in key order."""
    if proof.best is None or not _least(model, proof, proof.objectives[-1], effort, stop):
        return
    model.cp.add(proof.objectives[-1] <= proof.best.value[STAGES])
    running = [task for task, start in enumerate(proof.best.schedule.starts) if start is not None]
    width = max(1, 40 // max(1, model.bound.bit_length()))
    for first in range(0, len(running), width):
        part = running[first : first + width]
        expression: Any = 0
        for task in part:
            expression = expression * (model.bound + 1) + model.start[task]
        if not _least(model, proof, expression, effort, stop):
            return
        for task in part:
            model.cp.add(model.start[task] == (proof.best.schedule.starts[task] or 0))
    _tidy_modes(model, proof, effort, stop)


def _least(model: SolverModel, proof: Proof, expression: Any, effort: float, stop: Stop) -> bool:
    """Make an expression as small as it can be; False when that is not certain."""
    if isinstance(expression, int):
        return True
    limit = proof.used + _SHARE * (effort - proof.used)
    status, _ = _solve(model, proof, expression, limit, True, None, stop, [])
    return status == "optimal" and not proof.stopped


def _tidy_modes(model: SolverModel, proof: Proof, effort: float, stop: Stop) -> None:
    """With all starts fixed, the first team by key does what several can do, task by task."""
    assert proof.best is not None
    for task in model.problem.choosy:
        ways = model.ways[task]
        if not ways or proof.best.schedule.starts[task] is None:
            continue
        place = sum(number * way for number, way in enumerate(ways))
        if not _least(model, proof, place, effort, stop):
            return
        model.cp.add(ways[proof.best.schedule.modes[task]] == 1)
