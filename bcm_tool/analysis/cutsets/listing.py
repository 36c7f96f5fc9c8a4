"""Minimal cut sets of one service up to an order, as lists people can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from bcm_tool.analysis.cutsets.diagram import (
    Diagram,
    count_by_order,
    iterate_sets,
    most_probable,
)
from bcm_tool.analysis.cutsets.result import CutSet
from bcm_tool.analysis.cutsets.service_tree import ServiceTree

MOST_PROBABLE = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """Sets of elements alone and with shared causes, and how many of each order there are."""

    sets: tuple[CutSet, ...]
    shared: tuple[CutSet, ...]
    counts: tuple[int, ...]
    shared_counts: tuple[int, ...]


def list_sets(
    family: Diagram, tree: ServiceTree, chances: Mapping[str, float | None], most: int
) -> Listing:
    """At most ``most`` sets of either kind, low orders first."""
    counts = count_by_order(family, below=tree.causes_from)
    every = count_by_order(family)
    padded = counts + (0,) * (len(every) - len(counts))
    shared_counts = tuple(a - b for a, b in zip(every, padded, strict=True))
    sets: list[CutSet] = []
    shared: list[CutSet] = []
    for order in range(1, len(every)):
        alone_left, shared_left = most - len(sets), most - len(shared)
        if alone_left <= 0 and shared_left <= 0:
            break
        alone: list[CutSet] = []
        together: list[CutSet] = []
        # Looked at: enough to fill both lists; beyond, what is seen first is kept.
        for events in islice(iterate_sets(family, order), 4 * most):
            made = as_cut_set(events, tree, chances)
            (together if made.causes else alone).append(made)
        sets += ranked(alone, tree)[:alone_left]
        shared += ranked(together, tree)[:shared_left]
    return Listing(tuple(sets), tuple(shared), counts, shared_counts)


def probable_sets(
    family: Diagram, tree: ServiceTree, chances: Mapping[str, float | None]
) -> tuple[CutSet, ...]:
    """The most probable sets of any order, best first, found without going through the others."""
    weights = [chances.get(name) or 0.0 for name in tree.events]
    found = islice(most_probable(family, weights), MOST_PROBABLE)
    return tuple(as_cut_set(events, tree, chances) for _, events in found if events)


def as_cut_set(
    events: Sequence[int], tree: ServiceTree, chances: Mapping[str, float | None]
) -> CutSet:
    """Ids for numbers; the members in key order."""
    names = [tree.events[event] for event in sorted(events)]
    probability: float | None = 1.0
    for name in names:
        one = chances.get(name)
        probability = None if one is None or probability is None else probability * one
    split = sum(event < tree.causes_from for event in events)
    return CutSet(tuple(names[:split]), tuple(names[split:]), probability)


def ranked(sets: list[CutSet], tree: ServiceTree) -> list[CutSet]:
    """By order, then the most probable first, those without a figure last, then by key."""
    place = {name: number for number, name in enumerate(tree.events)}

    def rank(one: CutSet) -> tuple[int, float, list[int]]:
        places = [place[name] for name in (*one.elements, *one.causes)]
        chance = 1.0 if one.probability is None else -one.probability
        return one.order, chance, places

    return sorted(sets, key=rank)
