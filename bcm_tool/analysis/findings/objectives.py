"""Do the objectives that people set agree with the BIA, and with each other? (ENGINE 6)"""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool.analysis.explain import explain_rto
from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import difference, keys_of, named
from bcm_tool.analysis.results import ElementImpact, Finding
from bcm_tool.durations import format_duration
from bcm_tool.model import records as r


def objective_findings(facts: Facts) -> Iterator[Finding]:
    """Findings about MTPD, RTO, WRT and MBCO, and about categories that cannot decide."""
    for element in facts.model.sorted_elements:
        found = facts.impact.elements[element.id]
        yield from _rto_against_mtpd(facts, element, found)
        yield from _typed_against_derived(facts, element, found)
        yield from _may_not_stop(facts, element, found)
        yield from _unset(facts, element, found)
    yield from _categories(facts)


def _rto_against_mtpd(facts: Facts, element: r.Element, found: ElementImpact) -> Iterator[Finding]:
    if found.rto is None or found.mtpd is None:
        return
    name, key, wrt = named(facts.model, element.id), element.id, element.wrt or 0
    rto, mtpd = format_duration(found.rto), format_duration(found.mtpd)
    plain = (("RTO", found.rto, key), ("MTPD", -found.mtpd, key))
    if found.rto > found.mtpd:
        text = f"{name} has an RTO of {rto}, longer than its MTPD of {mtpd}."
        why = difference(f"RTO beyond MTPD of {element.key}", *plain)
        yield Finding("error", "rto-above-mtpd", (key,), text, why)
    elif found.rto + wrt > found.mtpd:
        text = (
            f"{name} has an RTO of {rto} and needs {format_duration(wrt)} more to work off what "
            f"was missed (WRT): together longer than its MTPD of {mtpd}."
        )
        why = difference(
            f"RTO and WRT beyond MTPD of {element.key}", plain[0], ("WRT", wrt, key), plain[1]
        )
        yield Finding("error", "rto-wrt-above-mtpd", (key,), text, why)
    elif found.rto == found.mtpd:
        text = f"{name} has an RTO equal to its MTPD of {mtpd}, which leaves no margin."
        why = difference(f"Margin of {element.key}", plain[1], plain[0])
        yield Finding("warning", "no-margin", (key,), text, why)


def _typed_against_derived(
    facts: Facts, element: r.Element, found: ElementImpact
) -> Iterator[Finding]:
    derived = found.mtpd_derived
    if element.mtpd is None or derived is None or element.mtpd <= derived:
        return
    category = facts.model.categories[found.category or ""].name
    text = (
        f"{named(facts.model, element.id)} has a typed MTPD of {format_duration(element.mtpd)}, "
        f"yet its ratings in {category} are intolerable from {format_duration(derived)} on."
    )
    why = difference(
        f"Typed MTPD of {element.key} beyond the derived one",
        ("Typed MTPD", element.mtpd, element.id),
        (f"First intolerable band, {category}", -derived, element.id),
    )
    yield Finding("error", "mtpd-above-derived", (element.id,), text, why)


def _may_not_stop(facts: Facts, element: r.Element, found: ElementImpact) -> Iterator[Finding]:
    if found.proposed_rto != 0:
        return
    reason = (
        f"with {format_duration(element.wrt)} to work off what was missed (WRT), nothing is left "
        f"of the {format_duration(found.previous_band)} before its impact is intolerable"
        if found.previous_band
        else f"its impact is intolerable at the first band, {format_duration(found.band)}"
    )
    typed = f" The typed RTO is {format_duration(element.rto)}." if element.rto is not None else ""
    text = f"{named(facts.model, element.id)} may not stop: {reason}.{typed}"
    why = explain_rto(facts.impact, element.id) if found.rto_source == "proposed" else None
    yield Finding("warning", "may-not-stop", (element.id,), text, why)


def _unset(facts: Facts, element: r.Element, found: ElementImpact) -> Iterator[Finding]:
    kind = facts.model.kinds.get(element.kind or "")
    name = named(facts.model, element.id)
    if kind is not None and kind.is_service and found.rto is None:
        rated = element.id in facts.model.impacts_of
        missing = "impacts that reach an intolerable level" if rated else "impact ratings"
        text = f"{name} has neither an RTO nor {missing}, so nothing demands it back."
        yield Finding("warning", "no-objective", (element.id,), text)
    if element.rto is not None and not element.mbco.strip():
        text = (
            f"{name} has an RTO of {format_duration(element.rto)} but no MBCO: nothing says at "
            "which level it must be back by then."
        )
        yield Finding("warning", "no-mbco", (element.id,), text)


def _categories(facts: Facts) -> Iterator[Finding]:
    model = facts.model
    rated: dict[str, set[str]] = {}
    for rating in model.impacts.values():
        if rating.level is not None and model.categories[rating.category].intolerable is None:
            rated.setdefault(rating.category, set()).add(rating.element)
    for category, owners in rated.items():
        elements = tuple(item.id for item in model.sorted_elements if item.id in owners)
        text = (
            f"The category {model.categories[category].name} has no intolerable level, so its "
            f"ratings of {keys_of(model, elements)} decide nothing."
        )
        yield Finding("error", "category-without-limit", elements, text)
