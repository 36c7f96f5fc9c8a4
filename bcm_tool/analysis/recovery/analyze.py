"""The recovery sequence of a scenario: a list schedule at once, then better, then proof."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from time import monotonic

from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import Schedule, as_objective
from bcm_tool.analysis.recovery.limits import Limits
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.result import Standing, build_result
from bcm_tool.analysis.recovery.rules import RULES, Rule, first_choice, order_by
from bcm_tool.analysis.recovery.search import Found, improve, place_list
from bcm_tool.analysis.results import Comparison, ImpactResult, RecoveryResult
from bcm_tool.errors import BcmError
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

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
    best = min(ruled.values(), key=lambda found: found.value)
    report(problem, best, on_better)

    def ended(made: int) -> bool:
        progress(made, budget.schedules)
        return over(budget, began) or (stop is not None and stop())

    best = improve(
        problem,
        best,
        schedules=budget.schedules,
        better=lambda found: report(problem, found, on_better),
        stop=ended,
    )
    return build_result(
        problem,
        best.schedule,
        Standing(),
        _comparisons(problem, ruled, best),
        monotonic() - began,
    )


def over(limits: Limits, began: float) -> bool:
    """Whether the wall clock has ended the run."""
    return limits.seconds is not None and monotonic() - began >= limits.seconds


def report(problem: Problem, found: Found, on_better: OnBetter | None) -> None:
    """Tell the listener of a better sequence."""
    if on_better is not None:
        on_better(build_result(problem, found.schedule, Standing()))


def _by_rules(problem: Problem) -> dict[Rule, Found]:
    chosen = first_choice(problem)
    placed = {rule: place_list(problem, order_by(problem, rule), chosen) for rule in RULES}
    found = {rule: item for rule, item in placed.items() if item is not None}
    if not found:
        raise BcmError(
            "No sequence was found: recovery tasks wait for each other in a circle that depends "
            "on which elements fail."
        )
    return found


def _comparisons(problem: Problem, ruled: dict[Rule, Found], best: Found) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(
            rule=rule,
            objective=as_objective(problem, found.value),
            loss_saved=Decimal(found.value[1] - best.value[1]) / 100,
        )
        for rule, found in ruled.items()
    )
