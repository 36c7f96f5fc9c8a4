"""Which part of the dependency graph a scenario's picture shows, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.layout import Point, Route, Sizes, layered_layout, route_edges
from bcm_tool.model.model import Model

State = Literal["lost", "stopped", "running"]
MOST = 60
SIZES = Sizes(width=166.0, height=38.0, gap=16.0, row_gap=26.0)


Detail = Literal["all", "stopped", "services"]
DETAILS: tuple[Detail, ...] = ("all", "stopped", "services")


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes by id with state and place, routed edges with their strength, and what is left out.

    With the detail "services", edges stand for ways through elements that are not shown.
    """

    detail: Detail
    states: dict[str, State]
    places: dict[str, Point]
    routes: tuple[tuple[Route, str], ...]
    left_out: int


def picture_of(model: Model, recovery: RecoveryResult, detail: Detail) -> Picture:
    """The part of the graph that a scenario touches, at most :data:`MOST` elements.

    "all": what is lost, what stops, and what needs these directly and keeps running;
    "stopped": without the last; "services": lost elements and services that stop, joined by
    the ways between them.
    """
    states = _states(model, recovery)
    kept = [item for item in states if _is_kept(model, item, states[item], detail)]
    chosen = set(kept[:MOST])
    links = _ways(model, states, chosen) if detail == "services" else _direct(model, chosen)
    shown = {item: state for item, state in states.items() if item in chosen}
    return _placed(model, detail, shown, links, len(kept) - len(chosen))


def _is_kept(model: Model, item: str, state: State, detail: Detail) -> bool:
    if detail == "all" or state == "lost":
        return True
    return state == "stopped" and (detail == "stopped" or model.is_service(model.elements[item]))


def _states(model: Model, recovery: RecoveryResult) -> dict[str, State]:
    """State of every element in the picture: lost ones first, then in key order."""
    outages = {item: found for item, found in recovery.outages.items() if item in model.elements}
    order = [item.id for item in model.sorted_elements if item.id in outages]
    lost: dict[str, State] = {item: "lost" for item in order if outages[item].lost}
    stopped: dict[str, State] = {item: "stopped" for item in order if item not in lost}
    running: dict[str, State] = {}
    for item in order:
        for link in model.needed_by.get(item, ()):
            if link.dependent not in outages:
                running[link.dependent] = "running"
    return {**lost, **stopped, **running}


def _direct(model: Model, shown: Iterable[str]) -> dict[tuple[str, str], str]:
    inside = set(shown)
    return {
        (link.dependent, link.provider): "soft" if link.strength == "soft" else "hard"
        for item in inside
        for link in model.needs.get(item, ())
        if link.provider in inside
    }


def _ways(model: Model, shown: Iterable[str], kept: set[str]) -> dict[tuple[str, str], str]:
    """(dependent, provider) among ``kept`` that are joined by a way through other elements."""
    inside = set(shown)
    found: dict[tuple[str, str], str] = {}
    for start in kept:
        stack, seen = [start], {start}
        while stack:
            for link in model.needs.get(stack.pop(), ()):
                item = link.provider
                if item in seen or item not in inside:
                    continue
                seen.add(item)
                if item in kept:
                    found[start, item] = "hard"
                else:
                    stack.append(item)
    return found


def _placed(
    model: Model,
    detail: Detail,
    states: dict[str, State],
    links: dict[tuple[str, str], str],
    left_out: int,
) -> Picture:
    nodes = []
    for item in states:
        element = model.elements[item]
        kind = model.kinds.get(element.kind or "")
        nodes.append((item, kind.layer if kind else 0, element.key))
    places = layered_layout(nodes, list(links), sizes=SIZES)
    edges = {pair: (*pair, "") for pair in sorted(links)}
    routes = route_edges(places, edges, SIZES)
    found = tuple((routes[pair], links[pair]) for pair in sorted(links))
    return Picture(detail, states, places, found, left_out)
