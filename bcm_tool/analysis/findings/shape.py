"""What the dependencies themselves give away: cycles, single points, double counts, islands."""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import key_of, keys_of, named
from bcm_tool.analysis.results import Finding


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
    """What alone stops a service of the tightest tier."""
    if not facts.model.sorted_tiers:
        return
    first = facts.model.sorted_tiers[0]
    stopped: dict[str, list[str]] = {}
    for service in facts.structure.services:
        if facts.impact.elements[service].tier == first.id:
            for point in facts.structure.single_points[service]:
                stopped.setdefault(point, []).append(service)
    for point, services in stopped.items():
        text = (
            f"{named(facts.model, point)} is a single point of failure: alone it stops "
            f"{keys_of(facts.model, services)} ({first.name})."
        )
        yield Finding("warning", "single-point", (point, *services), text)


def _double_counts(facts: Facts) -> Iterator[Finding]:
    """Money below money: the nearest elements above that count a loss already (ENGINE 7)."""
    network = facts.network
    money = [facts.impact.elements[element].loss is not None for element in network.ids]
    for element in (number for number, counted in enumerate(money) if counted):
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
        if above:
            others = tuple(network.ids[other] for other in sorted(above))
            text = (
                f"{named(facts.model, network.ids[element])} has a loss of its own below "
                f"{keys_of(facts.model, others)}: possibly the same money twice, so only the "
                "loss above is counted."
            )
            yield Finding("warning", "double-count", (network.ids[element], *others), text)


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
