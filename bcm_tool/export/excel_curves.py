"""Native charts of the money sheets: the exceedance curve, and the efficient choices."""

from __future__ import annotations

from openpyxl.chart import Reference, ScatterChart, Series
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bcm_tool.export.table import Table
from bcm_tool.export.tables.options import TODAY

_CURVE, _ACCEPTED, _GRID = "1F5F8B", "A33A00", "D9D9D9"


def add_exceedance(sheet: Worksheet, table: Table) -> None:
    """The curve on two logarithmic axes beside its table, with the appetite where there is one."""
    # Neither a loss nor a probability of 0 has a place on these axes.
    shown = [n for n, row in enumerate(table.rows, 2) if all(cell.value for cell in row.cells[:2])]
    if not shown:
        return
    rows = (shown[0], shown[-1])
    chart = _chart("How likely a year loses more", table.columns[0].title, "Probability")
    chart.x_axis.scaling.logBase = chart.y_axis.scaling.logBase = 10
    chart.x_axis.number_format, chart.y_axis.number_format = "#,##0", "0.###%"
    columns = [column.key for column in table.columns]
    _line(chart, sheet, columns.index("probability") + 1, rows, _CURVE)
    if "accepted" in columns:
        place = columns.index("accepted") + 1
        _line(chart, sheet, place, rows, _ACCEPTED, dash="dash")
    else:
        chart.legend = None
    sheet.add_chart(chart, f"{get_column_letter(len(columns) + 2)}2")


def add_frontier(sheet: Worksheet, table: Table) -> None:
    """The choices as points beneath their table: yearly cost across, loss up."""
    last = len(table.rows) + 1
    apart = any(row.ref == TODAY for row in table.rows)
    if last < 2 + apart:
        return
    columns = [column.key for column in table.columns]
    cost, loss = columns.index("cost") + 1, columns.index("loss") + 1
    changes = columns.index("more")
    today = next(n for n, row in enumerate(table.rows, 2) if row.cells[changes].value is None)
    chart = _chart(table.title, "Yearly cost", "Yearly loss without waiting for teams or hours")
    for rows, title, symbol, fill in (
        ((2 + apart, last), "Efficient choices", "circle", _CURVE),
        ((today, today), "Today", "diamond", "1F2F40"),
    ):
        xs = Reference(sheet, min_col=cost, min_row=rows[0], max_row=rows[1])
        ys = Reference(sheet, min_col=loss, min_row=rows[0], max_row=rows[1])
        series = Series(ys, xs, title=title)
        series.marker = Marker(symbol=symbol, size=8)
        series.marker.graphicalProperties = GraphicalProperties(solidFill=fill)
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=fill, w=15875))
        chart.series.append(series)
    chart.x_axis.number_format = chart.y_axis.number_format = "#,##0"
    sheet.add_chart(chart, f"A{last + len(table.notes) + 4}")


def _line(
    chart: ScatterChart,
    sheet: Worksheet,
    column: int,
    rows: tuple[int, int],
    colour: str,
    dash: str | None = None,
) -> None:
    """A series over the losses of the first column, named by its header."""
    xs = Reference(sheet, min_col=1, min_row=rows[0], max_row=rows[1])
    ys = Reference(sheet, min_col=column, min_row=rows[0], max_row=rows[1])
    series = Series(ys, xs, title=str(sheet.cell(1, column).value))
    series.marker = Marker(symbol="none")
    line = LineProperties(solidFill=colour, w=22225)
    if dash:
        line.prstDash = dash
    series.graphicalProperties = GraphicalProperties(ln=line)
    series.smooth = False
    chart.series.append(series)


def _chart(title: str, across: str, up: str) -> ScatterChart:
    chart = ScatterChart()
    chart.title, chart.style, chart.scatterStyle = title, 2, "lineMarker"
    chart.x_axis.title, chart.y_axis.title = across, up
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblPos = chart.y_axis.tickLblPos = "low"
    grid = GraphicalProperties(ln=LineProperties(solidFill=_GRID, w=6350))
    chart.x_axis.majorGridlines.spPr = chart.y_axis.majorGridlines.spPr = grid
    chart.legend.position = "b"
    chart.width, chart.height = 22, 12
    return chart
