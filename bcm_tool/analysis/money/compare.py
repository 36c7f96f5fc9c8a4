"""What a change of the document would do to the yearly loss, by the same simulated years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from bcm_tool.amounts import cents
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.money import closed
from bcm_tool.analysis.money.counted import Counted
from bcm_tool.analysis.money.result import OptionEffect
from bcm_tool.analysis.money.severity import Severity, runs_for, severity_samples
from bcm_tool.analysis.money.years import Events, simulate_years
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.objectives import rpo_demands
from bcm_tool.analysis.work import applies
from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import RecoveryOption
from bcm_tool.progress import Progress, at, no_progress


def option_effects(
    model: Model,
    counted: Sequence[Counted],
    severities: Sequence[Severity],
    years: int,
    seed: int,
    progress: Progress = no_progress,
) -> tuple[OptionEffect, ...]:
    """For every option not in use, by key: what using it instead would change.

    The years, and the luck of every recovery, are those of the document as it is, so that the
    difference is the option's alone.
    """
    before = mean_loss(counted, severities, years, seed)
    idle = sorted(
        (item for item in model.options.values() if not item.selected),
        key=lambda item: key_order(item.key),
    )
    network = compile_network(model)
    demands = {network.ids[index]: rpo for index, (rpo, _) in rpo_demands(network).items()}
    found = []
    for number, option in enumerate(idle):
        here = at(progress, number, len(idle))
        effect = _effect(model, option, counted, severities, years, seed, before, here)
        found.append(replace(effect, rpo=demands.get(option.element)))
    return tuple(found)


def mean_loss(
    counted: Sequence[Counted], severities: Sequence[Severity], years: int, seed: int
) -> Decimal:
    """Mean yearly loss of all scenarios together, to the cent."""
    events = [
        Events(scenario.key, often, severity.total)
        for (scenario, often), severity in zip(counted, severities, strict=True)
    ]
    if not events:
        return cents(0.0)
    losses = simulate_years(events, years, seed).losses
    return cents(float(np.sum(losses, axis=0).mean()))


def with_option(model: Model, option: RecoveryOption) -> Model:
    """The model in which its element uses ``option``."""
    own = {
        item.id: replace(item, selected=item.id == option.id)
        for item in model.options_of[option.element]
    }
    return model.with_tables({"options": {**model.options, **own}})


def _effect(
    model: Model,
    option: RecoveryOption,
    counted: Sequence[Counted],
    severities: Sequence[Severity],
    years: int,
    seed: int,
    before: Decimal,
    progress: Progress,
) -> OptionEffect:
    element = option.element
    touched = [element in model.lost_elements(scenario) for scenario, _ in counted]
    by_tasks = any(applies(task, True) for task in model.tasks_of.get(element, ()))
    after = before
    if any(touched) and not by_tasks:
        changed = with_option(model, option)
        impact, network = analyze_impact(changed), compile_network(changed)
        other = [
            severity_samples(
                changed,
                network,
                impact,
                scenario,
                runs=runs_for(model),
                seed=seed,
                progress=progress,
                before=known,
            )
            if moves
            else known
            for (scenario, _), known, moves in zip(counted, severities, touched, strict=True)
        ]
        after = mean_loss(counted, other, years, seed)
    today = model.selected_option(element)
    cost = _more(option, today)
    return OptionEffect(
        option=option.id,
        element=element,
        instead_of=today.id if today else None,
        before=before,
        after=after,
        cost=cost,
        worth=None if cost is None else closed.safeguard_value(before, after, cost),
        gain=None if cost is None else closed.safeguard_return(before, after, cost),
        untouched="tasks" if by_tasks else "" if any(touched) else "scenarios",
        rpa=option.rpa,
        rpo=None,
    )


def _more(option: RecoveryOption, today: RecoveryOption | None) -> Decimal | None:
    """What the option costs more a year; None where one of the two has no cost."""
    if option.yearly_cost is None or (today is not None and today.yearly_cost is None):
        return None
    return option.yearly_cost - (Decimal(0) if today is None else today.yearly_cost or Decimal(0))
