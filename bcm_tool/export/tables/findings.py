"""What deserves attention, errors first."""

from __future__ import annotations

from bcm_tool.analysis.results import FindingsResult
from bcm_tool.export.table import Cell, Table, Tone, column, row, table
from bcm_tool.export.tables.words import keys
from bcm_tool.model.model import Model

TERMS = frozenset(("rto", "rpo", "rta", "rpa", "mtpd", "mbco", "wrt", "sla", "ola", "bia"))
SEVERITY_TONES: dict[str, Tone] = {"error": "bad", "warning": "warning", "note": "note"}


def findings_table(model: Model, findings: FindingsResult) -> Table:
    """Every finding with its elements; ``ref`` is its number in ``findings.findings``."""
    rows = (
        row(
            Cell(finding.severity, SEVERITY_TONES[finding.severity]),
            kind_title(finding.kind),
            keys(model, finding.elements),
            finding.text,
            ref=str(number),
            element=finding.elements[0] if finding.elements else "",
        )
        for number, finding in enumerate(findings.findings)
    )
    return table("findings", "Findings", _COLUMNS, rows)


def kind_title(kind: str) -> str:
    """A kind of finding as people read it: ``RTO gap`` for ``rto-gap``."""
    words = [word.upper() if word in TERMS else word for word in kind.split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


_COLUMNS = (
    column("severity", "Severity", width=11),
    column("kind", "Kind", width=24),
    column("elements", "Elements", width=24),
    column("text", "What and why", width=80),
)
