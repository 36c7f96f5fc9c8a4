"""The layered layout: how long, the same every time, how little an edit moves, how many crossings.

The peer is fast-sugiyama, where it is installed: beside this program, or in the interpreter that
``--fast-sugiyama PYTHON`` names. It chooses its rows freely, ours stand in lanes by kind; what is
compared is the order within the same rows, the peer's own.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import Any

import numpy as np

from bcm_tool.layout import Point, layered_layout
from bcm_tool.layout.order import build_layered, count_crossings, order_rows
from bcm_tool.model import edits
from bcm_tool.model.model import Model
from bcm_tool.progress import no_progress
from ui.graph.content import SIZES, links_of, nodes_of

PEER = """
import json, sys, time
from fast_sugiyama import from_edges
edges = [tuple(edge) for edge in json.load(sys.stdin)]
start = time.process_time()
layouts = from_edges(edges)
seconds = time.process_time() - start
found = [[[str(v), x, y] for v, (x, y) in part[0]] for part in layouts]
links = [[[str(a), str(b)] for a, b in part[3]] for part in layouts]
print(json.dumps({"seconds": seconds, "places": found, "links": links}))
"""


def measure(model: Model, rounds: int, python: str) -> dict[str, Any]:
    """CPU seconds of the layout, what an edit moves, and crossings beside the peer's."""
    nodes, links = nodes_of(model), links_of(model)
    places = layered_layout(nodes, links, sizes=SIZES)
    draw = random.Random(5)
    taken = []
    for _ in range(rounds):
        draw.shuffle(nodes)
        draw.shuffle(links)
        start = time.process_time()
        again = layered_layout(nodes, links, sizes=SIZES)
        taken.append(time.process_time() - start)
        assert again == places, "another order of the input gave another layout"
    found: dict[str, Any] = {
        "layout_cpu_s": round(sorted(taken)[len(taken) // 2], 3),
        "moved_by_an_edit": round(_moved(model, places), 4),
    }
    return found | _beside_the_peer(model, python)


def _moved(model: Model, places: dict[str, Point]) -> float:
    """The most that one changed node moves of the others: another kind, a new node, one less."""
    draw, worst = random.Random(7), 0.0
    for _ in range(5):
        item = draw.choice(list(model.elements))
        kind = draw.choice([kind for kind in model.kinds if kind != model.elements[item].kind])
        edited = edits.change(model, "elements", item, kind=kind)
        kept = {node: place for node, place in places.items() if node != item}
        after = layered_layout(nodes_of(edited), links_of(edited), previous=kept, sizes=SIZES)
        moved = sum(after[node] != place for node, place in kept.items())
        worst = max(worst, moved / len(kept))
    return worst


def _beside_the_peer(model: Model, python: str) -> dict[str, Any]:
    links = links_of(model)
    asked = subprocess.run(
        [python or sys.executable, "-c", PEER],
        input=json.dumps(links),
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        return {"peer": "fast-sugiyama is not installed; see --fast-sugiyama"}
    answer = json.loads(asked.stdout)
    (parts,), (segments,) = answer["places"], answer["links"]
    heights = sorted({y for _, _, y in parts}, reverse=True)
    row = {name: heights.index(y) for name, _, y in parts}
    theirs = _crossings(parts, segments, row)
    number = {item: index for index, item in enumerate(sorted(model.elements))}
    graph = build_layered(
        [row.get(item, 0) for item in number], [(number[a], number[b]) for a, b in links]
    )
    start = time.process_time()
    ordered = order_rows(graph, no_progress)
    seconds = time.process_time() - start
    place = np.zeros(graph.total)
    for one in ordered:
        place[one] = np.arange(len(one))
    ours = count_crossings(graph, place)
    return {
        "peer_cpu_s": round(answer["seconds"], 2),
        "peer_crossings": theirs,
        "order_cpu_s": round(seconds, 3),
        "crossings": ours,
        "crossings_ratio": round(ours / max(theirs, 1), 3),
    }


def _crossings(parts: list[Any], segments: list[Any], row: dict[str, int]) -> int:
    """Crossings of the peer's drawing, passing points included."""
    names = [name for name, _, _ in sorted(parts, key=lambda part: (row[part[0]], part[1]))]
    number = {name: index for index, name in enumerate(names)}
    rows = [row[name] for name in names]
    graph = build_layered(rows, [(number[a], number[b]) for a, b in segments])
    assert graph.total == len(names), "the peer's edges go from row to row"
    return count_crossings(graph, np.arange(len(names), dtype=np.float64))
