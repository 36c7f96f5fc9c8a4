"""Which columns of a table come first where there is little room."""

from __future__ import annotations

from collections.abc import Mapping

from ui.widgets.result_table import ResultTable


def bring_forward(table: ResultTable, widths: Mapping[str, int]) -> None:
    """Put these columns first, in their order and at least so wide; names give way to them."""
    keys = [column.name for column in table.results.columns]
    header = table.horizontalHeader()
    for place, key in enumerate(widths):
        header.moveSection(header.visualIndex(keys.index(key)), place)
    table.fit_whole({"name": widths["name"]}, widths)
