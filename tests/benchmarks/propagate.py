"""Minutes passed along a graph: ``propagate [DEBIAN_DIR] [--rounds N]``.

Three passes of the engine: how long everything may be out (step-down), when everything fails
(no repair), and the longest path with its nodes (CPM), over Debian's graph with each cycle as one
node and over a random graph of 10,000 nodes and 44,000 arcs. The peer is networkx's
``dag_longest_path`` on the same graph with the same minutes.

Cold begins with two arrays of arcs and makes the plan; networkx begins with its finished graph.
Warm has the plan, with the constants that belong to the graph in its order; minutes that change
with an edit (RTOs, failures, durations) come and results go as nodes are numbered. The gate is
the slowest pass on either graph. Every pass is checked against networkx or plain Python first.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from bcm_tool.analysis.arrays.times import (
    NEVER,
    Plan,
    earliest,
    longest,
    make_plan,
    step_down,
)
from tests.benchmarks._debian import FOLDER, GRAPH, acyclic_arcs, read_clauses
from tests.benchmarks._timing import interleaved

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.flow import Ints

MUST_COLD, MUST_WARM, AIM_COLD, AIM_WARM = 10.0, 150.0, 40.0, 300.0
NODES, ARCS = 10_000, 44_000


def main(arguments: list[str]) -> None:
    """Print one JSON line per graph and the figure."""
    rounds = 5
    if "--rounds" in arguments:
        place = arguments.index("--rounds")
        rounds = int(arguments[place + 1])
        arguments = arguments[:place] + arguments[place + 2 :]
    folder = Path(arguments[0]) if arguments else FOLDER
    cold, warm = [], []
    graphs = {"random": random_arcs()}
    if (folder / GRAPH).exists():
        graphs["debian"] = acyclic_arcs(read_clauses(folder)[1])
    else:
        print(json.dumps({"debian": f"{folder / GRAPH} is absent: only the random graph is run"}))
    for name, (count, source, target) in graphs.items():
        slowest = _measure(name, count, source, target, rounds)
        cold.append(slowest[0])
        warm.append(slowest[1])
    figure = {
        "figure": "propagate",
        "cold": round(min(cold), 1),
        "warm": round(min(warm), 1),
        "graphs": list(graphs),
        "must": f">= {MUST_COLD:g}x cold, >= {MUST_WARM:g}x warm",
        "aim": f">= {AIM_COLD:g}x cold, >= {AIM_WARM:g}x warm",
        "met_must": len(graphs) == 2 and min(cold) >= MUST_COLD and min(warm) >= MUST_WARM,
        "met_aim": len(graphs) == 2 and min(cold) >= AIM_COLD and min(warm) >= AIM_WARM,
    }
    print(json.dumps(figure))


def longest_path(plan: Plan, finish: Ints) -> list[int]:
    """The nodes, in order, of the longest way of all; ``finish`` comes from ``longest``."""
    if not len(finish):
        return []
    path = [int(finish.argmax())]
    while True:
        sources = plan.source[plan.first[path[-1]] : plan.first[path[-1] + 1]]
        if not len(sources):
            return plan.order[path[::-1]].tolist()  # type: ignore[no-any-return]
        path.append(int(sources[finish[sources].argmax()]))


def random_arcs() -> tuple[int, Ints, Ints]:
    """A random graph without cycles."""
    chance = np.random.Generator(np.random.PCG64(44))
    found: Ints = np.zeros((0, 2), np.int64)
    while len(found) < ARCS:
        more = np.sort(chance.integers(0, NODES, (ARCS, 2)), axis=1)[:, ::-1]
        found = np.unique(np.concatenate((found, more[more[:, 0] != more[:, 1]])), axis=0)
    found = found[np.sort(chance.choice(len(found), ARCS, replace=False))]
    return NODES, np.ascontiguousarray(found[:, 0]), np.ascontiguousarray(found[:, 1])


def _measure(name: str, count: int, source: Ints, target: Ints, rounds: int) -> tuple[float, float]:
    chance = np.random.Generator(np.random.PCG64(1))
    work = chance.integers(1, 240, count)
    tolerance = chance.choice(np.array([0, 0, 30, 60, 240]), len(source))
    rto = np.where(chance.random(count) < 0.3, chance.integers(60, 6000, count), NEVER)
    start = np.where(chance.random(count) < 0.005, 0, NEVER)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from(
        zip(source.tolist(), target.tolist(), work[source].tolist(), strict=True)
    )
    up, down = make_plan(count, source, target), make_plan(count, target, source)
    delay, patience, restart = up.by_arc(tolerance), down.by_arc(tolerance), down.by_place(work)

    def cpm() -> tuple[Ints, list[int]]:
        finish = longest(up, up.by_place(work))
        return up.by_node(finish), longest_path(up, finish)

    def failure() -> Ints:
        return up.by_node(earliest(up, up.by_place(start), delay))

    def objectives() -> Ints:
        return down.by_node(step_down(down, down.by_place(rto), restart, patience))

    def cold_cpm() -> Any:
        plan = make_plan(count, source, target)
        finish = longest(plan, plan.by_place(work))
        return plan.by_node(finish), longest_path(plan, finish)

    def cold_failure() -> Ints:
        plan = make_plan(count, source, target)
        return plan.by_node(earliest(plan, plan.by_place(start), plan.by_arc(tolerance)))

    def cold_objectives() -> Ints:
        plan = make_plan(count, target, source)
        found = step_down(plan, plan.by_place(rto), plan.by_place(work), plan.by_arc(tolerance))
        return plan.by_node(found)

    def peer() -> list[int]:
        return nx.dag_longest_path(graph)  # type: ignore[no-any-return]

    order = list(nx.topological_sort(graph))
    _check_cpm(graph, work, cpm, peer())
    arcs = zip(source.tolist(), target.tolist(), strict=True)
    patient = dict(zip(arcs, tolerance.tolist(), strict=True))
    expected = _plain_failure(graph, order, start, patient)
    assert failure().tolist() == expected == cold_failure().tolist()
    allowed = _plain_step_down(graph, order, rto, work, patient)
    assert objectives().tolist() == allowed == cold_objectives().tolist()
    assert cold_cpm()[0].tolist() == cpm()[0].tolist()
    sides: dict[str, Callable[[], Any]] = {
        "networkx": peer,
        "objectives": objectives,
        "failure times": failure,
        "cpm": cpm,
        "objectives, cold": cold_objectives,
        "failure times, cold": cold_failure,
        "cpm, cold": cold_cpm,
    }
    repeated = {side: 30 if "cold" not in side else 5 for side in sides if side != "networkx"}
    seconds = interleaved(sides, rounds, repeated)
    ratios = {side: seconds["networkx"] / value for side, value in seconds.items()}
    print(
        json.dumps(
            {
                "graph": name,
                "nodes": count,
                "arcs": len(source),
                "levels": len(up.levels) + 1,
                "networkx_ms": round(seconds["networkx"] * 1000, 1),
                "ms": {side: round(seconds[side] * 1000, 3) for side in repeated},
                "ratio": {side: round(ratios[side], 1) for side in repeated},
            }
        )
    )
    cold = min(value for side, value in ratios.items() if "cold" in side)
    warm = min(value for side, value in ratios.items() if "cold" not in side and side != "networkx")
    return cold, warm


def _check_cpm(
    graph: nx.DiGraph[int], work: Ints, ours: Callable[[], tuple[Ints, list[int]]], path: list[int]
) -> None:
    """networkx's weight of an arc is the work of its source, so its own last node is left out."""
    finish, own = ours()
    assert int(finish.max()) == int(work[own].sum())
    before = finish - work
    assert int(before.max()) == nx.path_weight(graph, path, "weight")
    assert all(graph.has_edge(a, b) for a, b in pairwise(own))


def _plain_failure(
    graph: nx.DiGraph[int], order: list[int], start: Ints, delay: dict[tuple[int, int], int]
) -> list[int]:
    found = start.tolist()
    for node in order:
        for before in graph.pred[node]:
            found[node] = min(found[node], found[before] + delay[before, node])
    shown: list[int] = [min(minute, NEVER) for minute in found]
    return shown


def _plain_step_down(
    graph: nx.DiGraph[int],
    order: list[int],
    rto: Ints,
    restart: Ints,
    tolerance: dict[tuple[int, int], int],
) -> list[int]:
    again = restart.tolist()
    found: list[int] = rto.tolist()
    for node in reversed(order):
        for above in graph.succ[node]:
            if found[above] < NEVER:
                left = max(0, found[above] - again[above])
                found[node] = min(found[node], tolerance[node, above] + left)
    return found
