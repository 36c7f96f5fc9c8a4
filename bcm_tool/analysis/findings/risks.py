"""Risks that nobody looks after."""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import listed
from bcm_tool.analysis.results import Finding
from bcm_tool.model import records as r

_LACKS = {"owner": "no owner", "treatment": "no treatment", "review": "no review ahead"}


def risk_findings(facts: Facts) -> Iterator[Finding]:
    """High risks (upper half of the risk scale) without care, and risks not rated."""
    limit = _high(facts)
    for key in facts.risk.ranking:
        risk, rating = facts.model.risks[key], facts.risk.risks[key]
        elements = (risk.element,) if risk.element else ()
        title = f"The risk {risk.key} ({risk.title})"
        if rating.current is None:
            text = f"{title} has no current level: rate its likelihood and impact."
            yield Finding("note", "risk-unrated", elements, text)
        elif limit is not None and rating.current >= limit and rating.lacks:
            missing = listed([_LACKS[item] for item in rating.lacks])
            text = f"{title} is {_name(facts, rating.current)} and has {missing}."
            yield Finding("warning", "risk-without-care", elements, text)


def _high(facts: Facts) -> int | None:
    """The lowest level of the upper half of the risk scale; None without a scale."""
    levels = facts.model.scale("risk")
    return levels[(len(levels) + 1) // 2].number if len(levels) > 1 else None


def _name(facts: Facts, level: int) -> str:
    found: list[r.ScaleLevel] = [step for step in facts.model.scale("risk") if step.number == level]
    return found[0].name.lower() if found and found[0].name else f"at level {level}"
