"""Findings: everything worth a person's attention, drawn from all analyses (ENGINE 10).

One module per topic; each yields findings from the same :class:`Facts` and knows no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bcm_tool.analysis.findings.achievable import achievable_findings
from bcm_tool.analysis.findings.care import care_findings
from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.hours import hours_findings
from bcm_tool.analysis.findings.never_back import never_back_findings
from bcm_tool.analysis.findings.objectives import objective_findings
from bcm_tool.analysis.findings.promises import promise_findings
from bcm_tool.analysis.findings.rates import rate_findings
from bcm_tool.analysis.findings.risks import risk_findings
from bcm_tool.analysis.findings.shape import shape_findings
from bcm_tool.analysis.findings.staff import staff_findings
from bcm_tool.analysis.findings.starts import start_findings
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
from bcm_tool.progress import Progress, no_progress

_SEVERITIES = ("error", "warning", "note")
_INCOMPLETE = frozenset(
    (
        "half-a-rate",
        "no-frequency",
        "no-mbco",
        "no-objective",
        "no-owner",
        "no-rpa",
        "risk-without-care",
        "start-unknown",
        "task-without-team",
        "team-without-people",
        "uncovered-delivery",
    )
)
"""Kinds that ask for an entry to be completed: below what can stop or delay a service."""
BREATH = 32
"""Findings between two reports of progress."""


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
    progress: Progress = no_progress,
) -> FindingsResult:
    """Findings by severity, kind and the key of the element they are about.

    Kinds that ask for a missing entry come after the others of their severity; of the single
    points the one that stops most services is first.

    Parameters
    ----------
    recovery
        The sequence from which ``objectives`` was made, if there was one: adds what is late or
        never back in its scenario.
    as_of
        The day from which agreements count as ended or ending; without it none does, so that
        the same document gives the same findings every day.
    progress
        Called with findings made or put in order, of all made; raises ``Cancelled`` to stop.
    """
    facts = Facts(model, impact, objectives, structure, risk, recovery, as_of, network)
    found = list(_counted(_all(facts), progress))
    orders = [_order(model, finding) for finding in _counted(found, progress, len(found))]
    ranks = sorted(range(len(found)), key=orders.__getitem__)
    return FindingsResult(model, tuple(found[rank] for rank in ranks), as_of)


def _counted(findings: Iterable[Finding], progress: Progress, total: int = 0) -> Iterator[Finding]:
    """The same findings; progress is reported after every few."""
    for number, finding in enumerate(findings):
        if number % BREATH == 0:
            progress(number, total)
        yield finding


def _all(facts: Facts) -> Iterator[Finding]:
    yield from objective_findings(facts)
    yield from achievable_findings(facts)
    yield from never_back_findings(facts)
    yield from promise_findings(facts)
    yield from shape_findings(facts)
    yield from task_cycle_findings(facts)
    yield from staff_findings(facts)
    yield from hours_findings(facts)
    yield from start_findings(facts)
    yield from rate_findings(facts)
    yield from risk_findings(facts)
    yield from care_findings(facts)


def _order(
    model: Model, finding: Finding
) -> tuple[int, bool, str, int, tuple[tuple[str, str], ...], str]:
    ranked = finding.kind == "single-point"
    about = finding.elements[:1] if ranked else finding.elements
    return (
        _SEVERITIES.index(finding.severity),
        finding.kind in _INCOMPLETE,
        finding.kind,
        -len(finding.elements) if ranked else 0,
        tuple(key_order(model.elements[element].key) for element in about),
        finding.text,
    )
