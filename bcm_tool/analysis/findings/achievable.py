"""Can what is demanded be achieved, and was it ever proven? (ENGINE 4, 5)"""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool.analysis.explain import bound_steps, explain_rpo_gap, explain_rta, minutes_explanation
from bcm_tool.analysis.failure import analyze_failure
from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import difference, key_of, named
from bcm_tool.analysis.results import (
    ElementObjectives,
    Explanation,
    Finding,
    RecoveryResult,
    Step,
)
from bcm_tool.durations import format_duration

_DATA_KINDS = ("data", "application", "it-service", "vital-record")
"""The kinds that hold data, so that a demand on data needs an answer (ENGINE 4)."""


def achievable_findings(facts: Facts) -> Iterator[Finding]:
    """Gaps of RTO and RPO, infeasible RTOs, missing RPA, and what was proven or not."""
    for element in facts.model.sorted_elements:
        found = facts.objectives.elements[element.id]
        infeasible = found.rto is not None and (found.rta_bound or 0) > found.rto
        if infeasible:
            yield _infeasible(facts, element.id, found)
        said = infeasible and found.rta is None and found.required_by == found.rto
        if found.gap is not None and found.gap > 0 and not said:
            yield _late(facts, element.id, found)
        yield from _data(facts, element.id, found)
        yield from _proven(facts, element.id, found)
    if facts.recovery is not None:
        yield from _infeasible_in_scenario(facts, facts.recovery)


def _infeasible(facts: Facts, element: str, found: ElementObjectives) -> Finding:
    rto, bound = found.rto or 0, found.rta_bound or 0
    text = (
        f"{named(facts.model, element)} cannot meet its RTO of {format_duration(rto)} whatever "
        f"the staffing: with everything it needs lost, recovery takes {format_duration(bound)} "
        "even if nobody waits for a team."
    )
    key = key_of(facts.model, element)
    steps = [*_bound(facts, element), Step(f"RTO of {key}", -rto, element)]
    why = minutes_explanation(f"Recovery of {key} beyond its RTO", steps)
    return Finding("error", "rto-infeasible", (element,), text, why)


def _bound(facts: Facts, element: str) -> list[Step]:
    return bound_steps(facts.network, facts.bounds, facts.network.index[element])


def _late(facts: Facts, element: str, found: ElementObjectives) -> Finding:
    model = facts.model
    forcing = found.forced_by[0] if found.forced_by else element
    name, required = named(model, element), found.required_by or 0
    late, needed = format_duration(found.gap), format_duration(required)
    who = "its RTO allows" if forcing == element else f"{named(model, forcing)} allows"
    if found.rta is not None and facts.recovery is not None:
        scenario = model.scenarios[facts.recovery.scenario].key
        text = (
            f"In the scenario {scenario}, {name} is out for {format_duration(found.rta)}, "
            f"{late} longer than {who} ({needed})."
        )
    else:
        text = (
            f"{name} can be back after {format_duration(found.rta_bound)} at best, "
            f"{late} later than {who} ({needed})."
        )
    elements = (element,) if forcing == element else (element, forcing)
    return Finding("error", "rto-gap", elements, text, _why_late(facts, element, found, forcing))


def _why_late(
    facts: Facts, element: str, found: ElementObjectives, forcing: str
) -> Explanation | None:
    key = key_of(facts.model, element)
    if found.rta is None or facts.recovery is None:
        steps = _bound(facts, element)
    else:
        achieved = explain_rta(facts.recovery, element)
        if achieved is None:
            return None
        steps = list(achieved.steps)
    by = "its RTO" if forcing == element else f"for {key_of(facts.model, forcing)}"
    steps.append(Step(f"Required, {by}", -(found.required_by or 0), forcing))
    return minutes_explanation(f"Gap of {key}", steps)


def _infeasible_in_scenario(facts: Facts, recovery: RecoveryResult) -> Iterator[Finding]:
    """RTOs that the scenario breaks without any team limit, where the bound does not say so."""
    model = facts.model
    scenario = model.scenarios[recovery.scenario]
    failure = analyze_failure(model, model.lost_elements(scenario), network=facts.network)
    for element, outage in failure.outages.items():
        found = facts.objectives.elements[element]
        length, rto = outage.length, found.rto
        if rto is None or length is None or length <= rto or (found.rta_bound or 0) > rto:
            continue
        text = (
            f"In the scenario {scenario.key}, {named(model, element)} cannot meet its RTO of "
            f"{format_duration(rto)} whatever the staffing: it is out for "
            f"{format_duration(length)} even if nobody waits for a team."
        )
        key = key_of(model, element)
        steps = [
            (f"{key} is up again", outage.up or 0, element),
            (f"{key} keeps running until then", -outage.down, element),
            (f"RTO of {key}", -rto, element),
        ]
        why = difference(f"Outage of {key} beyond its RTO", *steps)
        yield Finding("error", "rto-infeasible", (element,), text, why)


def _data(facts: Facts, element: str, found: ElementObjectives) -> Iterator[Finding]:
    model = facts.model
    required = found.rpo_required
    if required is None:
        return
    forcing = found.rpo_forced_by[0] if found.rpo_forced_by else element
    elements = (element,) if forcing == element else (element, forcing)
    who = "its own RPO" if forcing == element else f"the RPO of {named(model, forcing)}"
    if found.rpo_gap is not None and found.rpo_gap > 0:
        text = (
            f"{named(model, element)} can lose {format_duration(found.rpa)} of data (RPA), more "
            f"than {who} of {format_duration(required)} allows."
        )
        yield Finding(
            "error", "rpo-gap", elements, text, explain_rpo_gap(facts.objectives, element)
        )
    if found.rpa is None and model.elements[element].kind in _DATA_KINDS:
        text = (
            f"{named(model, element)} must not lose more than {format_duration(required)} of "
            f"data ({who}), but no RPA says how much it would lose."
        )
        yield Finding("warning", "no-rpa", elements, text)


def _proven(facts: Facts, element: str, found: ElementObjectives) -> Iterator[Finding]:
    name, key = named(facts.model, element), key_of(facts.model, element)
    pairs = (
        ("proven-late", "was back after", found.proven_time, found.required_by, "back within"),
        ("proven-loses", "lost", found.proven_rpa, found.rpo_required, "losing at most"),
    )
    for kind, did, proven, required, must in pairs:
        if proven is not None and required is not None and proven > required:
            text = (
                f"{name} {did} {format_duration(proven)} when it was tested; "
                f"it must be {must} {format_duration(required)}."
            )
            why = difference(
                f"Proven beyond required, {key}",
                ("Proven", proven, element),
                ("Required", -required, element),
            )
            yield Finding("warning", kind, (element,), text, why)
    option = facts.model.selected_option(element)
    if option is None or option.recovery_time is None or found.required_by is None:
        return
    if option.proven_time is None:
        text = (
            f"The recovery of {name} in {format_duration(option.recovery_time)} "
            f"({option.key}) was never proven in a test."
        )
        yield Finding("note", "never-proven", (element,), text)
