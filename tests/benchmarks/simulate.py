"""Simulation against plain Python: ``simulate [ARALIA_DIR [DEBIAN_DIR]] [--small]``.

Schedules: 200 tasks with teams, 10,000 runs; the time is that of the whole analysis without
gains. With the same durations both sides give the same times, run by run.

Years: fault trees and a closed part of Debian's package graph, each under 20 scenarios (in each
another event is out beforehand), 100,000 years a scenario, within four standard errors of the
exact value of the decision diagram. The peer lives through fewer years and is scaled up: every
year costs it the same.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator
from math import exp, lgamma, log, sqrt
from pathlib import Path
from random import Random
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from bcm_tool.analysis.arrays.rules import Rules
from bcm_tool.analysis.cutsets.diagram import chance
from bcm_tool.analysis.cutsets.engine import FailureFunction
from bcm_tool.analysis.cutsets.tree import FaultTree
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.simulation.live import live
from bcm_tool.analysis.simulation.measure import measure, watched_services
from bcm_tool.analysis.simulation.plan import read_plan
from bcm_tool.analysis.simulation.simulate import simulate_recovery
from bcm_tool.analysis.simulation.years import sample_years, tree_rules
from tests.benchmarks._debian import GRAPH, read_clauses, rules_of
from tests.benchmarks._openpsa import read_openpsa
from tests.benchmarks._project import PlainSimulation, large_plan
from tests.benchmarks._timing import interleaved
from tests.benchmarks._years import (
    PlainYears,
    closed_part,
    package_tree,
    plain_packages,
    plain_tree,
    renumbered,
)

DATA = Path(__file__).parents[3] / "shared" / "data"
TREES = ("baobab1", "chinese", "das9201", "das9206", "edf9205", "edfpa14r", "ftr10", "isp9606")
TASKS, RUNS, SCENARIOS, YEARS, PACKAGES, TOPS = 200, 10_000, 20, 100_000, 2_000, 8
SCHEDULE_MUST, SCHEDULE_AIM, YEARS_MUST, YEARS_AIM = 5.0, 40.0, 100.0, 500.0
ERRORS, FEW = 4.0, 50


def main(arguments: list[str]) -> None:
    """Print one JSON line per part and the figure."""
    small = "--small" in arguments
    folders = [Path(word) for word in arguments if not word.startswith("--")]
    aralia, debian = (*folders, DATA / "aralia", DATA / "debian")[:2] if len(folders) != 1 else (
        folders[0], folders[0].parent / "debian"
    )  # fmt: skip
    schedule = _schedules(runs=2_000 if small else RUNS, rounds=3)
    print(json.dumps(schedule))
    ratios = []
    for case in _cases(aralia, debian, small):
        line = _years(case, years=20_000 if small else YEARS)
        print(json.dumps(line))
        ratios.append(line["ratio"])
    years = statistics.median(ratios)
    print(
        json.dumps(
            {
                "figure": "simulate",
                "schedule_ratio": schedule["ratio"],
                "years_ratio": round(years, 1),
                "years_ratio_least": round(min(ratios), 1),
                "must": f">= {SCHEDULE_MUST:g}x, >= {YEARS_MUST:g}x",
                "aim": f">= {SCHEDULE_AIM:g}x, >= {YEARS_AIM:g}x",
                "met_must": schedule["ratio"] >= SCHEDULE_MUST and min(ratios) >= YEARS_MUST,
                "met_aim": schedule["ratio"] >= SCHEDULE_AIM and min(ratios) >= YEARS_AIM,
            }
        )
    )


# --- schedules ------------------------------------------------------------------------------------


def _schedules(runs: int, rounds: int) -> dict[str, Any]:
    model = large_plan(TASKS)
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=Limits(schedules=50, effort=0.0))
    peer = PlainSimulation(model, recovery)
    _same_times(model, recovery, impact, peer, 500)

    def ours() -> Any:
        return simulate_recovery(model, recovery, impact, runs=runs, gain_runs=0)

    first, plain = ours(), peer.simulate(runs, 1)
    assert first.services == ours().services, "two runs differ"
    for (name, _), (_, p50, p80, p90) in zip(peer.services, plain, strict=True):
        found = first.services[name].outage  # two samples of one distribution
        for a, b in ((found.p50, p50), (found.p80, p80), (found.p90, p90)):
            assert abs(a - b) <= 0.02 * b + 3, (name, a, b)
    seconds = interleaved({"ours": ours, "plain": lambda: peer.simulate(runs, 1)}, rounds)
    return {
        "part": "schedules",
        "tasks": len(recovery.tasks),
        "runs": runs,
        "ours_ms": round(seconds["ours"] * 1e3, 1),
        "plain_ms": round(seconds["plain"] * 1e3, 1),
        "ratio": round(seconds["plain"] / seconds["ours"], 1),
    }


def _same_times(model: Any, recovery: Any, impact: Any, peer: PlainSimulation, runs: int) -> None:
    """The same durations give both sides the same outages and ends, run by run."""
    plan = read_plan(model, recovery, impact)
    random = Random(3)
    drawn = [peer.draw(random) for _ in range(runs)]
    place = {key: number for number, key in enumerate(peer.keys)}
    durations = [
        np.array([row[place[task.key]] for row in drawn], dtype=np.int64)
        for task in plan.problem.tasks
    ]
    watched = watched_services(plan)
    outcomes = measure(plan, watched, live(plan, durations, runs), runs)
    ours = {each.element: row for each, row in zip(watched, outcomes.outage, strict=True)}
    for number, row in enumerate(drawn):
        outages, makespan = peer.run(row)
        for (name, _), outage in zip(peer.services, outages, strict=True):
            assert ours[name][number] == outage, (number, name)
        assert outcomes.makespan[number] == makespan


# --- years ----------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """What is sampled: rules, the tops among their elements, and both sides' ways to them."""

    name: str
    rules: Rules
    tops: list[int]
    trees: list[FaultTree]
    chances: list[float]
    peer: PlainYears


def _cases(aralia: Path, debian: Path, small: bool) -> Iterator[_Case]:
    for name in TREES[1:4] if small else TREES:
        path = aralia / f"{name}.xml"
        if not path.exists():
            raise SystemExit(f"{path} is absent: name the folder that holds the Aralia trees")
        read = read_openpsa(path)
        tree, chances = read.tree, list(read.probability)
        peer = plain_tree(tree, chances)
        yield _Case(name, tree_rules(tree), [tree.top], [tree], chances, peer)
    if not (debian / GRAPH).exists():
        raise SystemExit(f"{debian / GRAPH} is absent: name the folder that holds {GRAPH}")
    _, clauses = read_clauses(debian)
    kept, asked = closed_part(clauses, PACKAGES, 1)
    part = renumbered(clauses, kept)
    tops = [kept.index(package) for package in asked[:TOPS]]
    random = Random(5)
    chances = [round(10 ** random.uniform(-4, -2), 6) for _ in kept]
    trees = [package_tree(part, top) for top in tops]
    peer = plain_packages(part, chances, tops[0])
    yield _Case(f"debian {len(kept)}", rules_of(part), tops, trees, chances, peer)


def _years(case: _Case, years: int) -> dict[str, Any]:
    random = Random(7)
    events = len(case.chances)
    out = [random.randrange(events) for _ in range(SCENARIOS)]
    weights = [[1.0 if n == one else p for n, p in enumerate(case.chances)] for one in out]
    functions = [FailureFunction(tree).function() for tree in case.trees]
    exact = [[chance(function, row) for function in functions] for row in weights]
    rows = []
    for row in weights:
        known = np.zeros(case.rules.elements)
        known[:events] = row
        rows.append(known)

    def ours() -> list[list[int]]:
        return [
            [
                share.hits
                for share in sample_years(case.rules, row, case.tops, years=years, seed=seed)
            ]
            for seed, row in enumerate(rows)
        ]

    farthest = _farthest(ours(), exact, years)
    assert ours() == ours(), "two runs differ"
    fewer = max(200, years // 200)

    def plain() -> list[int]:
        return [case.peer.hits(fewer, Random(seed), [one]) for seed, one in enumerate(out)]

    plain_farthest = _farthest([[hits] for hits in plain()], [row[:1] for row in exact], fewer)
    seconds = _median(ours, plain)
    whole = seconds[1] * years / fewer
    return {
        "part": case.name,
        "events": events,
        "scenarios": SCENARIOS,
        "years": years,
        "tops": len(case.tops),
        "errors_off": round(farthest, 2),
        "plain_errors_off": round(plain_farthest, 2),
        "ours_ms": round(seconds[0] * 1e3, 1),
        "plain_ms": round(whole * 1e3),
        "ratio": round(whole / seconds[0], 1),
    }


def _median(ours: Callable[[], Any], plain: Callable[[], Any]) -> tuple[float, float]:
    seconds = interleaved({"ours": ours, "plain": plain}, 3)
    return seconds["ours"], seconds["plain"]


def _farthest(found: list[list[int]], exact: list[list[float]], years: int) -> float:
    """The largest distance from the exact value in standard errors; asserted to be at most four.

    Where fewer than fifty hits are expected they are not spread like a normal: there it is the
    number of errors at which a normal is as unlikely as the count is for a Poisson.
    """
    most = 0.0
    for hits, values in zip(found, exact, strict=True):
        for count, value in zip(hits, values, strict=True):
            expected = value * years
            if expected < FEW:
                errors = _errors_of_few(count, expected)
            else:
                errors = abs(count - expected) / sqrt(expected * (1 - value) + 1e-9)
            most = max(most, errors)
    assert most <= ERRORS, f"{most} standard errors from the exact value"
    return most


def _errors_of_few(count: int, expected: float) -> float:
    below = sum(_poisson(number, expected) for number in range(count))
    tail = min(below + _poisson(count, expected), 1.0 - below)
    return max(0.0, -NormalDist().inv_cdf(min(0.5, max(tail, 1e-12))))


def _poisson(count: int, expected: float) -> float:
    return exp(count * log(max(expected, 1e-300)) - expected - lgamma(count + 1))
