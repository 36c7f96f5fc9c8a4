"""The organisation that the benchmark ``map`` shows."""

from __future__ import annotations

import random

from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model
from bcm_tool.model.records import Dependency, Element


def random_services(count: int, links: int, seed: int = 1) -> Model:
    """``count`` elements over all kinds; nearly every need leads to a deeper layer."""
    draw, base = random.Random(seed), default_model()
    kinds = list(base.sorted_kinds)
    elements = [
        Element(id=f"e{i}", key=f"K-{i:05}", name=f"Element {i}", kind=draw.choice(kinds).id)
        for i in range(count)
    ]
    layer = {item.id: base.kinds[item.kind or ""].layer for item in elements}
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < links:
        one, two = draw.sample(elements, 2)
        pairs.add((one.id, two.id) if layer[one.id] <= layer[two.id] else (two.id, one.id))
    needs = [
        Dependency(id=f"{a}>{b}", dependent=a, provider=b, tolerance=draw.choice((0, 0, 30)))
        for a, b in sorted(pairs)
    ]
    return base.with_tables(
        {"elements": {e.id: e for e in elements}, "dependencies": {d.id: d for d in needs}}
    )
