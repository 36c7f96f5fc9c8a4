"""Tables in a terminal: the same definitions as on screen and on paper."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from bcm_tool.export.table import Table, Tone, cell_text
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

_WIDE = 160
"""Columns where there is no terminal to ask: enough that a file or a pipe gets whole lines."""

_STYLES: dict[Tone, str] = {
    "good": "green",
    "warning": "yellow",
    "bad": "bold red",
    "heat4": "yellow",
    "heat5": "bold red",
}


def console(stream: Literal["out", "err"] = "out") -> Console:
    """A console that takes every text as it is, never as markup."""
    from rich.console import Console

    file = sys.stdout if stream == "out" else sys.stderr
    width = None if file.isatty() else _WIDE
    return Console(file=file, width=width, markup=False, highlight=False, emoji=False)


def print_table(table: Table, columns: Sequence[str] = (), empty: str = "Nothing.") -> None:
    """Print a table (or some of its columns) with its title and notes."""
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    target = console()
    target.print(Text(f"\n{table.title}", style="bold"))
    if not table.rows:
        target.print(Text(empty))
        return
    places = [table.index(key) for key in columns] or list(range(len(table.columns)))
    shown = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for place in places:
        column = table.columns[place]
        shown.add_column(Text(column.title), justify=column.align, overflow="fold")
    for row in table.rows:
        shown.add_row(
            *(
                Text(
                    cell_text(table.columns[place], row.cells[place]),
                    style=_STYLES.get(row.cells[place].tone, ""),
                )
                for place in places
            )
        )
    target.print(shown)
    for note in table.notes:
        target.print(Text(note, style="dim"))


@contextmanager
def progress_bars() -> Iterator[Callable[[str], Progress]]:
    """Yield a function that starts a bar for a stage; silent where nobody watches a terminal."""
    if not sys.stderr.isatty():
        yield lambda stage: no_progress
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    parts = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Bars(*parts, console=console("err"), transient=True) as bars:

        def start(stage: str) -> Progress:
            bar = bars.add_task(stage, total=None)

            def report(done: int, total: int) -> None:
                bars.update(bar, completed=done, total=total or None)

            return report

        yield start
