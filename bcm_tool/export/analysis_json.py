"""Everything the analyses say as JSON, for other programs.

Whole minutes, element keys instead of ids, null where something is unset. Keys stand in a
fixed order, so that two runs over one model give the same text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from bcm_tool.analysis.results import (
    ElementImpact,
    ElementObjectives,
    FindingsResult,
    RecoveryResult,
    RiskResult,
    ScheduledTask,
    ServiceOutcome,
    StructureResult,
)
from bcm_tool.analysis.run import AllResults
from bcm_tool.analysis.simulation.result import ServiceChances, SimulationResult
from bcm_tool.export.concentration_json import concentration_data
from bcm_tool.export.cutsets_json import cut_sets_data
from bcm_tool.export.money_json import money_data, number, options_data
from bcm_tool.export.tables.words import key_of
from bcm_tool.export.week_json import week_data
from bcm_tool.model.model import Model, key_order

Json = dict[str, Any]


def analysis_json(model: Model, results: AllResults) -> str:
    """The JSON text of ``bcm-tool analyze --json``, with a newline at its end."""
    return json.dumps(analysis_data(model, results), ensure_ascii=False, indent=2) + "\n"


def analysis_data(model: Model, results: AllResults) -> Json:
    """The same as plain dicts and lists."""
    impact, objectives = results.impact.elements, results.objectives.elements
    recovery = results.recovery
    return {
        "impact": {"elements": _by_key(model, impact, lambda item: _impact(model, item))},
        "objectives": {
            "elements": _by_key(model, objectives, lambda item: _objectives(model, item))
        },
        "structure": _structure(model, results.structure)
        | concentration_data(model, results.concentration)
        | cut_sets_data(model, results.cut_sets),
        "risk": {"risks": _risks(model, results.risk)},
        "recovery": (
            _recovery(model, recovery, results.simulation)
            | {"week": week_data(model, results.week) if results.week else None}
            if recovery
            else None
        ),
        "money": money_data(model, results.money) if results.money else None,
        "options": options_data(model, results.options, results.money) if results.options else None,
        "findings": _findings(model, results.findings),
    }


def _by_key(model: Model, found: Any, convert: Callable[[Any], Any]) -> Json:
    ordered = sorted((key_of(model, item), item) for item in found)
    ordered.sort(key=lambda pair: key_order(pair[0]))
    return {key: convert(found[item]) for key, item in ordered}


def _keys(model: Model, elements: Iterable[str]) -> list[str]:
    return [key_of(model, item) for item in elements]


def _impact(model: Model, item: ElementImpact) -> Json:
    category = model.categories.get(item.category or "")
    tier = model.tiers.get(item.tier or "")
    return {
        "mtpd": item.mtpd,
        "mtpd_derived": item.mtpd_derived,
        "category": category.name if category else None,
        "band": item.band,
        "proposed_rto": item.proposed_rto,
        "rto_source": item.rto_source or None,
        "tier": tier.name if tier else None,
    }


def _objectives(model: Model, item: ElementObjectives) -> Json:
    return {
        "rto": item.rto,
        "required_by": item.required_by,
        "forced_by": _keys(model, item.forced_by),
        "rta_bound": item.rta_bound,
        "rta": item.rta,
        "gap": item.gap,
        "rpo_required": item.rpo_required,
        "rpa": item.rpa,
    }


def _structure(model: Model, found: StructureResult) -> Json:
    points = {service: found.single_points.get(service, ()) for service in found.services}
    cfia = {component: found.cfia.get(component, {}) for component in found.components}
    return {
        "services": _keys(model, found.services),
        "single_points_of_failure": _by_key(model, points, lambda item: _keys(model, item)),
        "cfia": _by_key(model, cfia, lambda row: _by_key(model, row, str)),
        "cycles": [_keys(model, cycle) for cycle in found.cycles],
    }


def _risks(model: Model, found: RiskResult) -> Json:
    ordered = sorted(found.risks, key=lambda item: key_order(model.risks[item].key))
    return {
        model.risks[item].key: {
            "inherent": found.risks[item].inherent,
            "current": found.risks[item].current,
            "target": found.risks[item].target,
        }
        for item in ordered
    }


def _recovery(model: Model, found: RecoveryResult, simulation: SimulationResult | None) -> Json:
    goal = found.objective
    chances = simulation.services if simulation is not None else {}
    services = _by_key(
        model,
        {item: (outcome, chances.get(item)) for item, outcome in found.services.items()},
        lambda pair: _service(*pair),
    )
    return {
        "scenario": model.scenarios[found.scenario].key,
        "status": found.status,
        "reproducible": found.reproducible,
        "objective": found.objective_order,
        "makespan": goal.makespan,
        "past_mtpd": number(goal.past_mtpd),
        "loss": number(goal.loss),
        "past_rto": number(goal.past_rto),
        "bound": None if found.bound is None else number(found.bound),
        "gap": found.gap,
        "stage": found.stage or None,
        "tasks": [_task(model, task) for task in found.tasks],
        "later": _keys(model, found.later),
        "services": services,
    }


def _service(item: ServiceOutcome, chances: ServiceChances | None) -> Json:
    """``p_met`` and the quantiles are null for what never stops, and without a simulation."""
    known = chances if chances is not None and chances.p_down else None
    return {
        "down": item.down,
        "up": item.up,
        "rto": item.rto,
        "rta": item.rta,
        "met": item.met,
        "p_met": known.p_met if known else None,
        "p50": known.outage.p50 if known else None,
        "p80": known.outage.p80 if known else None,
        "p90": known.outage.p90 if known else None,
    }


def _task(model: Model, task: ScheduledTask) -> Json:
    teams = {model.teams[team].key: units for team, units in task.teams if team in model.teams}
    return {
        "key": task.key,
        "element": key_of(model, task.element),
        "start": task.start,
        "finish": task.finish,
        "float": task.slack,
        "cpm_float": task.cpm_slack,
        "teams": teams,
        "critical": task.critical,
    }


def _findings(model: Model, found: FindingsResult) -> list[Json]:
    return [
        {
            "severity": item.severity,
            "kind": item.kind,
            "elements": _keys(model, item.elements),
            "text": item.text,
        }
        for item in found.findings
    ]
