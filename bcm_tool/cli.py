"""The command line: everything the core does, without a window.

Exit codes: 0 done; 1 `check` found errors; 2 bad input, with a sentence on stderr and nothing
changed. Heavy libraries are imported by the command that needs them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcm_tool import __version__
from bcm_tool.errors import BcmError, InputError

if TYPE_CHECKING:
    from bcm_tool.analysis.objective_order import ObjectiveOrder
    from bcm_tool.analysis.recovery import Limits
    from bcm_tool.analysis.run import AllResults
    from bcm_tool.document import Document
    from bcm_tool.exchange.planned import ImportPlan
    from bcm_tool.export.pdf.info import PlanInfo
    from bcm_tool.model.model import Model

_MOST_LISTED = 20


class SourceFormat(StrEnum):
    """What ``import`` reads."""

    workbook = "workbook"
    csv = "csv"
    archimate = "archimate"


class Paper(StrEnum):
    """What ``export --pdf`` prints on."""

    A4 = "A4"
    Letter = "Letter"


class Objective(StrEnum):
    """What ``--objective`` puts first."""

    harm = "harm"
    loss = "loss"
    rto = "rto"
    makespan = "makespan"

    @property
    def order(self) -> ObjectiveOrder:
        """The order of goals."""
        orders: dict[Objective, ObjectiveOrder] = {
            Objective.harm: "harm first",
            Objective.loss: "loss first",
            Objective.rto: "RTO minutes first",
            Objective.makespan: "makespan first",
        }
        return orders[self]


app = typer.Typer(
    name="bcm-tool",
    help="Business continuity: one model, one engine, every number explained.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
DocumentFile = Annotated[Path, typer.Argument(metavar="FILE.bcm", help="A document.")]
ScenarioKey = Annotated[str | None, typer.Option("--scenario", help="Key of a scenario.")]
Together = Annotated[
    int,
    typer.Option("--together", min=0, metavar="N", help="Cut sets of up to N members; 0: any."),
]
OverTheWeek = Annotated[
    bool, typer.Option("--week", help="The scenario at every hour of the week too: some seconds.")
]

FirstGoal = Annotated[
    Objective,
    typer.Option("--objective", help="What the sequence keeps low first; harm: time past MTPD."),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bcm-tool {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Business continuity: one model, one engine, every number explained."""


# --- making documents -----------------------------------------------------------------------------


@app.command()
def sample(out: Annotated[Path, typer.Argument(metavar="OUT.bcm", help="A new file.")]) -> None:
    """Write the sample organisation as a new document."""
    from bcm_tool.document import Document
    from bcm_tool.sample import sample_model

    Document.create(_target(out, ".bcm"), sample_model()).close()
    typer.echo(f"Wrote {out}.")


@app.command()
def template(out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="A workbook.")]) -> None:
    """Write an empty workbook to fill in, with lists, notes and an example per sheet."""
    from bcm_tool.exchange.template import write_template

    write_template(_target(out, ".xlsx"))
    typer.echo(f"Wrote {out}.")


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Workbook, CSV or ArchiMate.")],
    into: Annotated[Path, typer.Option("--into", help="The document; made when missing.")],
    format: Annotated[
        SourceFormat | None, typer.Option("--format", help="Told by the ending when left out.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")
    ] = False,
) -> None:
    """Import a workbook, CSV or an ArchiMate model: as one undoable command, or not at all."""
    from bcm_tool.document import Document

    if not into.exists():
        plan = _planned(None, source, format)
        if not dry_run:
            assert plan.model is not None
            Document.create(_target(into, ".bcm"), plan.model).close()
    else:
        with _opened(into) as document:
            plan = _planned(document.model, source, format)
            if not dry_run:
                model = plan.model
                assert model is not None
                document.edit(f"Import {source.name}", lambda _: model)
    _print_plan(plan, into, dry_run)


def _planned(model: Model | None, source: Path, format: SourceFormat | None) -> ImportPlan:
    from bcm_tool.exchange.child import import_file
    from bcm_tool.export.console import progress_bars

    with progress_bars() as bars:
        progress = bars("Reading and checking")
        plan = import_file(
            model, source, format=format.value if format else None, progress=progress
        )
    if plan.problems:
        raise InputError(plan.problems)
    return plan


def _print_plan(plan: ImportPlan, into: Path, dry_run: bool) -> None:
    for note in plan.notes[:_MOST_LISTED]:
        typer.echo(f"Note: {note}")
    if len(plan.notes) > _MOST_LISTED:
        typer.echo(f"Note: {len(plan.notes) - _MOST_LISTED} more were left out.")
    counts = (
        f"{len(plan.added)} added, {len(plan.changed)} changed, "
        f"{len(plan.unchanged)} unchanged, {len(plan.kept)} kept"
    )
    typer.echo(f"{'Nothing was written; would import' if dry_run else 'Imported'}: {counts}.")
    if not dry_run:
        typer.echo(f"Wrote {into}.")


# --- asking a document ----------------------------------------------------------------------------


@app.command()
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
    with _opened(file) as document:
        model = document.model
        results = _results(
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


@app.command()
def check(file: DocumentFile) -> None:
    """List the findings; exit 1 when there are errors."""
    from bcm_tool.export.console import print_table
    from bcm_tool.export.tables.findings import findings_table

    with _opened(file) as document:
        model = document.model
    results = _results(model, None, None)
    print_table(findings_table(model, results.findings), empty="Nothing was found.")
    counts = [finding.severity for finding in results.findings.findings]
    parts = (_count(counts.count(each), each) for each in ("error", "warning", "note"))
    typer.echo(", ".join(parts) + ".")
    if "error" in counts:
        raise typer.Exit(1)


@app.command()
def export(
    file: DocumentFile,
    scenario: ScenarioKey = None,
    excel: Annotated[
        Path | None, typer.Option("--excel", metavar="OUT.xlsx", help="The workbook.")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="OUT.pdf", help="The plan to print.")
    ] = None,
    paper: Annotated[Paper, typer.Option("--paper", help="Size of the printed pages.")] = Paper.A4,
    week: OverTheWeek = False,
    objective: FirstGoal = Objective.harm,
) -> None:
    """Write the workbook and the recovery plan (a report when no scenario is named)."""
    if excel is None and pdf is None:
        raise BcmError("Say what to write: --excel OUT.xlsx, --pdf OUT.pdf, or both.")
    workbook = None if excel is None else _target(excel, ".xlsx")
    plan = None if pdf is None else _target(pdf, ".pdf")
    with _opened(file) as document:
        model, info = document.model, _plan_info(document)
    results = _results(model, scenario, None, week=week, objective=objective)
    if workbook is not None:
        _write_workbook(workbook, model, results, paper)
    if plan is not None:
        _write_plan(plan, model, results, info, paper)
        if scenario is None and model.scenarios:
            keys = ", ".join(sorted(item.key for item in model.scenarios.values()))
            typer.echo(f"No scenario was named, so the PDF has no sequence; there are: {keys}.")


def _write_workbook(target: Path, model: Model, results: AllResults, paper: Paper) -> None:
    from bcm_tool.export.console import progress_bars
    from bcm_tool.export.workbook import write_workbook

    with progress_bars() as bars:
        write_workbook(target, model, results, paper=paper.value, progress=bars("Workbook"))
    typer.echo(f"Wrote {target}.")


def _write_plan(
    target: Path, model: Model, results: AllResults, info: PlanInfo, paper: Paper
) -> None:
    from bcm_tool.export.console import progress_bars
    from bcm_tool.export.pdf.plan import write_plan

    with progress_bars() as bars:
        notices = write_plan(
            target, model, results, info, paper=paper.value, progress=bars("Pages")
        )
    typer.echo(f"Wrote {target}.")
    for notice in notices:
        typer.echo(f"Note: {notice}")


def _plan_info(document: Document) -> PlanInfo:
    from bcm_tool.export.pdf.info import PlanInfo

    named = document.versions()
    return PlanInfo(
        printed_on=date.today(),
        version=named[0].name if named else "",
        digest=document.fingerprint,
        software=f"bcm-tool {__version__}",
    )


# --- what several commands need -------------------------------------------------------------------


@contextmanager
def _opened(path: Path) -> Iterator[Document]:
    from bcm_tool.document import Document

    document = Document.open(path)
    try:
        yield document
    finally:
        document.close()


def _results(
    model: Model,
    scenario: str | None,
    limits: Limits | None,
    *,
    week: bool = False,
    together: int = 3,
    objective: Objective = Objective.harm,
) -> AllResults:
    from bcm_tool.analysis.run import analyze_all
    from bcm_tool.export.console import progress_bars

    chosen = None if scenario is None else _scenario(model, scenario)
    if week and chosen is None:
        raise BcmError("--week looks at a scenario: name one with --scenario.")
    with progress_bars() as bars:
        return analyze_all(
            model,
            chosen,
            limits,
            bars,
            as_of=date.today(),
            week=week,
            together=together or None,
            objective_order=objective.order,
        )


def _scenario(model: Model, key: str) -> str:
    """Id of the scenario with this key, whatever its case."""
    found = model.ids_by_key["scenarios"].get(key.strip().casefold())
    if found is None:
        keys = sorted(item.key for item in model.scenarios.values())
        there = f"there are: {', '.join(keys)}" if keys else "the document has none"
        raise BcmError(f"There is no scenario “{key}”; {there}.")
    return found


def _limits(seconds: float | None) -> Limits | None:
    """Deterministic limits by default; with a time limit the clock decides, not the effort."""
    if seconds is None:
        return None
    from bcm_tool.analysis.recovery import Limits

    return Limits.until(seconds)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _target(path: Path, suffix: str) -> Path:
    """A path to write to; its ending protects everything else from being overwritten."""
    if path.suffix.lower() != suffix:
        raise BcmError(f"“{path}” must end with {suffix}.")
    return path


def _other_file(path: Path, document: Path) -> Path:
    if path.exists() and document.exists() and path.samefile(document):
        raise BcmError(f"“{path}” is the document itself; write the JSON to another file.")
    return path


def _write(path: Path, data: bytes) -> None:
    from bcm_tool.replacing import replaced

    with replaced(path) as temporary:
        temporary.write_bytes(data)


def main() -> None:
    """Run the command line; the entry point of ``bcm-tool``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a letter gets a stand-in
            stream.reconfigure(errors="replace")
    try:
        app(prog_name="bcm-tool")
    except BcmError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
