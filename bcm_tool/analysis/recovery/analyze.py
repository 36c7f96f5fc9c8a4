"""The recovery sequence of a scenario: a list schedule at once, then better, then proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from bcm_tool.analysis.objective_order import GOALS, HARM_FIRST, ObjectiveOrder
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import Schedule, as_objective
from bcm_tool.analysis.recovery.explore import Explorer
from bcm_tool.analysis.recovery.limits import Limits
from bcm_tool.analysis.recovery.own_bounds import own_bounds
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.result import Standing, build_result
from bcm_tool.analysis.recovery.rules import RULES, Rule, first_choice, order_by
from bcm_tool.analysis.recovery.search import Found, place_list
from bcm_tool.analysis.recovery.solver import STAGES, Proof, as_amount, prove
from bcm_tool.analysis.results import Comparison, ImpactResult, RecoveryResult
from bcm_tool.errors import BcmError
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

_FIRST, _GROWTH = 0.1, 3.0
"""Effort of the first round, and by how much each is longer than the one before."""
_STEPS = 150_000
"""Steps of the search for one unit of effort: more than half of the time for plans of 60 tasks."""
_WHOLE = 1000
_PAUSE = 0.2
"""Seconds between reports of better schedules."""
OnBetter = Callable[[RecoveryResult], None]
Stop = Callable[[], bool]


def analyze_recovery(
    model: Model,
    scenario_id: str,
    impact: ImpactResult,
    *,
    limits: Limits | None = None,
    objective_order: ObjectiveOrder = HARM_FIRST,
    progress: Progress = no_progress,
    on_better: OnBetter | None = None,
    stop: Stop | None = None,
) -> RecoveryResult:
    """In which order the teams work so that the organisation loses least (ENGINE 7).

    Parameters
    ----------
    limits
        Budgets; the same model and limits give the same result as long as no clock ends the run.
    objective_order
        Which goal counts first.
    on_better
        Hears of every better sequence as it is found.
    stop
        Polled; True ends the run with the best sequence so far.

    Raises
    ------
    BcmError
        When the scenario does not exist.
    """
    began = monotonic()
    problem = build_problem(model, scenario_id, impact, objective_order)
    if not problem.items:
        return build_result(problem, Schedule((), ()), Standing(status="nothing to recover"))
    budget = limits or Limits()
    ruled = _by_rules(problem)
    best = min(ruled.values(), key=lambda found: found.value, default=None)
    watch = _Watch(problem, budget, began, progress, on_better, stop)
    proof = Proof(problem, best, stopped=watch.ended())
    if best is not None:
        watch.better(best)
    _search_and_prove(proof, best, budget, watch)
    progress(_WHOLE, _WHOLE)
    if proof.best is None:
        raise BcmError(
            "No sequence was found: recovery tasks wait for each other in a circle that depends "
            "on which elements fail."
        )
    return build_result(
        problem,
        proof.best.schedule,
        _standing(problem, proof, reproducible=not watch.late),
        _comparisons(problem, ruled, proof.best),
        monotonic() - began,
    )


def _search_and_prove(proof: Proof, best: Found | None, limits: Limits, watch: _Watch) -> None:
    """Rounds of search and proof side by side, each longer than the one before.

    Search and proof of one round both start from the best of the round before and run to their
    own end, so the outcome is the same whichever is faster.
    """
    explorer = None if best is None else Explorer(proof.problem, best)
    steps, effort = limits.schedules_for(len(proof.problem.tasks)), limits.effort
    made, part, share, proving = 0, 0, _FIRST, effort > 0

    def explore(ended: Callable[[], bool]) -> Found | None:
        nonlocal made
        if explorer is None or part <= 0:
            return None
        if proof.best is not None:
            explorer.go_on(proof.best)
        begun = explorer.made

        def passing() -> bool:
            watch.share = (proof_share() + (made + explorer.made - begun) / steps) / 2
            return ended()

        explorer.run(part, watch.better, passing)
        made += part
        return explorer.best

    def proof_share() -> float:
        return proof.used / effort if effort else made / steps

    def searching() -> bool:
        return explorer is not None and part < steps - made

    while not proof.stopped and not proof.complete and (proving or searching()):
        part = 0 if explorer is None else min(steps - made, int(share * _STEPS))
        if proving:
            last = min(effort, proof.used + share)
            prove(
                proof,
                effort=last,
                total=effort,
                several=explorer is None or not explorer.breeds,
                better=watch.better,
                stop=watch.ended,
                alongside=explore,
            )
            proving = last < effort
        else:
            proof.take(explore(watch.ended))
            proof.stopped = watch.late
        share *= _GROWTH


@dataclass(slots=True)
class _Watch:
    """Reports what is found, and knows when the clock or a person has ended the run."""

    problem: Problem
    limits: Limits
    began: float
    progress: Progress
    on_better: OnBetter | None
    stop: Stop | None
    late: bool = False
    shown: Found | None = None
    pending: Found | None = None
    told: float = 0.0
    share: float = 0.0
    """How much of the budgets is used."""

    def better(self, found: Found) -> None:
        """Tell of a schedule that is better than all told of, but not of many in a short time."""
        known = self.pending or self.shown
        if known is None or found.value < known.value:
            self.pending = found
            if monotonic() - self.told >= _PAUSE:
                self._tell()

    def _tell(self) -> None:
        if self.pending is not None and self.on_better is not None:
            standing = Standing(reproducible=False)  # nobody knows yet how the run will end
            self.on_better(build_result(self.problem, self.pending.schedule, standing))
            self.told = monotonic()
        self.shown, self.pending = self.pending or self.shown, None

    def ended(self) -> bool:
        """Whether the run is over; also where it reports and can be cancelled."""
        if monotonic() - self.told >= _PAUSE:
            self._tell()
        self.progress(int(_WHOLE * min(1.0, self.share)), _WHOLE)
        seconds = self.limits.seconds
        late = seconds is not None and monotonic() - self.began >= seconds
        self.late = self.late or late or (self.stop is not None and self.stop())
        return self.late


def _standing(problem: Problem, proof: Proof, *, reproducible: bool) -> Standing:
    """The first stage not proved, with what is known of it by the solver or by our own bounds."""
    assert proof.best is not None
    stage, bound = proof.proved, proof.bound
    least = own_bounds(problem).value
    # One at its bound is proved, however early the run was ended.
    while stage < STAGES and proof.best.value[stage] <= max(bound or 0, least[stage]):
        stage, bound = stage + 1, None
    if stage >= STAGES:
        return Standing(status="optimal", reproducible=reproducible)
    value = proof.best.value[stage]
    if least[stage] > (bound or 0):
        bound = least[stage]
    return Standing(
        reproducible=reproducible,
        stage=GOALS[problem.ranked[stage]],
        bound=None if bound is None else as_amount(problem, stage, bound),
        gap=None if bound is None else (value - bound) / value,
    )


def _by_rules(problem: Problem) -> dict[Rule, Found]:
    chosen = first_choice(problem)
    placed = {rule: place_list(problem, order_by(problem, rule), chosen) for rule in RULES}
    return {rule: item for rule, item in placed.items() if item is not None}


def _comparisons(problem: Problem, ruled: dict[Rule, Found], best: Found) -> tuple[Comparison, ...]:
    own = as_objective(problem, best.value)
    others = {rule: as_objective(problem, found.value) for rule, found in ruled.items()}
    return tuple(
        Comparison(rule=rule, objective=other, loss_saved=other.loss - own.loss)
        for rule, other in others.items()
    )
