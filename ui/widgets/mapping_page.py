"""Somebody's own sheets and columns to ours: a guess to correct, with their first rows in sight."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.exchange.contract import SHEET_BY_NAME, SHEETS
from bcm_tool.exchange.mapping import (
    UNITS,
    Inspected,
    InspectedSheet,
    MappedColumn,
    Mapping,
    SheetMapping,
    Unit,
)
from ui.widgets.labels import heading, plain_label

NOT_USED = "(not used)"
_TIMES = ("minutes", "band")
_UNIT_TEXTS: dict[Unit, str] = {
    "": "as written",
    "minutes": "minutes",
    "hours": "hours",
    "days": "days",
}


class MappingPage(QWidget):
    """Which sheet feeds which of ours, and which column which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inspected = Inspected("", ())
        self._uses: list[SheetMapping] = []
        self.note = plain_label(muted=True, wrap=True)
        self.uses = QListWidget()
        self.uses.setAccessibleName("Sheets that are imported")
        self.uses.setMinimumWidth(210)
        self.uses.currentRowChanged.connect(self._show)
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("Their sheet")
        self.target = QComboBox()
        self.target.setAccessibleName("Our sheet")
        self.target.addItems([sheet.name for sheet in SHEETS])
        self.sheet.activated.connect(lambda _: self._retarget())
        self.target.activated.connect(lambda _: self._retarget())
        self.columns = QTableWidget(0, 4)
        self.columns.setAccessibleName("Their columns and ours")
        self.columns.setHorizontalHeaderLabels(
            ["Their column", "First rows", "Our column", "Numbers are"]
        )
        self.columns.verticalHeader().hide()
        self.columns.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        for number, width in enumerate((150, 180, 140, 110)):
            self.columns.setColumnWidth(number, width)
        self.columns.horizontalHeader().setStretchLastSection(True)
        self.add = QPushButton("Add a sheet")
        self.remove = QPushButton("Leave out")
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self._lay_out()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(heading("Imported", 1.0))
        left.addWidget(self.uses, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        left.addLayout(buttons)
        ends = QHBoxLayout()
        ends.addWidget(plain_label("Their sheet"))
        ends.addWidget(self.sheet, 1)
        ends.addWidget(plain_label("feeds our"))
        ends.addWidget(self.target, 1)
        right = QVBoxLayout()
        right.addLayout(ends)
        right.addWidget(self.columns, 1)
        across = QHBoxLayout()
        across.addLayout(left, 1)
        across.addLayout(right, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.note)
        layout.addLayout(across, 1)

    # --- in and out -------------------------------------------------------------------------

    def show_source(self, inspected: Inspected, mapping: Mapping, *, remembered: bool) -> None:
        """Show a source with the mapping to begin with."""
        self._inspected = inspected
        self._uses = list(mapping.sheets)
        self.sheet.clear()
        self.sheet.addItems([sheet.name for sheet in inspected.sheets])
        self.note.setText(
            "These columns were mapped before; the same mapping is proposed."
            if remembered
            else "The sheets have names of their own. Say which of their columns are which of "
            "ours; what is proposed is a guess."
        )
        self._list(0)

    def mapping(self) -> Mapping:
        """The mapping as it stands."""
        return Mapping(tuple(self._uses))

    # --- the list of uses -------------------------------------------------------------------

    def _list(self, row: int) -> None:
        self.uses.blockSignals(True)
        self.uses.clear()
        for use in self._uses:
            self.uses.addItem(QListWidgetItem(f"{use.sheet}  →  {use.target}"))
        self.uses.blockSignals(False)
        self.uses.setCurrentRow(min(row, len(self._uses) - 1))
        self._show(self.uses.currentRow())

    def _add(self) -> None:
        if self._inspected.sheets:
            self._uses.append(SheetMapping(self._inspected.sheets[0].name, "elements"))
            self._list(len(self._uses) - 1)

    def _remove(self) -> None:
        row = self.uses.currentRow()
        if 0 <= row < len(self._uses):
            del self._uses[row]
            self._list(row)

    def _retarget(self) -> None:
        row = self.uses.currentRow()
        if not 0 <= row < len(self._uses):
            return
        known = SHEET_BY_NAME[self.target.currentText()].names
        use = self._uses[row]
        same_sheet = use.sheet == self.sheet.currentText()
        kept = tuple(item for item in use.columns if same_sheet and item.column in known)
        fixed = tuple(pair for pair in use.fixed if pair[0] in known)
        self._uses[row] = SheetMapping(
            self.sheet.currentText(), self.target.currentText(), kept, fixed
        )
        self._list(row)

    # --- the columns of one use -------------------------------------------------------------

    def _sheet(self, name: str) -> InspectedSheet | None:
        return next((sheet for sheet in self._inspected.sheets if sheet.name == name), None)

    def _show(self, row: int) -> None:
        there = 0 <= row < len(self._uses)
        for widget in (self.sheet, self.target, self.columns, self.remove):
            widget.setEnabled(there)
        self.columns.setRowCount(0)
        sheet = self._sheet(self._uses[row].sheet) if there else None
        if sheet is None:
            return
        use = self._uses[row]
        self.sheet.setCurrentText(use.sheet)
        self.target.setCurrentText(use.target)
        self.columns.setRowCount(len(sheet.headers))
        for number, header in enumerate(sheet.headers):
            self._fill(number, header, sheet, use)

    def _fill(self, number: int, header: str, sheet: InspectedSheet, use: SheetMapping) -> None:
        samples = [item[number] for item in sheet.rows if number < len(item) and item[number]]
        self.columns.setItem(number, 0, QTableWidgetItem(header or "(no header)"))
        self.columns.setItem(number, 1, QTableWidgetItem(" · ".join(samples)))
        if not header:
            return
        mapped = next((item for item in use.columns if item.header == header), None)
        ours = QComboBox()
        ours.setAccessibleName(f"Our column for {header}")
        ours.addItem(NOT_USED, "")
        for column in SHEET_BY_NAME[use.target].columns:
            ours.addItem(column.name, column.name)
        ours.setCurrentIndex(max(0, ours.findData(mapped.column if mapped else "")))
        unit = QComboBox()
        unit.setAccessibleName(f"Unit of {header}")
        for value in UNITS:
            unit.addItem(_UNIT_TEXTS[value], value)
        unit.setCurrentIndex(max(0, unit.findData(mapped.unit if mapped else "")))
        unit.setEnabled(mapped is not None and self._is_time(use.target, mapped.column))
        ours.activated.connect(lambda _: self._map(header, ours, unit))
        unit.activated.connect(lambda _: self._map(header, ours, unit))
        self.columns.setCellWidget(number, 2, ours)
        self.columns.setCellWidget(number, 3, unit)

    def _is_time(self, target: str, column: str) -> bool:
        return SHEET_BY_NAME[target].column(column).type in _TIMES

    def _map(self, header: str, ours: QComboBox, unit: QComboBox) -> None:
        row = self.uses.currentRow()
        use, column = self._uses[row], str(ours.currentData())
        timed = bool(column) and self._is_time(use.target, column)
        unit.setEnabled(timed)
        others = [item for item in use.columns if item.header != header and item.column != column]
        if column:
            value = next(item for item in UNITS if item == unit.currentData())
            others.append(MappedColumn(header, column, value if timed else ""))
        self._uses[row] = SheetMapping(use.sheet, use.target, tuple(others), use.fixed)
        if any(item.column == column and item.header != header for item in use.columns):
            self._show(row)  # another header has lost the column
