"""How sure a sequence is: the first stage of the objective not proved, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bcm_tool.analysis.objective_order import GOALS
from bcm_tool.analysis.recovery.own_bounds import own_bounds
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.result import Standing
from bcm_tool.analysis.recovery.search import Found
from bcm_tool.analysis.recovery.solver import STAGES, Proof

_LOSS, _MAKESPAN = 1, 3


def standing_of(
    problem: Problem, proofs: Sequence[Proof], best: Found, *, reproducible: bool
) -> Standing:
    """From the solver's bounds of all parts and our own; one at its bound is proved.

    However early a run was ended, what its bounds prove is proved.
    """
    least = own_bounds(problem).value
    for stage in range(STAGES):
        bounds = [_bound(proof, stage) for proof in proofs]
        known = max(bounds) if problem.ranked[stage] == _MAKESPAN else sum(bounds)
        bound = max(known, least[stage])
        value = best.value[stage]
        if value > bound:
            told = bound > 0 or any(
                proof.proved == stage and proof.bound is not None for proof in proofs
            )
            return Standing(
                reproducible=reproducible,
                stage=GOALS[problem.ranked[stage]],
                bound=_as_amount(problem, stage, bound) if told else None,
                gap=(value - bound) / value if told else None,
            )
    return Standing(status="optimal", reproducible=reproducible)


def _bound(proof: Proof, stage: int) -> int:
    """What a part cannot go below; the solver's bound holds once all stages before are proved."""
    if proof.best is not None and proof.proved > stage:
        return proof.best.value[stage]
    solver = proof.bound if proof.proved == stage else None
    return max(solver or 0, own_bounds(proof.problem).value[stage])


def _as_amount(problem: Problem, stage: int, value: int) -> Decimal:
    """A stage's integer value in minutes or money."""
    goal = problem.ranked[stage]
    if goal == _LOSS:
        return (Decimal(value) / 100).quantize(Decimal("0.01"))
    return Decimal(value) if goal == _MAKESPAN else Decimal(value) / problem.weight_scale
