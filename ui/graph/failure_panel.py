"""The table twin of a loss: what stops, when, because of what, what keeps running, how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.durations import format_duration, format_elapsed
from bcm_tool.model.model import Model, key_order
from ui.graph.commands import counted, save_scenario
from ui.graph.rows_model import ELEMENT, Row, RowsModel
from ui.graph.whatif import WhatIf
from ui.session import Session
from ui.tips import plain_tip

if TYPE_CHECKING:
    from bcm_tool.analysis.results import FailureResult

TITLES = ("What happens", "Element", "Kind", "From", "Until", "Outage", "RTO", "Because of")
_LATE = 1 << 60


class FailurePanel(QWidget):
    """Scenario, recovery or none, and the table; ``chosen(ids)`` when rows are selected."""

    chosen = Signal(object)

    def __init__(self, session: Session, whatif: WhatIf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._whatif = session, whatif
        self.scenario = QComboBox()
        self.scenario.setAccessibleName("Scenario")
        self.scenario.setMinimumContentsLength(18)
        self.recovery = QComboBox()
        self.recovery.setAccessibleName("Recovery")
        self.recovery.addItem("Recovery as planned", True)
        self.recovery.addItem("If nothing is repaired", False)
        self.keep = QPushButton("Save as scenario")
        self.clear = QPushButton("Clear")
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.rows = RowsModel(TITLES, self)
        self.table = QTableView()
        self._build()
        self.scenario.activated.connect(self._scenario_picked)
        self.recovery.activated.connect(
            lambda: whatif.set_recovering(bool(self.recovery.currentData()))
        )
        self.keep.clicked.connect(self._save)
        self.clear.clicked.connect(lambda: whatif.set_lost(()))
        whatif.lostChanged.connect(self._lost_changed)
        whatif.resultChanged.connect(self.refresh)
        self.table.selectionModel().selectionChanged.connect(self._rows_selected)
        self.reload()

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 0)
        label = QLabel("&Scenario:")
        label.setBuddy(self.scenario)
        for widget in (label, self.scenario, self.recovery, self.keep, self.clear):
            bar.addWidget(widget)
        bar.addStretch(1)
        self.summary.setContentsMargins(8, 0, 8, 2)
        self.table.setModel(self.rows)
        self.table.setAccessibleName("What the loss does")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setSortingEnabled(True)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        for number, width in enumerate((130, 200, 104, 64, 126, 108, 60)):
            header.resizeSection(number, width)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)

    # --- content ----------------------------------------------------------------------------

    def reload(self) -> None:
        """Scenarios of the document."""
        chosen = self.scenario.currentData()
        self.scenario.clear()
        self.scenario.addItem("Marked by hand", "")
        scenarios = sorted(
            self._session.model.scenarios.values(), key=lambda item: key_order(item.key)
        )
        for item in scenarios:
            self.scenario.addItem(f"{item.key}  {item.name}", item.id)
        self.scenario.setCurrentIndex(max(0, self.scenario.findData(chosen)))
        self.refresh()

    def refresh(self) -> None:
        """Show the result that there is."""
        result = self._whatif.result
        self.rows.set_rows(failure_rows(result) if result is not None else [])
        self.summary.setText(self._summary(result))
        self.summary.setToolTip(plain_tip(self.summary.text()))
        marked = bool(self._whatif.lost)
        self.keep.setEnabled(marked and self._session.can_edit)
        self.clear.setEnabled(marked)

    def _summary(self, result: FailureResult | None) -> str:
        if result is None:
            return "Select elements and press L, or choose a scenario, to see what stops."
        stopped = sum(not outage.lost for outage in result.outages.values())
        parts = [
            f"{len(result.lost)} lost",
            counted(stopped, "element stops", "elements stop"),
            f"{len(result.tolerating)} on tolerance",
            f"{len(result.degraded)} degraded",
        ]
        return " · ".join(parts)

    def _lost_changed(self) -> None:
        model = self._session.model
        scenario = model.scenarios.get(str(self.scenario.currentData() or ""))
        if scenario is None or set(model.lost_elements(scenario)) != set(self._whatif.lost):
            self.scenario.setCurrentIndex(0)
        self.refresh()

    def _scenario_picked(self) -> None:
        scenario = self._session.model.scenarios.get(str(self.scenario.currentData() or ""))
        if scenario is not None:
            self._whatif.set_lost(self._session.model.lost_elements(scenario))
        else:
            self._whatif.set_lost(())

    def _save(self) -> None:
        fresh = save_scenario(self._session, self._whatif.lost)
        if fresh is not None:
            self.reload()
            self.scenario.setCurrentIndex(self.scenario.findData(fresh))

    # --- selection --------------------------------------------------------------------------

    def _rows_selected(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.chosen.emit(tuple(str(index.data(ELEMENT)) for index in rows))

    def show_selection(self, ids: tuple[str, ...]) -> None:
        """Select the rows of elements without telling anybody."""
        selection = self.table.selectionModel()
        wanted = set(ids)
        selection.blockSignals(True)
        selection.clearSelection()
        how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row, item in enumerate(self.rows.rows):
            if item.element in wanted:
                selection.select(self.rows.index(row, 0), how)
        selection.blockSignals(False)
        self.table.viewport().update()


def failure_rows(result: FailureResult) -> list[Row]:
    """A row for everything that a loss touches: first what is lost, then in order of time."""
    model = result.model
    rows = []
    for element, outage in result.outages.items():
        word = "Lost" if outage.lost else "Switches over" if outage.takeover else "Stops"
        tone = "warning" if outage.takeover and not outage.lost else "error"
        until = format_elapsed(outage.up) if outage.up is not None else "never back"
        if not result.recovering and outage.up is None:
            until = "not repaired"
        because = "" if outage.because is None else _named(model, outage.because)
        length = "" if outage.length is None else format_duration(outage.length)
        rank = 0 if outage.lost else 1
        rows.append(
            _row(model, element, word, tone, rank, outage.down, outage.up, until, length, because)
        )
    for element, minute in result.tolerating.items():
        until = format_elapsed(minute)
        rows.append(
            _row(model, element, "Runs on tolerance", "warning", 2, 0, minute, until, "", "")
        )
    for element in result.degraded:
        if element not in result.tolerating:
            rows.append(_row(model, element, "Degraded", "note", 3, 0, None, "", "", ""))
    rows.sort(key=lambda row: (row.order[0], row.order[3], row.order[1]))
    return rows


def _row(
    model: Model,
    element: str,
    word: str,
    tone: str,
    rank: int,
    down: int,
    up: int | None,
    until: str,
    length: str,
    because: str,
) -> Row:
    item = model.elements[element]
    kind = model.kinds.get(item.kind or "")
    start = format_elapsed(down) if rank < 2 else ""
    named, kind_name = _named(model, element), kind.name if kind else ""
    late = _LATE if up is None else up
    return Row(
        element,
        (word, named, kind_name, start, until, length, format_duration(item.rto), because),
        (
            rank,
            key_order(item.key),
            kind_name,
            down,
            late,
            late - down,
            _LATE if item.rto is None else item.rto,
            because,
        ),
        tone,
    )


def _named(model: Model, element: str) -> str:
    item = model.elements[element]
    return f"{item.key}  {item.name}"
