"""What the dependencies themselves give away: cycles, single points, double counts, islands."""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import key_of, keys_of, named
from bcm_tool.analysis.results import Finding

_MOST_STOPPED = 8
"""Names in each list of a single point's services before the rest is only counted."""


def shape_findings(facts: Facts) -> Iterator[Finding]:
    """Findings about the graph as drawn."""
    yield from _cycles(facts)
    yield from _single_points(facts)
    yield from _double_counts(facts)
    yield from _islands(facts)
    yield from _empty_scenarios(facts)


def _cycles(facts: Facts) -> Iterator[Finding]:
    for cycle in facts.structure.cycles:
        names = [key_of(facts.model, element) for element in (*cycle, cycle[0])]
        shown = names if len(names) <= 12 else [*names[:10], "…", names[-1]]
        text = (
            f"These elements need each other in a circle, so none restarts before the others: "
            f"{' → '.join(shown)}."
        )
        yield Finding("warning", "dependency-cycle", cycle, text)


def _single_points(facts: Facts) -> Iterator[Finding]:
    """What alone stops a service of the tightest tier, and all else that it stops."""
    if not facts.model.sorted_tiers:
        return
    first = facts.model.sorted_tiers[0]
    tightest: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for service in facts.structure.services:
        within = tightest if facts.impact.elements[service].tier == first.id else others
        for point in facts.structure.single_points[service]:
            within.setdefault(point, []).append(service)
    for point, services in tightest.items():
        also = others.get(point, [])
        text = (
            f"{named(facts.model, point)} is a single point of failure. Alone it stops "
            f"{_stopped(facts, services, also, first.name)}."
        )
        yield Finding("warning", "single-point", (point, *services, *also), text)


def _stopped(facts: Facts, tightest: list[str], others: list[str], tier: str) -> str:
    """How many services, and which: those of the tightest tier first."""
    count = len(tightest) + len(others)
    head = f"{count} services: " if count > 1 else ""
    tail = f", also {keys_of(facts.model, others, _MOST_STOPPED)}" if others else ""
    return f"{head}{keys_of(facts.model, tightest, _MOST_STOPPED)} ({tier}){tail}"


def _double_counts(facts: Facts) -> Iterator[Finding]:
    """Money below money: the nearest elements above that count a loss already (ENGINE 7)."""
    network = facts.network
    rated = facts.impact.elements
    money = [bool(element) and rated[element].loss is not None for element in network.ids]
    counted = _counted_in_cycles(facts)
    for element in (number for number, some in enumerate(money) if some):
        seen, above, waiting = {element}, set(), [element]
        while waiting:
            for other in network.dependents[waiting.pop()]:
                if other in seen:
                    continue
                seen.add(other)
                if money[other]:
                    above.add(other)
                else:
                    waiting.append(other)
        if above and network.ids[element] not in counted:
            others = tuple(network.ids[other] for other in sorted(above))
            text = (
                f"{named(facts.model, network.ids[element])} has a loss of its own below "
                f"{keys_of(facts.model, others)}: possibly the same money twice, so only the "
                "loss above is counted."
            )
            yield Finding("warning", "double-count", (network.ids[element], *others), text)


def _counted_in_cycles(facts: Facts) -> set[str]:
    """Whose money counts, where there are cycles: there it counts though others above have some."""
    if all(len(members) == 1 for members in facts.network.order):
        return set()
    from bcm_tool.analysis.recovery.goals import counted_elements

    return counted_elements(facts.network, facts.impact)


def _islands(facts: Facts) -> Iterator[Finding]:
    model = facts.model
    for element in model.sorted_elements:
        if element.id not in model.needs and element.id not in model.needed_by:
            text = f"{named(model, element.id)} needs nothing and nothing needs it."
            yield Finding("note", "isolated", (element.id,), text)


def _empty_scenarios(facts: Facts) -> Iterator[Finding]:
    for scenario in facts.model.scenarios.values():
        if not facts.model.lost_elements(scenario):
            text = f"The scenario {scenario.key} ({scenario.name}) loses nothing."
            yield Finding("warning", "empty-scenario", (), text)
