"""A native Gantt chart beneath the sequence: stacked bars over hours, first task on top."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bcm_tool.exchange.sheet_cells import NUMBER, TEXT, SheetCells
from bcm_tool.exchange.write_workbook import put_text, sheet_text
from bcm_tool.export.excel_cells import FONT, HEADER_FILL, HEADER_FONT, header_alignment
from bcm_tool.export.table import Table

_HELPERS = ("Chart: task", "Chart: start, h", "Chart: other, h", "Chart: critical, h")
_ROW_CM = 0.53
_GREY = Font(name=FONT, size=11, color="777777")


def add_gantt(sheet: Worksheet, table: Table) -> None:
    """Add the chart of a sequence table already written to ``sheet``, and the columns it reads.

    The columns stay visible, because Excel leaves hidden cells out of a chart; a filter on the
    table therefore filters the chart too.
    """
    if not table.rows:
        return
    first = len(table.columns) + 2
    last_row = len(table.rows) + 1
    _write_helpers(sheet, table, first)
    chart = _chart()
    names = Reference(sheet, min_col=first, min_row=2, max_row=last_row)
    for offset, (fill, title) in enumerate(
        ((None, "start"), ("9DB2C7", "task"), ("1F2F40", "critical")), 1
    ):
        values = Reference(sheet, min_col=first + offset, min_row=2, max_row=last_row)
        series = Series(values, title=title)
        series.graphicalProperties = _bar(fill)
        chart.series.append(series)
    chart.set_categories(names)
    chart.width, chart.height = 34, max(8.0, 2.5 + 0.62 * len(table.rows))
    top = last_row + len(table.notes) + 4
    sheet.add_chart(chart, f"A{top}")
    bottom = top + round(chart.height / _ROW_CM) + 1
    sheet.print_area = f"A1:{get_column_letter(len(table.columns))}{bottom}"


def _write_helpers(sheet: Worksheet, table: Table, first: int) -> None:
    place = {column.key: index for index, column in enumerate(table.columns)}
    for offset, title in enumerate(_HELPERS):
        cell = sheet.cell(1, first + offset)
        put_text(cell, title)
        cell.font, cell.fill, cell.alignment = HEADER_FONT, HEADER_FILL, header_alignment()
        sheet.column_dimensions[get_column_letter(first + offset)].width = 24 if not offset else 12
    cells = SheetCells(sheet)
    for number, row in enumerate(table.rows, 2):
        start, finish = (row.cells[place[key]].value for key in ("start", "finish"))
        assert isinstance(start, int)
        assert isinstance(finish, int)
        critical = bool(row.cells[place["critical"]].value)
        key, name = (str(row.cells[place[part]].value or "") for part in ("key", "name"))
        cells.put(number, first, sheet_text(f"{key} {name}"[:60]), TEXT, "General")
        hours = (finish - start) / 60
        for offset, value in enumerate(
            (start / 60, 0 if critical else hours, hours if critical else 0), 1
        ):
            cells.put(number, first + offset, round(value, 4), NUMBER, "0.00", _grey)


def _grey(cell: Any) -> None:
    cell.font = _GREY


def _chart() -> BarChart:
    chart = BarChart()
    chart.type, chart.grouping = "bar", "stacked"
    chart.overlap, chart.gapWidth = 100, 40
    chart.title = "Recovery sequence, hours after the event (critical tasks dark)"
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.title = "Hours after the event"
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "0"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(
        ln=LineProperties(solidFill="D9D9D9", w=6350)
    )
    chart.legend = None
    return chart


def _bar(fill: str | None) -> GraphicalProperties:
    if fill is None:
        properties = GraphicalProperties(noFill=True)
        properties.line.noFill = True
        return properties
    properties = GraphicalProperties(solidFill=fill)
    properties.line.solidFill = "1F2F40"
    return properties
