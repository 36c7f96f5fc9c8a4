"""Which columns of a table come first where there is little room."""

from __future__ import annotations

from collections.abc import Mapping

from ui.widgets.result_table import ResultTable


def bring_forward(table: ResultTable, widths: Mapping[str, int], last: str) -> None:
    """Put these columns first, in their order and at least so wide.

    Names and what is done give way to those up to ``last``, which are seen without scrolling
    where they have room.
    """
    keys = [column.name for column in table.results.columns]
    header = table.horizontalHeader()
    for place, key in enumerate(widths):
        header.moveSection(header.visualIndex(keys.index(key)), place)
    order = list(widths)
    cut = {key: widths[key] for key in ("name", "what") if key in widths}
    table.fit_whole(cut, widths, order[: order.index(last) + 1])
