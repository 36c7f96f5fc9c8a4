"""Commands that make a document or fill it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcm_tool.cli.common import opened, target_path
from bcm_tool.cli.options import SourceFormat, choice
from bcm_tool.errors import InputError

if TYPE_CHECKING:
    from bcm_tool.exchange.planned import ImportPlan
    from bcm_tool.model.model import Model

_MOST_LISTED = 20


def sample(out: Annotated[Path, typer.Argument(metavar="OUT.bcm", help="A new file.")]) -> None:
    """Write the sample organisation as a new document."""
    from bcm_tool.document import Document
    from bcm_tool.sample import sample_model

    Document.create(target_path(out, ".bcm"), sample_model()).close()
    typer.echo(f"Wrote {out}.")


def template(out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="A workbook.")]) -> None:
    """Write an empty workbook to fill in, with lists, notes and an example per sheet."""
    from bcm_tool.exchange.template import write_template

    write_template(target_path(out, ".xlsx"))
    typer.echo(f"Wrote {out}.")


def import_(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Workbook, CSV or ArchiMate.")],
    into: Annotated[Path, typer.Option("--into", help="The document; made when missing.")],
    format: Annotated[
        SourceFormat | None, choice("--format", SourceFormat, "Told by the ending when left out.")
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
            Document.create(target_path(into, ".bcm"), plan.model).close()
    else:
        with opened(into) as document:
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
