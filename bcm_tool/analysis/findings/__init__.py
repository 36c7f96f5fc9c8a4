"""Findings: everything worth a person's attention, drawn from all analyses (ENGINE 10).

One module per topic; each yields findings from the same :class:`Facts` and knows no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bcm_tool.analysis.findings.achievable import achievable_findings
from bcm_tool.analysis.findings.care import care_findings
from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.never_back import never_back_findings
from bcm_tool.analysis.findings.objectives import objective_findings
from bcm_tool.analysis.findings.promises import promise_findings
from bcm_tool.analysis.findings.risks import risk_findings
from bcm_tool.analysis.findings.shape import shape_findings
from bcm_tool.analysis.findings.staff import staff_findings
from bcm_tool.analysis.findings.task_cycles import task_cycle_findings
from bcm_tool.analysis.network import Network
from bcm_tool.analysis.results import (
    Finding,
    FindingsResult,
    ImpactResult,
    ObjectivesResult,
    RecoveryResult,
    RiskResult,
    StructureResult,
)
from bcm_tool.model.model import Model, key_order

_SEVERITIES = ("error", "warning", "note")


def analyze_findings(
    model: Model,
    impact: ImpactResult,
    objectives: ObjectivesResult,
    structure: StructureResult,
    risk: RiskResult,
    recovery: RecoveryResult | None = None,
    *,
    as_of: date | None = None,
    network: Network | None = None,
) -> FindingsResult:
    """Findings by severity, kind and the key of the element they are about.

    Parameters
    ----------
    recovery
        The sequence from which ``objectives`` was made, if there was one: adds what is late or
        never back in its scenario.
    as_of
        The day from which agreements count as ended or ending; without it none does, so that
        the same document gives the same findings every day.
    """
    facts = Facts(model, impact, objectives, structure, risk, recovery, as_of, network)
    found = sorted(_all(facts), key=lambda finding: _order(model, finding))
    return FindingsResult(model, tuple(found), as_of)


def _all(facts: Facts) -> Iterator[Finding]:
    yield from objective_findings(facts)
    yield from achievable_findings(facts)
    yield from never_back_findings(facts)
    yield from promise_findings(facts)
    yield from shape_findings(facts)
    yield from task_cycle_findings(facts)
    yield from staff_findings(facts)
    yield from risk_findings(facts)
    yield from care_findings(facts)


def _order(model: Model, finding: Finding) -> tuple[int, str, tuple[tuple[str, str], ...], str]:
    keys = tuple(key_order(model.elements[element].key) for element in finding.elements)
    return _SEVERITIES.index(finding.severity), finding.kind, keys, finding.text
