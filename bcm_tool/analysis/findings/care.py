"""Elements that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import named
from bcm_tool.analysis.results import Finding


def care_findings(facts: Facts) -> Iterator[Finding]:
    """No owner: a warning for services and for what somebody demands back, else a note."""
    for element in facts.model.sorted_elements:
        if element.owner.strip():
            continue
        matters = (
            facts.model.is_service(element)
            or facts.objectives.elements[element.id].required_by is not None
        )
        text = f"{named(facts.model, element.id)} has no owner."
        yield Finding("warning" if matters else "note", "no-owner", (element.id,), text)
