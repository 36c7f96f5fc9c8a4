"""What never comes back: nothing says how, or it waits for such an element (ENGINE 2)."""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import named
from bcm_tool.analysis.results import Finding
from bcm_tool.analysis.work import NEVER


def never_back_findings(facts: Facts) -> Iterator[Finding]:
    """An error where somebody demands it back or the scenario loses it, else a warning."""
    never = set() if facts.recovery is None else set(facts.recovery.unrecoverable)
    if facts.recovery is not None:
        never |= {item for item, outage in facts.recovery.outages.items() if outage.up is None}
        never -= set(facts.recovery.later)
    for element in facts.model.sorted_elements:
        found = facts.objectives.elements[element.id]
        demanded = found.required_by is not None or element.id in never
        if found.own_recovery is None:
            yield _unknown(facts, element.id, demanded)
        elif demanded and (found.rta_bound is None or element.id in never):
            yield _waiting(facts, element.id)
    yield from _none_selected(facts)


def _unknown(facts: Facts, element: str, demanded: bool) -> Finding:
    name = named(facts.model, element)
    if any(task.id in facts.network.work.cyclic for task in facts.model.tasks_of.get(element, ())):
        text = f"{name} never comes back once lost: its recovery tasks wait for each other."
    else:
        text = (
            f"Nothing says how {name} is recovered: it has neither tasks for a loss nor a "
            "selected option with a recovery time, so once lost it never comes back."
        )
    if demanded:
        return Finding("error", "never-back", (element,), text)
    return Finding("warning", "no-recovery", (element,), text)


def _waiting(facts: Facts, element: str) -> Finding:
    model, name = facts.model, named(facts.model, element)
    if not _never(facts, facts.network.index[element]) and facts.recovery is not None:
        scenario = model.scenarios[facts.recovery.scenario].key
        text = f"In the scenario {scenario}, {name} never comes back: it waits for what never ends."
        return Finding("error", "never-back", (element,), text)
    cause = facts.network.ids[_root(facts, facts.network.index[element])]
    if cause == element:
        text = f"{name} never comes back: its recovery tasks wait for tasks that are never done."
        return Finding("error", "never-back", (element,), text)
    reason = (
        "for which no recovery is known"
        if facts.objectives.elements[cause].own_recovery is None
        else "whose recovery tasks are never done"
    )
    text = f"{name} never comes back: it waits for {named(model, cause)}, {reason}."
    return Finding("error", "never-back", (element, cause), text)


def _root(facts: Facts, element: int) -> int:
    """The first provider down the line, smallest keys first, that is itself the reason."""
    network, seen = facts.network, {element}
    waiting = [element]
    while waiting:
        current = waiting.pop(0)
        own = facts.objectives.elements[network.ids[current]].own_recovery
        if own is None:
            return current
        blocking = [need.provider for need in network.hard[current]]
        for group in network.groups[current]:
            lost = [need.provider for need in group.members if _never(facts, need.provider)]
            if len(group.members) - len(lost) < group.required:
                blocking += lost
        found = sorted({item for item in blocking if _never(facts, item)} - seen)
        if not found and not waiting:
            return current
        seen.update(found)
        waiting += found
    return element


def _never(facts: Facts, element: int) -> bool:
    return facts.bounds[element] >= NEVER


def _none_selected(facts: Facts) -> Iterator[Finding]:
    for element in facts.model.sorted_elements:
        options = facts.model.options_of.get(element.id, ())
        if options and not any(option.selected for option in options):
            text = (
                f"{named(facts.model, element.id)} has recovery options but none is selected, "
                "so none counts."
            )
            yield Finding("warning", "no-option-selected", (element.id,), text)
