"""All analyses of a model in one go, for the command line and for exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bcm_tool.analysis.objective_order import HARM_FIRST, ObjectiveOrder
from bcm_tool.analysis.results import (
    FindingsResult,
    ImpactResult,
    ObjectivesResult,
    RecoveryResult,
    RiskResult,
    StructureResult,
)
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from bcm_tool.analysis.concentration import ConcentrationResult
    from bcm_tool.analysis.cutsets.result import CutSetsResult
    from bcm_tool.analysis.money.result import MoneyResult
    from bcm_tool.analysis.options.result import OptionsResult
    from bcm_tool.analysis.order_result import OrderResult
    from bcm_tool.analysis.recovery import Limits
    from bcm_tool.analysis.simulation.result import SimulationResult
    from bcm_tool.analysis.week_result import WeekResult


MOST_NODES = 200_000
"""Of a decision diagram when every service is analysed: a fraction of a second each."""
MANY = 2_000_000
"""Services times elements from which only the first cut sets of each are listed."""


@dataclass(frozen=True, slots=True)
class AllResults:
    """Every result of one model.

    ``recovery`` is None without a scenario, ``simulation`` without a sequence to live through,
    ``money`` where no scenario has a frequency, ``options`` where no element has a choice of
    recovery options, ``week`` where nobody asked for it, ``order`` without a sequence or with
    one of more than :data:`MOST_MOVED` tasks.
    """

    impact: ImpactResult
    structure: StructureResult
    objectives: ObjectivesResult
    risk: RiskResult
    findings: FindingsResult
    recovery: RecoveryResult | None = None
    concentration: ConcentrationResult | None = None
    cut_sets: CutSetsResult | None = None
    money: MoneyResult | None = None
    options: OptionsResult | None = None
    simulation: SimulationResult | None = None
    week: WeekResult | None = None
    order: OrderResult | None = None


MOST_MOVED = 150
"""Tasks of a sequence up to which the moves of all of them are computed without being asked for:
the work grows with the square of their number."""


def _silent(stage: str) -> Progress:
    return no_progress


def analyze_all(
    model: Model,
    scenario: str | None = None,
    limits: Limits | None = None,
    progress: Callable[[str], Progress] = _silent,
    *,
    as_of: date | None = None,
    week: bool = False,
    together: int | None = 3,
    objective_order: ObjectiveOrder = HARM_FIRST,
) -> AllResults:
    """Every analysis of ``model``, and the sequence of ``scenario`` (an id) when given.

    ``progress(stage)`` is asked for the progress of each stage by its name, as shown to
    people. ``limits`` of the search are deterministic when None: same model, same result.
    ``as_of`` is the day from which reviews are overdue and agreements have ended; without it
    none is and none has. ``week`` asks for the scenario over the hours of a week too, which
    takes some seconds. ``together`` is the largest number of members of a cut set that is listed
    (None: any). ``objective_order`` tells which goal of the sequence counts first.

    Raises
    ------
    Cancelled
        From inside a stage's progress.
    """
    # networkx, numpy and OR-Tools come with these; who only wants the names does not wait.
    from bcm_tool.analysis.findings import analyze_findings
    from bcm_tool.analysis.impact import analyze_impact
    from bcm_tool.analysis.objectives import analyze_objectives
    from bcm_tool.analysis.risk import analyze_risk
    from bcm_tool.analysis.structure import analyze_structure

    impact = analyze_impact(model)
    risk = analyze_risk(model, as_of)
    structure = analyze_structure(model, progress=progress("Single points of failure"))
    recovery = None
    if scenario is not None:
        recovery = _sequence(
            model, scenario, impact, limits, objective_order, progress("Recovery sequence")
        )
    objectives = analyze_objectives(model, impact, recovery, progress=progress("Objectives"))
    findings = analyze_findings(model, impact, objectives, structure, risk, recovery, as_of=as_of)
    results = AllResults(impact, structure, objectives, risk, findings, recovery)
    if week and recovery is not None:
        results = replace(results, week=_week(recovery, impact, progress("Starts in the week")))
    return completed(results, progress, together=together)


def completed(
    results: AllResults,
    progress: Callable[[str], Progress] = _silent,
    *,
    together: int | None = 3,
) -> AllResults:
    """The results with what is still None of those that depend on nothing else in them."""
    model, impact = results.impact.model, results.impact
    concentration = results.concentration or _concentration(
        model, impact, progress("Concentration")
    )
    cut_sets = results.cut_sets or _cut_sets(model, together, progress("Cut sets"))
    money = results.money or _money(model, impact, progress("Risk in money"))
    options = results.options or _options(model, impact, progress("Recovery options"))
    simulation = results.simulation or _simulation(
        model, results.recovery, impact, progress("Simulated runs")
    )
    return replace(
        results,
        concentration=concentration,
        cut_sets=cut_sets,
        money=money,
        options=options,
        simulation=simulation,
        order=results.order or _order(results.recovery, impact, progress("Reasons of the order")),
    )


def _sequence(
    model: Model,
    scenario: str,
    impact: ImpactResult,
    limits: Limits | None,
    objective_order: ObjectiveOrder,
    progress: Progress,
) -> RecoveryResult:
    from bcm_tool.analysis.recovery import Limits, analyze_recovery

    return analyze_recovery(
        model,
        scenario,
        impact,
        limits=limits or Limits(),
        objective_order=objective_order,
        progress=progress,
    )


def _week(recovery: RecoveryResult, impact: ImpactResult, progress: Progress) -> WeekResult:
    from bcm_tool.analysis.week import analyze_week

    model, scenario = recovery.model, recovery.scenario
    return analyze_week(model, scenario, impact, recovery=recovery, progress=progress)


def _concentration(model: Model, impact: ImpactResult, progress: Progress) -> ConcentrationResult:
    from bcm_tool.analysis.concentration import analyze_concentration

    return analyze_concentration(model, impact, progress=progress)


def _cut_sets(model: Model, order: int | None, progress: Progress) -> CutSetsResult:
    from bcm_tool.analysis.cutsets import Sizes, analyze_cut_sets

    services = sum(model.is_service(element) for element in model.elements.values())
    if services * len(model.elements) < MANY:
        sizes = Sizes(nodes=MOST_NODES)
        return analyze_cut_sets(model, order=order, sizes=sizes, progress=progress)
    few = Sizes(nodes=MOST_NODES, listed=200)
    return analyze_cut_sets(model, order=order, importance=False, sizes=few, progress=progress)


def _simulation(
    model: Model, recovery: RecoveryResult | None, impact: ImpactResult, progress: Progress
) -> SimulationResult | None:
    if recovery is None or not recovery.tasks:
        return None
    from bcm_tool.analysis.simulation.simulate import simulate_recovery

    return simulate_recovery(model, recovery, impact, progress=progress)


def _order(
    recovery: RecoveryResult | None, impact: ImpactResult, progress: Progress
) -> OrderResult | None:
    if recovery is None or not 0 < len(recovery.tasks) <= MOST_MOVED:
        return None
    from bcm_tool.analysis.recovery.order import explain_order

    return explain_order(recovery, impact, progress=progress)


def _money(model: Model, impact: ImpactResult, progress: Progress) -> MoneyResult | None:
    if not any(item.frequency for item in model.scenarios.values()):
        return None
    from bcm_tool.analysis.money.analyze import analyze_money

    return analyze_money(model, impact, progress=progress)


def _options(model: Model, impact: ImpactResult, progress: Progress) -> OptionsResult | None:
    if not any(len(options) > 1 for options in model.options_of.values()):
        return None
    from bcm_tool.analysis.options.analyze import analyze_options

    return analyze_options(model, impact, progress=progress)
