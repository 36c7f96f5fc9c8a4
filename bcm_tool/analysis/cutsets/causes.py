"""Shared causes: labels and scenarios that fail several elements at once (ENGINE 9)."""

from __future__ import annotations

from collections.abc import Iterable

from bcm_tool.analysis.cutsets.result import SharedCause
from bcm_tool.model.model import Model

LABELS = ("site", "supplier", "owner")


def shared_causes(model: Model) -> dict[str, SharedCause]:
    """Every site, supplier, owner and scenario that fails anything, by id.

    Labels are the same whatever their case; they are named as the first element in key order
    writes them. Sites first, then suppliers, owners and scenarios, each by name or key.
    """
    found: dict[str, SharedCause] = {}
    for label in LABELS:
        names: dict[str, str] = {}
        members: dict[str, list[str]] = {}
        for element in model.sorted_elements:
            written = getattr(element, label).strip()
            if written:
                names.setdefault(written.casefold(), written)
                members.setdefault(written.casefold(), []).append(element.id)
        for folded in sorted(names):
            made = SharedCause(f"{label}:{names[folded]}", names[folded], tuple(members[folded]))
            found[made.id] = made
    for scenario in sorted(model.scenarios.values(), key=lambda item: item.key.casefold()):
        lost = model.lost_elements(scenario)
        if lost:
            made = SharedCause(f"scenario:{scenario.id}", scenario.name, lost)
            found[made.id] = made
    return found


def failed_elements(
    model: Model, entries: Iterable[str], causes: dict[str, SharedCause]
) -> tuple[str, ...]:
    """Ids of the elements that ``entries`` (element ids and ids of causes) fail, in key order."""
    failed: set[str] = set()
    for entry in entries:
        failed.update(causes[entry].elements if entry in causes else (entry,))
    return tuple(element.id for element in model.sorted_elements if element.id in failed)
