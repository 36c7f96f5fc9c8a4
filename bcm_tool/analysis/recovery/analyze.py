"""The recovery sequence of a scenario: a list schedule at once, then better, then proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic

from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import Schedule, as_objective
from bcm_tool.analysis.recovery.limits import Limits
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.result import Standing, build_result
from bcm_tool.analysis.recovery.rules import RULES, Rule, first_choice, order_by
from bcm_tool.analysis.recovery.search import Found, improve, place_list
from bcm_tool.analysis.recovery.solver import STAGES, Proof, as_amount, prove
from bcm_tool.analysis.results import Comparison, ImpactResult, RecoveryResult
from bcm_tool.errors import BcmError
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

_HALF = 500
OnBetter = Callable[[RecoveryResult], None]
Stop = Callable[[], bool]


def analyze_recovery(
    model: Model,
    scenario_id: str,
    impact: ImpactResult,
    *,
    limits: Limits | None = None,
    progress: Progress = no_progress,
    on_better: OnBetter | None = None,
    stop: Stop | None = None,
) -> RecoveryResult:
    """In which order the teams work so that the organisation loses least (ENGINE 7).

    Parameters
    ----------
    limits
        Budgets; the same model and limits give the same result as long as no clock ends the run.
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
    problem = build_problem(model, scenario_id, impact)
    if not problem.items:
        return build_result(problem, Schedule((), ()), Standing(status="nothing to recover"))
    budget = limits or Limits()
    ruled = _by_rules(problem)
    best = min(ruled.values(), key=lambda found: found.value, default=None)
    watch = _Watch(problem, budget, began, progress, on_better, stop)
    if best is not None:
        watch.better(best)
        best = improve(
            problem,
            best,
            schedules=budget.schedules_for(len(problem.tasks)),
            better=watch.better,
            stop=watch.list_ended,
        )
    proof = Proof(best, stopped=watch.ended)
    if not watch.ended and budget.effort > 0:
        proof = prove(
            problem, best, effort=budget.effort, better=watch.better, stop=watch.solver_ended
        )
    if proof.best is None:
        raise BcmError(
            "No sequence was found: recovery tasks wait for each other in a circle that depends "
            "on which elements fail."
        )
    return build_result(
        problem,
        proof.best.schedule,
        _standing(problem, proof, reproducible=not watch.ended),
        _comparisons(problem, ruled, proof.best),
        monotonic() - began,
    )


@dataclass(slots=True)
class _Watch:
    """Reports what is found, and knows when the clock or a person has ended the run."""

    problem: Problem
    limits: Limits
    began: float
    progress: Progress
    on_better: OnBetter | None
    stop: Stop | None
    ended: bool = False

    def better(self, found: Found) -> None:
        if self.on_better is not None:
            standing = Standing(reproducible=False)  # nobody knows yet how the run will end
            self.on_better(build_result(self.problem, found.schedule, standing))

    def list_ended(self, made: int) -> bool:
        total = self.limits.schedules_for(len(self.problem.tasks))
        self.progress(_HALF * made // max(1, total), 2 * _HALF)
        return self._ended()

    def solver_ended(self, used: float) -> bool:
        self.progress(_HALF + int(_HALF * min(1.0, used / self.limits.effort)), 2 * _HALF)
        return self._ended()

    def _ended(self) -> bool:
        seconds = self.limits.seconds
        late = seconds is not None and monotonic() - self.began >= seconds
        self.ended = self.ended or late or (self.stop is not None and self.stop())
        return self.ended


def _standing(problem: Problem, proof: Proof, *, reproducible: bool) -> Standing:
    """The first stage not proved, with what is known of it: nothing, unless it was looked into."""
    assert proof.best is not None
    stage, bound = proof.proved, proof.bound
    # No stage goes below 0, and one at its bound is proved, however early the run was ended.
    while stage < len(STAGES) and proof.best.value[stage] == (bound or 0):
        stage, bound = stage + 1, None
    if stage >= len(STAGES):
        return Standing(status="optimal", reproducible=reproducible)
    value = proof.best.value[stage]
    return Standing(
        reproducible=reproducible,
        stage=STAGES[stage],
        bound=None if bound is None else as_amount(problem, stage, bound),
        gap=None if bound is None else (value - bound) / value,
    )


def _by_rules(problem: Problem) -> dict[Rule, Found]:
    chosen = first_choice(problem)
    placed = {rule: place_list(problem, order_by(problem, rule), chosen) for rule in RULES}
    return {rule: item for rule, item in placed.items() if item is not None}


def _comparisons(problem: Problem, ruled: dict[Rule, Found], best: Found) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(
            rule=rule,
            objective=as_objective(problem, found.value),
            loss_saved=Decimal(found.value[1] - best.value[1]) / 100,
        )
        for rule, found in ruled.items()
    )
