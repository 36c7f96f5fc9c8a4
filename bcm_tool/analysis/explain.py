"""Why a number is what it is: steps whose amounts add up to it, and what was assumed.

Every function answers None where the number itself is unset.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from bcm_tool.analysis.bound import bound_chain
from bcm_tool.analysis.demand import Demand, demand_network, demand_steps
from bcm_tool.analysis.explain_sequence import explain_rta
from bcm_tool.analysis.impact import category_curves
from bcm_tool.analysis.loss import to_money
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.objectives import known_bounds, sequence_ups, used_rtos
from bcm_tool.analysis.results import (
    Explanation,
    ImpactResult,
    ObjectivesResult,
    RecoveryResult,
    Step,
)
from bcm_tool.durations import format_duration
from bcm_tool.model.model import Model, key_order

__all__ = [
    "bound_steps",
    "explain_gap",
    "explain_loss",
    "explain_mtpd",
    "explain_required_by",
    "explain_rpo_gap",
    "explain_rta",
    "explain_rta_bound",
    "explain_rto",
    "minutes_explanation",
]


def minutes_explanation(
    title: str, steps: Iterable[Step], assumptions: Iterable[str] = ()
) -> Explanation:
    """An explanation in minutes whose total is the sum of its steps."""
    listed = tuple(steps)
    total = sum(int(step.amount) for step in listed)
    return Explanation(title, "minutes", total, listed, tuple(assumptions))


def explain_mtpd(impact: ImpactResult, element: str) -> Explanation | None:
    """The band that forces the effective MTPD, or that it was typed (ENGINE 6)."""
    model, found = impact.model, impact.elements[element]
    if found.mtpd is None:
        return None
    title = f"MTPD of {model.elements[element].key}"
    by_category = _category_sentences(model, impact, element)
    if model.elements[element].mtpd is not None:
        return minutes_explanation(title, [Step("Typed", found.mtpd, element)], by_category)
    category = model.categories[found.category or ""]
    level = _level_reached(model, element, category.id, found.mtpd)
    text = f"{category.name}: {level} is intolerable, first reached at this band"
    return minutes_explanation(title, [Step(text, found.mtpd, element)], by_category)


def explain_rto(impact: ImpactResult, element: str) -> Explanation | None:
    """The band before the intolerable one less the WRT, or that it was typed (ENGINE 6)."""
    record, found = impact.model.elements[element], impact.elements[element]
    if found.rto is None:
        return None
    title = f"RTO of {record.key}"
    if found.rto_source == "typed":
        proposed = (
            []
            if found.proposed_rto is None
            else [f"The ratings propose {format_duration(found.proposed_rto)}."]
        )
        return minutes_explanation(title, [Step("Typed", found.rto, element)], proposed)
    before = found.previous_band or 0
    text = "Last band before the intolerable one" if before else "Intolerable at the first band"
    steps = [Step(text, before, element)]
    if record.wrt:
        steps.append(Step("Work recovery time (WRT)", -record.wrt, element))
    if before < (record.wrt or 0):
        steps.append(Step("No RTO is below 0: it may not stop", found.rto - sum_of(steps), element))
    return minutes_explanation(title, steps)


def explain_loss(impact: ImpactResult, element: str, minutes: int) -> Explanation | None:
    """Loss after an outage of ``minutes``, category by category."""
    model, curve = impact.model, impact.elements[element].loss
    if curve is None:
        return None
    curves = category_curves(model, model.impacts_of.get(element, ()))
    steps: list[Step] = []
    exact, shown = Fraction(0), to_money(Fraction(0))
    for category in sorted(curves, key=lambda item: key_order(model.categories[item].name)):
        # Rounding the running sum, not each part, lets the parts add up to the cent.
        exact += curves[category].exact(minutes)
        amount, shown = to_money(exact) - shown, to_money(exact)
        steps.append(Step(model.categories[category].name, amount, element))
    title = f"Loss of {model.elements[element].key} after {format_duration(minutes)}"
    return Explanation(
        title, "money", curve.at(minutes), tuple(steps), ("Straight lines between the bands.",)
    )


def explain_required_by(
    objectives: ObjectivesResult,
    impact: ImpactResult,
    element: str,
    recovery: RecoveryResult | None = None,
    network: Network | None = None,
) -> Explanation | None:
    """The RTO that forces the demand, restarts and tolerances on the way down (ENGINE 4).

    ``recovery`` must be the sequence from which ``objectives`` was made, if there was one.
    """
    found = objectives.elements[element]
    if found.required_by is None:
        return None
    compiled = network or compile_network(objectives.model)
    view = _demand_view(compiled, objectives, recovery)
    rtos = used_rtos(compiled, impact)
    title = f"{_key(objectives.model, element)} must be back within"
    index = compiled.index[element]
    for by_formula in (True, False):
        demands = {
            compiled.index[item]: _demand(compiled, objectives, item, by_formula)
            for item in found.forced_by
        }
        steps = demand_steps(view, rtos, demands, index)
        if sum_of(steps) == found.required_by:
            break
    return minutes_explanation(title, steps, _chosen_members(objectives, element))


def explain_rta_bound(
    objectives: ObjectivesResult, element: str, network: Network | None = None
) -> Explanation | None:
    """The longest chain of recoveries below an element, without team limits (ENGINE 5)."""
    found = objectives.elements[element]
    if found.rta_bound is None:
        return None
    compiled = network or compile_network(objectives.model)
    steps = bound_steps(compiled, known_bounds(compiled, objectives), compiled.index[element])
    title = f"{_key(objectives.model, element)} can be back after at least"
    return minutes_explanation(
        title,
        steps,
        (
            "It and everything it needs are lost, and nobody waits for a team.",
            "Of every redundancy group the members that are back first are used.",
        ),
    )


def bound_steps(network: Network, bounds: Sequence[int], element: int) -> list[Step]:
    """What adds up to the rta_bound of an element index, deepest provider first.

    ``bounds``: rta_bound per element index, NEVER when there is none.
    """
    steps: list[Step] = []
    for member, minutes in bound_chain(network, bounds, element):
        steps += _recovery_steps(network, member, minutes, sum_of(steps))
    return steps


def explain_gap(
    objectives: ObjectivesResult,
    impact: ImpactResult,
    element: str,
    recovery: RecoveryResult | None = None,
    network: Network | None = None,
) -> Explanation | None:
    """What is achievable, step by step, less what is required; positive is late (ENGINE 5)."""
    found = objectives.elements[element]
    if found.gap is None or found.required_by is None:
        return None
    achieved = (
        explain_rta(recovery, element)
        if recovery is not None and found.rta is not None
        else explain_rta_bound(objectives, element, network)
    )
    if achieved is None:
        return None
    forcing = found.forced_by[0] if found.forced_by else element
    by = "its RTO" if forcing == element else f"for {_key(objectives.model, forcing)}"
    steps = [*achieved.steps, Step(f"Required, {by}", -found.required_by, forcing)]
    title = f"Gap of {_key(objectives.model, element)}"
    return minutes_explanation(title, steps, achieved.assumptions)


def explain_rpo_gap(objectives: ObjectivesResult, element: str) -> Explanation | None:
    """Data lost at best less the strictest RPO above; positive loses too much."""
    found, model = objectives.elements[element], objectives.model
    if found.rpo_gap is None or found.rpa is None or found.rpo_required is None:
        return None
    forcing = found.rpo_forced_by[0] if found.rpo_forced_by else element
    option = model.selected_option(element)
    steps = (
        Step(f"RPA of the option {option.name if option else ''}".strip(), found.rpa, element),
        Step(f"RPO of {_key(model, forcing)}", -found.rpo_required, forcing),
    )
    return minutes_explanation(f"RPO gap of {_key(model, element)}", steps)


def sum_of(steps: Iterable[Step]) -> int:
    """The steps' amounts added up, in minutes."""
    return sum(int(step.amount) for step in steps)


def _category_sentences(model: Model, impact: ImpactResult, element: str) -> list[str]:
    found = impact.elements[element]
    names = {key: model.categories[key].name for key in found.category_mtpds}
    return [
        f"{names[key]} becomes intolerable at {format_duration(minutes)}."
        for key, minutes in sorted(
            found.category_mtpds.items(), key=lambda item: (item[1], key_order(names[item[0]]))
        )
    ]


def _level_reached(model: Model, element: str, category: str, minutes: int) -> str:
    rated = next(
        item
        for item in model.impacts_of[element]
        if item.category == category and model.bands[item.band].minutes == minutes
    )
    name = next((step.name for step in model.scale("impact") if step.number == rated.level), "")
    return f"level {rated.level} ({name})" if name else f"level {rated.level}"


def _demand_view(
    network: Network, objectives: ObjectivesResult, recovery: RecoveryResult | None
) -> Network:
    bounds = known_bounds(network, objectives)
    return demand_network(network, bounds, sequence_ups(network, recovery))


def _demand(
    network: Network, objectives: ObjectivesResult, element: str, by_formula: bool
) -> Demand:
    found = objectives.elements[element]
    path = tuple(network.index[item] for item in found.forced_by)
    return Demand(found.required_by or 0, path, by_formula)


def _chosen_members(objectives: ObjectivesResult, element: str) -> list[str]:
    model = objectives.model
    path = objectives.elements[element].forced_by
    links = set(pairwise(path))
    if any(
        item.group is not None and (item.dependent, item.provider) in links
        for item in model.dependencies.values()
    ):
        return ["Of a redundancy group the members that are back first are needed."]
    return []


def _recovery_steps(network: Network, element: int, minutes: int, ready: int) -> list[Step]:
    """Split ``minutes`` until an element is up into waiting and its own recovery."""
    key, name = network.ids[element], _key(network.model, network.ids[element])
    effort = network.work.effort(element, lost=True)
    knot = network.order[network.component[element]]
    if len(knot) > 1:
        text = f"Recovery of {name}, side by side with the {len(knot) - 1} in a cycle with it"
        return [Step(text, minutes, key)]
    release = max(0, network.release - ready) if effort.tasks else 0
    if release + effort.length != minutes:
        return [Step(f"Recovery of {name}, with tasks of others it waits for", minutes, key)]
    waiting = [Step("Detection and decision", release)] if release else []
    return [*waiting, Step(f"Recovery of {name}", effort.length, key)]


def _key(model: Model, element: str) -> str:
    return model.elements[element].key
