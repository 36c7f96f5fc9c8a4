"""The oracle of the option optimiser: every choice, made as edits and followed anew.

Nothing of the optimiser is used: each choice becomes a model of its own, whose network is
compiled, whose scenarios are followed and whose bounds are computed as for any other document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from bcm_tool import frequency
from bcm_tool.analysis.bound import recovery_bounds
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.objectives import analyze_objectives
from bcm_tool.analysis.recovery.goals import counted_elements
from bcm_tool.analysis.timeline import run_timeline
from bcm_tool.analysis.work import NEVER
from bcm_tool.model.model import Model

DATA_KINDS = ("data", "application", "it-service", "vital-record")


@dataclass(frozen=True)
class Tried:
    """One choice: option per element, cost, loss, best recovery times and the model it makes."""

    options: dict[str, str | None]
    cost: Fraction
    loss: Fraction
    bounds: dict[str, int]


def candidates_of(model: Model) -> dict[str, list[str | None]]:
    """Element -> options that can be compared, the one in use first; two or more."""
    found: dict[str, list[str | None]] = {}
    for element, options in model.options_of.items():
        today = model.selected_option(element)
        if today is not None and today.yearly_cost is None:
            continue
        others = [item.id for item in options if item is not today and item.yearly_cost is not None]
        if others:
            found[element] = [today.id if today else None, *others]
    return found


def with_options(model: Model, chosen: dict[str, str | None]) -> Model:
    """The model in which the elements use these options."""
    options = {
        item.id: replace(item, selected=chosen[item.element] == item.id)
        if item.element in chosen
        else item
        for item in model.options.values()
    }
    return model.with_tables({"options": options})


def tried(model: Model, chosen: dict[str, str | None]) -> Tried:
    """What a choice costs, loses and achieves."""
    after = with_options(model, chosen)
    network = compile_network(after)
    impact = analyze_impact(after)
    counted = counted_elements(network, impact)
    loss = Fraction(0)
    for scenario in after.scenarios.values():
        often = frequency.parse(scenario.frequency)
        if often is None:
            continue
        spans = run_timeline(
            network, [network.index[item] for item in after.lost_elements(scenario)]
        )
        for index, span in spans.items():
            curve = impact.elements[network.ids[index]].loss
            if network.ids[index] in counted and curve is not None:
                outage = after.method.horizon if span.up >= NEVER else span.up - span.down
                loss += Fraction(often.mean) * Fraction(curve.at(outage))
    cost = sum(
        (Fraction(item.yearly_cost) for item in after.options.values()
         if item.selected and item.yearly_cost is not None),
        Fraction(0),
    )  # fmt: skip
    bounds = dict(zip(network.ids, recovery_bounds(network), strict=True))
    return Tried(chosen, cost, loss, bounds)


def every_choice(model: Model) -> list[Tried]:
    """All choices."""
    found = candidates_of(model)
    return [
        tried(model, dict(zip(found, taken, strict=True))) for taken in product(*found.values())
    ]


def efficient(choices: list[Tried]) -> list[tuple[Fraction, Fraction]]:
    """(cost, loss) of the choices that none beats, cheapest first."""
    found: list[tuple[Fraction, Fraction]] = []
    for item in sorted(choices, key=lambda one: (one.cost, one.loss)):
        if not found or item.loss < found[-1][1]:
            found.append((item.cost, item.loss))
    return found


def stale(model: Model, element: str, option: str | None) -> bool:
    """Whether the option's recovery point misses the strictest RPO above, as far as is known."""
    objectives = analyze_objectives(model, analyze_impact(model))
    demand = objectives.elements[element].rpo_required
    if demand is None:
        return False
    rpa = model.options[option].rpa if option else None
    if rpa is not None:
        return rpa > demand
    stated = [model.options[item].rpa for item in candidates_of(model)[element] if item]
    return model.elements[element].kind in DATA_KINDS or any(age is not None for age in stated)
