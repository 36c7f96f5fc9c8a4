"""Money counts once: for nothing below an element that has money of its own (ENGINE 7)."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import networkx as nx
import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.recovery.goals import counted_elements
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of


def with_money(name: str) -> r.ImpactRating:
    return r.ImpactRating(
        id=f"i-{name}", element=name, category="category-1", band="band-60", loss=Decimal(100)
    )


def counted(model: Model) -> set[str]:
    return counted_elements(compile_network(model), analyze_impact(model))


def test_a_cycle_is_below_what_needs_any_of_its_members() -> None:
    """The shop needs B, and A and B need each other: A is below the shop, and so is C."""
    needs = [("shop", "b"), ("a", "b"), ("b", "a"), ("a", "c")]
    model = model_of(
        *(element(name) for name in ("shop", "a", "b", "c")),
        *(dependency(*pair) for pair in needs),
        *(with_money(name) for name in ("shop", "a", "c")),
    )
    assert counted(model) == {"shop"}


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_counted_below_what_is(seed: int) -> None:
    random = Random(seed)
    names = [f"e{number}" for number in range(random.randint(4, 6))]
    pairs = [(one, two) for one in names for two in names if one != two]
    needs = random.sample(pairs, min(len(pairs), random.randint(4, 9)))
    rated = [name for name in names if random.random() < 0.6]
    strength = {pair: random.choice(("hard", "hard", "hard", "soft")) for pair in needs}
    model = model_of(
        *map(element, names),
        *(dependency(*pair, strength=strength[pair]) for pair in needs),
        *map(with_money, rated),
    )
    graph = nx.DiGraph([pair for pair in needs if strength[pair] == "hard"])
    graph.add_nodes_from(names)
    wanted = set()
    for name in rated:
        above = nx.ancestors(graph, name).intersection(rated)
        ring = above & nx.descendants(graph, name)
        if above == ring and all(name < other for other in ring):
            wanted.add(name)
    assert counted(model) == wanted
