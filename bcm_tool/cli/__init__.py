"""The command line: everything the core does, without a window.

Exit codes: 0 done; 1 `check` found errors; 2 bad input, with a sentence on stderr and nothing
changed. Heavy libraries are imported by the command that needs them.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bcm_tool import __version__
from bcm_tool.cli.asking import analyze, check
from bcm_tool.cli.exporting import export
from bcm_tool.cli.making import import_, sample, template
from bcm_tool.errors import BcmError

app = typer.Typer(
    name="bcm-tool",
    help="Business continuity: one model, one engine, every number explained.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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


for _command in (sample, template, import_, analyze, check, export):
    app.command(_command.__name__.rstrip("_"))(_command)


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
