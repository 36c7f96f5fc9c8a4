"""Do agreements promise what is demanded, and is there one where somebody else delivers?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import difference, key_of, listed, named
from bcm_tool.analysis.results import Finding
from bcm_tool.analysis.timeline import run_timeline
from bcm_tool.durations import format_duration
from bcm_tool.model import records as r
from bcm_tool.model.model import key_order

NOTICE = timedelta(days=90)
"""How long before its end an agreement counts as ending."""
_BY_OTHERS = tuple(model for model in r.DELIVERY_MODELS if model != "insourced")


def promise_findings(facts: Facts) -> Iterator[Finding]:
    """Agreements weaker than the demand, ended or ending, and deliveries without one."""
    for agreement in sorted(facts.model.agreements.values(), key=lambda item: key_order(item.key)):
        yield from _restore_time(facts, agreement)
        yield from _rpo(facts, agreement)
        yield from _end(facts, agreement)
    for element in facts.model.sorted_elements:
        yield from _uncovered(facts, element)


def _restore_time(facts: Facts, agreement: r.Agreement) -> Iterator[Finding]:
    required = facts.objectives.elements[agreement.element].required_by
    promised = agreement.restore_time
    if promised is None or required is None or promised <= required:
        return
    broken = _broken(facts, agreement.element, promised)
    rtos = [f"{key_of(facts.model, element)} ({format_duration(rto)})" for element, rto in broken]
    reason = f"an outage that long breaks the RTO of {listed(rtos, most=20)}"
    if not broken:  # members of a circle inherit its strictest demand (ENGINE 2)
        forcing = facts.objectives.elements[agreement.element].forced_by[0]
        broken = [(forcing, required)]
        reason = f"{key_of(facts.model, forcing)}, in a circle with it, must be back by then"
    text = (
        f"{_called(facts, agreement)} promises {named(facts.model, agreement.element)} back in "
        f"{format_duration(promised)}, but it is needed in {format_duration(required)}: {reason}."
    )
    why = difference(
        f"Promise of {agreement.key} beyond the demand",
        (f"Promised by {agreement.key}", promised, agreement.element),
        ("Required", -required, agreement.element),
    )
    others = tuple(element for element, _ in broken if element != agreement.element)
    yield Finding("error", "weak-agreement", (agreement.element, *others), text, why)


def _broken(facts: Facts, element: str, outage: int) -> list[tuple[str, int]]:
    """(element, its RTO) of all that miss their RTO when ``element`` alone is out so long."""
    network = facts.demanding
    lost = network.index[element]
    spans = run_timeline(network, (lost,), fixed_up={lost: outage})
    return [
        (network.ids[other], rto)
        for other, span in sorted(spans.items())
        if (rto := facts.rtos[other]) is not None and span.up - span.down > rto
    ]


def _rpo(facts: Facts, agreement: r.Agreement) -> Iterator[Finding]:
    required = facts.objectives.elements[agreement.element].rpo_required
    if agreement.rpo is None or required is None or agreement.rpo <= required:
        return
    broken = _losing(facts, agreement.element, agreement.rpo)
    named_rpos = [
        f"{key_of(facts.model, element)} ({format_duration(rpo)})" for element, rpo in broken
    ]
    text = (
        f"{_called(facts, agreement)} allows {named(facts.model, agreement.element)} to lose "
        f"{format_duration(agreement.rpo)} of data, more than the RPO of "
        f"{listed(named_rpos, most=20)}."
    )
    why = difference(
        f"Data loss allowed by {agreement.key} beyond the demand",
        (f"Allowed by {agreement.key}", agreement.rpo, agreement.element),
        ("Required RPO", -required, agreement.element),
    )
    others = tuple(element for element, _ in broken if element != agreement.element)
    yield Finding("error", "weak-agreement-rpo", (agreement.element, *others), text, why)


def _losing(facts: Facts, element: str, rpo: int) -> list[tuple[str, int]]:
    """(element, its RPO) of all that need the data, softly or not, and tolerate less loss."""
    network = facts.network
    seen = {network.index[element]}
    waiting = list(seen)
    while waiting:
        current = waiting.pop()
        for other in (*network.dependents[current], *network.soft_dependents[current]):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    own = (
        (network.ids[item], facts.model.elements[network.ids[item]].rpo) for item in sorted(seen)
    )
    return [(item, value) for item, value in own if value is not None and value < rpo]


def _called(facts: Facts, agreement: r.Agreement) -> str:
    kind = {"SLA": "SLA", "OLA": "OLA", "UC": "underpinning contract"}.get(agreement.type)
    supplier = agreement.supplier or facts.model.elements[agreement.element].supplier
    by = f" with {supplier}" if supplier else ""
    return f"The {kind or 'agreement'} {agreement.key}{by}"


def _end(facts: Facts, agreement: r.Agreement) -> Iterator[Finding]:
    ends, today = agreement.ends, facts.as_of
    if ends is None or today is None or ends > today + NOTICE:
        return
    kind, verb = ("agreement-ended", "ended") if ends < today else ("agreement-ending", "ends")
    text = (
        f"{_called(facts, agreement)} for {named(facts.model, agreement.element)} "
        f"{verb} on {_day(ends)}."
    )
    yield Finding("warning", kind, (agreement.element,), text)


def _day(day: date) -> str:
    return day.isoformat()


def _uncovered(facts: Facts, element: r.Element) -> Iterator[Finding]:
    if element.delivery_model not in _BY_OTHERS:
        return
    agreements = facts.model.agreements_of.get(element.id, ())
    missing = []
    if not element.supplier.strip() and not any(item.supplier.strip() for item in agreements):
        missing.append("supplier")
    if not agreements:
        missing.append("agreement")
    if missing:
        text = (
            f"{named(facts.model, element.id)} is delivered by others ({element.delivery_model}) "
            f"but has no {' and no '.join(missing)}."
        )
        yield Finding("warning", "uncovered-delivery", (element.id,), text)
