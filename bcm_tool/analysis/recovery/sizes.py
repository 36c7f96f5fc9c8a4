"""Whether the numbers of a problem stay within 64 bits, where sums are made in them."""

from __future__ import annotations

from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.promise import latest_finish
from bcm_tool.analysis.recovery.solver_goals import convex_runs

_LARGEST = 1 << 61
_LATEST = 1 << 56


def fits_in_64_bits(problem: Problem) -> bool:
    """Whether no sum over tasks or services, nor a line of a loss curve, can leave 64 bits."""
    latest = max(latest_finish(problem), problem.horizon) + 1
    if latest * (len(problem.tasks) + 1) >= _LATEST:
        return False
    weighted, lost = 0, 0
    for _, goal in problem.goals:
        weighted += goal.weight * latest
        if goal.loss is not None:
            lost += int(goal.loss.exact(latest) * 100) + 1
            for run in convex_runs(goal.loss):
                for line in run.lines:
                    if abs(line.slope) * latest + abs(line.offset) + line.parts >= _LARGEST >> 1:
                        return False
    return max(weighted, lost) < _LARGEST
