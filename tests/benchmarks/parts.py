"""Proof of a scenario whose parts do not touch each other, taken apart and at once.

``python -m tests.benchmarks parts [--plans N] [--tasks N]``: processor seconds until the sequence
of some plans side by side, with teams of their own, is proved; both ways must end at the same
goals. There is no budget: the figure shows what taking a scenario apart is worth.
"""

from __future__ import annotations

import argparse
import json
from time import process_time

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.kernel.compiled import wait_for_functions
from tests.analysis.recovery.cases import side_by_side
from tests.benchmarks._plans import recovery_plan

APART = Limits(effort=200.0)
AT_ONCE = Limits(effort=200.0, part=10**6)


def main(arguments: list[str]) -> None:
    """A line per way; the figure last."""
    parser = argparse.ArgumentParser(prog="parts")
    parser.add_argument("--plans", type=int, default=3)
    parser.add_argument("--tasks", type=int, default=50)
    chosen = parser.parse_args(arguments)
    wait_for_functions()
    seeds = range(1, chosen.plans + 1)
    model = side_by_side([recovery_plan(chosen.tasks, seed) for seed in seeds])
    impact = analyze_impact(model)
    taken, goals = [], []
    for name, limits in (("apart", APART), ("at once", AT_ONCE)):
        began = process_time()
        result = analyze_recovery(model, "s", impact, limits=limits)
        taken.append(round(process_time() - began, 2))
        goals.append(result.objective if result.status == "optimal" else None)
        print(json.dumps({"way": name, "cpu_s": taken[-1], "status": result.status}), flush=True)
    assert None in goals or goals[0] == goals[1], "both ways must end at the same goals"
    apart, at_once = taken
    print(
        json.dumps(
            {
                "figure": "parts",
                "plans": chosen.plans,
                "tasks_each": chosen.tasks,
                "apart_s": apart,
                "at_once_s": at_once,
                "ratio": round(at_once / apart, 1),
                "proved": [goal is not None for goal in goals],
            }
        )
    )
