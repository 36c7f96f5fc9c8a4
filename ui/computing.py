"""What worker threads compute: every analysis of a model, and the sequence of a scenario."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING

from bcm_tool.analysis.objective_order import ObjectiveOrder
from bcm_tool.model.model import Model
from ui.tasks import Work

if TYPE_CHECKING:
    from bcm_tool.analysis.live import Live
    from bcm_tool.analysis.recovery import Limits
    from bcm_tool.analysis.results import ImpactResult, RecoveryResult


def compute_all(
    model: Model,
    recovery: RecoveryResult | None,
    work: Work,
    as_of: date,
    before: Live | None = None,
) -> None:
    """Every analysis but recovery, in a worker thread; each is published when it is ready.

    ``as_of`` is the day by which reviews and agreements are judged; ``before`` are impact,
    objectives and single points of this model, which are published already, or of an earlier one.
    """
    from bcm_tool.analysis.findings import analyze_findings
    from bcm_tool.analysis.live import begin, follow
    from bcm_tool.analysis.objectives import analyze_objectives
    from bcm_tool.analysis.recovery.kernel.compiled import prepare
    from bcm_tool.analysis.risk import analyze_risk
    from bcm_tool.analysis.structure import analyze_structure

    known = before is not None and before.model is model
    if before is None:
        live = begin(model, work.progress)
    else:
        live = before if known else follow(before, model, work.progress)
    impact, objectives = live.impact, live.objectives
    if not known:
        work.publish("live", live)
        work.publish("impact", impact)
        work.publish("points", live.points)
    if recovery is None:
        work.publish("objectives", objectives)
    work.progress(0, 0)
    risk = analyze_risk(model, as_of)
    work.publish("risk", risk)
    work.progress(0, 0)
    structure = analyze_structure(
        model, progress=work.progress, network=live.network, breath=work.breathe
    )
    work.publish("structure", structure)
    if recovery is not None:
        objectives = analyze_objectives(model, impact, recovery, progress=work.progress)
        work.publish("objectives", objectives)
        work.progress(0, 0)
    found = analyze_findings(
        model,
        impact,
        objectives,
        structure,
        risk,
        recovery,
        as_of=as_of,
        network=live.network,
        progress=work.progress,
    )
    work.publish("findings", found)
    if model.scenarios:
        prepare()


def compute_recovery(
    model: Model,
    scenario: str,
    impact: ImpactResult | None,
    limits: Limits | None,
    objective_order: ObjectiveOrder,
    work: Work,
    stop: threading.Event,
) -> RecoveryResult:
    """A recovery sequence, in a worker thread; better ones are published on the way.

    ``impact`` is that of the model where it is known.
    """
    from bcm_tool.analysis.impact import analyze_impact
    from bcm_tool.analysis.recovery import Limits, analyze_recovery

    return analyze_recovery(
        model,
        scenario,
        impact or analyze_impact(model),
        limits=limits or Limits(),
        objective_order=objective_order,
        progress=work.report,
        on_better=lambda result: work.publish("recovery", result),
        stop=stop.is_set,
    )
