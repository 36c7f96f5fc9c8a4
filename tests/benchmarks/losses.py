"""The loss of generated recovery plans after a second, against CP-SAT on the same model.

``python -m tests.benchmarks losses [--sample N] [--sizes 25,50,100,200] [--reference S]
[--again S] [--only-reference]``. A plan's value is its total loss: no plan has an MTPD, so the
loss is the first stage of the objective that is not 0, and the later stages only break ties. The
excess of a value is its distance to the best loss known of that plan, in parts of the latter: the
least that anything found in this run, or in reference runs of both sides, which are kept in
``losses_best.json`` beside this file with the seconds that each side had. ``--reference S`` makes
those that are missing, S seconds of wall time unless proved before, both sides at the same time,
plan by plan, so that it can be broken off and gone on with; ``--again S`` gives our side alone S
seconds more once it has become better, and keeps what is less; ``--only-reference`` measures
nothing else. Figures are means over the plans of a size; ``referenced`` counts the plans with
references of 120 seconds.

The peer is CP-SAT on our own model of the same problem, minimising the loss alone, with two
workers, no hint, and its time counted from before the model is built. Ours is the product's
engine, ended by the clock after one second, compiled beforehand (that happens once for each
version of the program, in the background).
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from time import monotonic, process_time
from typing import Any

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.kernel.compiled import wait_for_functions
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.solver_goals import add_objectives
from bcm_tool.analysis.recovery.solver_model import add_choices, new_model
from bcm_tool.analysis.recovery.solver_outages import add_outage_variables, add_outages
from bcm_tool.analysis.recovery.solver_tasks import add_tasks
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.model.model import Model
from tests.benchmarks._plans import recovery_plan

BEST = Path(__file__).with_name("losses_best.json")
SHORT, LONG, PROOF = 1.0, 20.0, 60.0
"""Wall seconds at which losses are compared, and processor seconds for proof at 25 tasks."""
REFERENCE = 120.0
"""Wall seconds of each side for the best loss known of a plan."""
SIZES = (25, 50, 100, 200)
RULES = ("tier order", "RTO order", "loss-rate order")


def main(arguments: list[str]) -> None:
    """One line per plan and size; the figure last."""
    parser = argparse.ArgumentParser(prog="losses")
    parser.add_argument("--sample", type=int, default=60, help="plans of each size")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--reference", type=float, default=0.0, help="seconds for both sides")
    parser.add_argument("--again", type=float, default=0.0, help="seconds more for our side")
    parser.add_argument("--only-reference", action="store_true", help="measure nothing else")
    chosen = parser.parse_args(arguments)
    wait_for_functions()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    if chosen.reference:
        for seed in range(chosen.sample):
            for size in sizes:
                _refer(size, seed, chosen.reference)
    if chosen.again:
        for seed in range(chosen.sample):
            for size in sizes:
                _search_again(size, seed, chosen.again)
    if chosen.only_reference:
        return
    known = _known()
    rows: dict[int, list[dict[str, Any]]] = {}
    for size in sizes:
        rows[size] = []
        for seed in range(chosen.sample):
            row = _plan(size, seed)
            least, seconds = known.get(f"{size}-{seed}", (row["best"], 0.0))
            row |= {"best": min(row["best"], least), "reference_s": seconds}
            rows[size].append(row)
            print(json.dumps(row), flush=True)
        print(json.dumps({"tasks": size, **_means(rows[size])}), flush=True)
    print(json.dumps(_figure(rows)))


def _known() -> dict[str, tuple[int, float]]:
    """Plan -> its least loss in hundredths, and the seconds that each side had for it."""
    if not BEST.is_file():
        return {}
    return {name: (loss, seconds) for name, (loss, seconds) in json.loads(BEST.read_text()).items()}


def _refer(size: int, seed: int, seconds: float) -> None:
    """Keep the least loss that either side finds in so many seconds, if that is not known yet."""
    known, name = _known(), f"{size}-{seed}"
    if known.get(name, (0, 0.0))[1] >= seconds:
        return
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        own = pool.submit(_our_loss, size, seed, seconds)
        steps, bound = pool.submit(_peer_of, size, seed, seconds).result()
        found = [own.result(), *(loss for _, loss in steps)]
    _assert_above(bound, found, name)
    known[name] = min(found), seconds
    _keep(known)
    print(json.dumps({"reference": name, "best": min(found), "seconds": seconds}), flush=True)


def _search_again(size: int, seed: int, seconds: float) -> None:
    """Keep what our side finds in so many seconds where it is less than what is known."""
    known, name = _known(), f"{size}-{seed}"
    found = _our_loss(size, seed, seconds)
    least, had = known.get(name, (found, 0.0))
    known[name] = min(least, found), had
    _keep(known)
    print(json.dumps({"again": name, "found": found, "known": least}), flush=True)


def _keep(known: dict[str, tuple[int, float]]) -> None:
    lines = (f'"{key}": [{loss}, {had:g}]' for key, (loss, had) in sorted(known.items()))
    BEST.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _our_loss(size: int, seed: int, seconds: float) -> int:
    wait_for_functions()
    return _loss(_ours(recovery_plan(size, seed), seconds))


def _peer_of(size: int, seed: int, seconds: float) -> tuple[list[tuple[float, int]], int]:
    return _peer(recovery_plan(size, seed), seconds)


def _assert_above(bound: int, found: list[int], name: str) -> None:
    """A loss below a bound of the solver would show that the model or the schedule is wrong."""
    assert min(found) >= bound, f"{name}: {min(found)} is less than the bound {bound}"


def _plan(size: int, seed: int) -> dict[str, Any]:
    """Both sides on one plan; losses in hundredths, None where nothing was found in time."""
    model = recovery_plan(size, seed)
    proved, cpu = _proof(model) if size == SIZES[0] else (None, None)
    ours = _ours(model, SHORT)
    steps, bound = _peer(model, LONG)
    early, late = (_at(steps, moment) for moment in (SHORT, LONG))
    found = [_loss(ours), *(loss for _, loss in steps)]
    _assert_above(bound, found, f"{size}-{seed}")
    rules = {str(item.rule): int(item.objective.loss * 100) for item in ours.comparisons}
    return {
        "tasks": size,
        "seed": seed,
        "ours": _loss(ours),
        "peer_short": early,
        "peer_long": late,
        **rules,
        "best": min(found),
        "proved": proved,
        "cpu_to_proof": cpu,
    }


def _ours(model: Model, seconds: float) -> RecoveryResult:
    impact = analyze_impact(model)
    return analyze_recovery(model, "s", impact, limits=Limits.until(seconds))


def _proof(model: Model) -> tuple[bool, float]:
    began = process_time()
    result = analyze_recovery(
        model,
        "s",
        analyze_impact(model),
        limits=Limits.until(None),
        stop=lambda: process_time() - began >= PROOF,
    )
    return result.status == "optimal", round(process_time() - began, 2)


def _loss(result: RecoveryResult) -> int:
    return int(result.objective.loss * 100)


def _peer(model: Model, seconds: float) -> tuple[list[tuple[float, int]], int]:
    """(seconds, loss) of every solution, and the bound."""
    from ortools.sat.python import cp_model

    problem = build_problem(model, "s", analyze_impact(model))
    began = monotonic()
    steps: list[tuple[float, int]] = []

    class Listen(cp_model.CpSolverSolutionCallback):
        """Notes when a solution is found."""

        def on_solution_callback(self) -> None:
            steps.append((monotonic() - began, round(self.objective_value)))

    cp = _solver_model(problem)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds - (monotonic() - began)
    solver.solve(cp, Listen())
    return steps, round(solver.best_objective_bound)


def _solver_model(problem: Problem) -> Any:
    model = new_model(problem)
    add_choices(model)
    add_outage_variables(model)
    add_tasks(model)
    add_outages(model)
    model.cp.minimize(add_objectives(model)[1])
    return model.cp


def _at(steps: list[tuple[float, int]], moment: float) -> int | None:
    """The loss known at a moment; the rules' order would be known to nobody but us."""
    return min((loss for when, loss in steps if when <= moment), default=None)


def _means(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean excess in percent; where a side found nothing, the worst of the rule orders stands."""
    referenced = sum(row["reference_s"] >= REFERENCE for row in rows)
    found: dict[str, Any] = {"plans": len(rows), "referenced": referenced}
    for name in ("ours", "peer_short", "peer_long", *RULES):
        excess = []
        for row in rows:
            worst = max(row[rule] for rule in RULES)
            value = worst if row[name] is None else row[name]
            excess.append(value / row["best"] - 1 if row["best"] else float(value > 0))
        found[name] = round(100 * fmean(excess), 4)
    proofs = [row["proved"] for row in rows if row["proved"] is not None]
    if proofs:
        found["proved"] = sum(proofs)
        found["longest_proof"] = max(row["cpu_to_proof"] for row in rows)
    return found


def _figure(rows: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    means = {size: _means(found) for size, found in rows.items()}
    must = [mean["proved"] == mean["plans"] for size, mean in means.items() if size == SIZES[0]]
    must += [mean["ours"] <= mean["peer_short"] / 2 for size, mean in means.items() if size >= 100]
    aim = [mean["ours"] <= mean["peer_long"] for mean in means.values()]
    return {
        "figure": "losses",
        "excess_percent": {
            str(size): {name: mean[name] for name in ("ours", "peer_short", "peer_long", *RULES)}
            for size, mean in means.items()
        },
        "plans": {str(size): mean["plans"] for size, mean in means.items()},
        "referenced": {str(size): mean["referenced"] for size, mean in means.items()},
        "must": "25 tasks all proved in 60 CPU-s; at 1 s half the peer's excess on 100 and 200",
        "aim": "at 1 s no worse than the peer at 20 s on any size",
        "met_must": all(must),
        "met_aim": all(must) and all(aim),
    }
