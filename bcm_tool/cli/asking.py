"""Commands that ask a document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcm_tool.cli.common import analysed, opened
from bcm_tool.cli.options import (
    DocumentFile,
    FirstGoal,
    Objective,
    OverTheWeek,
    ScenarioKey,
    Together,
)
from bcm_tool.errors import BcmError

if TYPE_CHECKING:
    from bcm_tool.analysis.recovery import Limits


def analyze(
    file: DocumentFile,
    scenario: ScenarioKey = None,
    json: Annotated[
        str | None, typer.Option("--json", metavar="OUT.json", help="A file, or - for stdout.")
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option("--time-limit", min=0.1, metavar="S", help="Seconds for the sequence."),
    ] = None,
    week: OverTheWeek = False,
    together: Together = 3,
    objective: FirstGoal = Objective.harm,
) -> None:
    """Analyse a document: impact, objectives, structure, risk, findings, recovery."""
    target = None if json in (None, "-") else _other_file(Path(str(json)), file)
    with opened(file) as document:
        model = document.model
        results = analysed(
            model,
            scenario,
            _limits(time_limit),
            week=week,
            together=together,
            objective=objective,
        )
    if json is None:
        from bcm_tool.export.console_report import print_results

        print_results(model, results)
        return
    from bcm_tool.export.analysis_json import analysis_json

    data = analysis_json(model, results).encode()
    if target is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        _write(target, data)
        typer.echo(f"Wrote {target}.")


def check(file: DocumentFile) -> None:
    """List the findings; exit 1 when there are errors."""
    from bcm_tool.export.console import print_table
    from bcm_tool.export.tables.findings import findings_table

    with opened(file) as document:
        model = document.model
    results = analysed(model, None, None)
    print_table(findings_table(model, results.findings), empty="Nothing was found.")
    counts = [finding.severity for finding in results.findings.findings]
    parts = (_count(counts.count(each), each) for each in ("error", "warning", "note"))
    typer.echo(", ".join(parts) + ".")
    if "error" in counts:
        raise typer.Exit(1)


def _limits(seconds: float | None) -> Limits | None:
    """Deterministic limits by default; with a time limit the clock decides, not the effort."""
    if seconds is None:
        return None
    from bcm_tool.analysis.recovery import Limits

    return Limits.until(seconds)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _other_file(path: Path, document: Path) -> Path:
    if path.exists() and document.exists() and path.samefile(document):
        raise BcmError(f"“{path}” is the document itself; write the JSON to another file.")
    return path


def _write(path: Path, data: bytes) -> None:
    from bcm_tool.replacing import replaced

    with replaced(path) as temporary:
        temporary.write_bytes(data)
