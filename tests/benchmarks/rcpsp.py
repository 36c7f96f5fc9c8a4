"""Makespans of PSPLIB's projects by the product's own engine, against the best known.

``python -m tests.benchmarks rcpsp [DIR] [--sample N] [--cpu S] [--sets j30,j60]``: each instance
becomes a scenario, is sequenced with a budget of processor seconds, and the starts are checked
against the instance. ``--sample`` takes that many instances of each set by a seeded draw;
``--cpu`` replaces the budgets of the sets (j30: 5 and, for proof, 30; j60 and j120: 10).
Compiling the kernel, once for each version of the program, is not counted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random
from statistics import fmean
from time import process_time
from typing import NamedTuple

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.kernel.compiled import wait_for_functions
from tests.benchmarks._psplib import Instance, as_model, instances, is_feasible

DATA = Path(__file__).parents[3] / "shared" / "data" / "rcpsp"
BUDGETS = {"j30": 5.0, "j60": 10.0, "j120": 10.0}
PROOF = 30.0
"""Processor seconds in which all of j30 should be proved."""


class Outcome(NamedTuple):
    """``gap``: relative distance of the makespan to the best known one."""

    name: str
    makespan: int
    gap: float
    proved: bool
    bound: int | None
    cpu: float
    at_proof_budget: bool
    """Proved, given the time for proof."""


def main(arguments: list[str]) -> None:
    """One line per set and one per defect; the figure last."""
    parser = argparse.ArgumentParser(prog="rcpsp")
    parser.add_argument("dir", nargs="?", type=Path, default=DATA)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--cpu", type=float)
    parser.add_argument("--sets", default="j30,j60,j120")
    parser.add_argument("--each", action="store_true", help="print every instance")
    chosen = parser.parse_args(arguments)
    if not chosen.dir.is_dir():
        sys.exit(f"The PSPLIB archives are not at {chosen.dir}.")
    wait_for_functions()
    found: dict[str, list[Outcome]] = {}
    for name in chosen.sets.split(","):
        budget = chosen.cpu or BUDGETS[name]
        found[name] = []
        for instance in _spread(list(instances(chosen.dir, name)), chosen.sample):
            outcome = _run(instance, budget, PROOF if name == "j30" else budget)
            found[name].append(outcome)
            if chosen.each:
                print(json.dumps(outcome._asdict()), flush=True)
        print(json.dumps(_summary(name, budget, found[name])), flush=True)
    print(json.dumps(_figure(found)))


def _spread(known: list[Instance], count: int | None) -> Iterable[Instance]:
    if count is None or count >= len(known):
        return known
    places = sorted(Random(1).sample(range(len(known)), count))  # steps would meet like with like
    return [known[place] for place in places]


def _run(instance: Instance, budget: float, proof: float) -> Outcome:
    """Sequence once with the longer budget; the makespan counts that stood at ``budget``."""
    model = as_model(instance)
    impact = analyze_impact(model)
    began = process_time()
    at_budget: list[int] = []
    last: list[int] = []

    def stop() -> bool:
        used = process_time() - began
        if used >= budget and not at_budget:
            at_budget.extend(last[-1:])
        return used >= proof

    result = analyze_recovery(
        model,
        "s",
        impact,
        limits=Limits.until(None),
        on_better=lambda better: last.append(better.objective.makespan),
        stop=stop,
    )
    used = process_time() - began
    makespan = result.objective.makespan
    starts = {int(task.key[1:]): task.start for task in result.tasks}
    finish = max(starts[job] + duration for job, (duration, _) in instance.work.items())
    bound = None if result.bound is None else int(result.bound)
    proved = result.status == "optimal"
    assert is_feasible(instance, starts), f"{instance.name}: infeasible"
    assert finish == makespan >= instance.lower, f"{instance.name}: {makespan} is not its length"
    assert bound is None or bound <= instance.upper, f"{instance.name}: bound {bound} is too high"
    assert not proved or makespan <= instance.upper, f"{instance.name}: {makespan} is no optimum"
    then = at_budget[0] if at_budget else makespan
    return Outcome(
        instance.name,
        then,
        then / instance.upper - 1,
        proved and used <= budget,
        makespan if proved else bound,
        round(used, 2),
        proved,
    )


def _summary(name: str, budget: float, found: list[Outcome]) -> dict[str, object]:
    return {
        "set": name,
        "instances": len(found),
        "cpu_budget": budget,
        "best_known_share": round(fmean(item.gap <= 0 for item in found), 4),
        "mean_gap_percent": round(100 * fmean(item.gap for item in found), 3),
        "worst_gap_percent": round(100 * max(item.gap for item in found), 2),
        "proved_share": round(fmean(item.proved for item in found), 4),
        "proved_share_at_proof_budget": round(fmean(item.at_proof_budget for item in found), 4),
        "mean_cpu": round(fmean(item.cpu for item in found), 2),
    }


def _figure(found: dict[str, list[Outcome]]) -> dict[str, object]:
    """Sets that were not run are left out of the verdict."""
    must: list[bool] = []
    aim: list[bool] = []
    gaps = {name: 100 * fmean(item.gap for item in items) for name, items in found.items()}
    if "j30" in found:
        must.append(fmean(item.gap <= 0 for item in found["j30"]) >= 0.99)
        aim.append(all(item.at_proof_budget for item in found["j30"]))
    for name, floor, goal in (("j60", 0.5, 0.2), ("j120", 2.5, 1.0)):
        if name in found:
            must.append(gaps[name] <= floor)
            aim.append(gaps[name] <= goal)
    return {
        "figure": "rcpsp",
        "mean_gap_percent": {name: round(gap, 3) for name, gap in gaps.items()},
        "must": "j30 99 % optimal in 5 CPU-s; j60 <= 0.5 %, j120 <= 2.5 % in 10 CPU-s",
        "aim": "j30 all proved in 30 CPU-s; j60 <= 0.2 %, j120 <= 1.0 %",
        "met_must": all(must),
        "met_aim": all(must) and all(aim),
    }
