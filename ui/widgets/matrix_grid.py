"""The risk matrix: a level of risk for every likelihood and impact."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from bcm_tool.model import edits
from bcm_tool.model.model import Model
from bcm_tool.model.records import MatrixCell, new_id
from ui import theme
from ui.session import Session
from ui.widgets.labels import plain_label

Centre = Qt.AlignmentFlag.AlignCenter
NOT_SET = "not set"


class MatrixGrid(QWidget):
    """A list to choose from in every cell; worst likelihood at the top."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.cells: dict[tuple[int, int], QComboBox] = {}
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(
            plain_label("A lookup, not a product: every cell says what the two mean.", muted=True)
        )
        self._body = QWidget()
        self._layout.addWidget(self._body)
        self._layout.addStretch(1)
        self._drawn: object = None
        session.modelChanged.connect(lambda _: self.refresh())
        session.documentReplaced.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the matrix of the document as it is."""
        model = self.session.model
        shape = tuple(model.scale(name) for name in ("likelihood", "impact", "risk"))
        if shape != self._drawn:
            self._draw(model)
            self._drawn = shape
        risks = {(cell.likelihood, cell.impact): cell.risk for cell in model.matrix.values()}
        for place, box in self.cells.items():
            box.setCurrentIndex(max(0, box.findData(risks.get(place))))
            box.setEnabled(self.session.can_edit)
            _paint(box, risks.get(place), len(model.scale("risk")))

    def _draw(self, model: Model) -> None:
        self.cells.clear()
        body = QWidget()
        grid = QGridLayout(body)
        grid.setSpacing(3)
        impacts = model.scale("impact")
        for column, impact in enumerate(impacts, 1):
            head = plain_label(f"{impact.number}\n{impact.name}", muted=True)
            head.setAlignment(Centre)
            grid.addWidget(head, 0, column)
        for row, likelihood in enumerate(reversed(model.scale("likelihood")), 1):
            grid.addWidget(
                plain_label(f"{likelihood.number} {likelihood.name}", muted=True), row, 0
            )
            for column, impact in enumerate(impacts, 1):
                place = (likelihood.number, impact.number)
                box = self._box(model, place)
                box.setAccessibleName(f"Risk at {likelihood.name} and {impact.name}")
                self.cells[place] = box
                grid.addWidget(box, row, column)
        self._layout.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body

    def _box(self, model: Model, place: tuple[int, int]) -> QComboBox:
        box = QComboBox()
        box.setMinimumHeight(34)
        box.addItem(NOT_SET, None)
        for level in model.scale("risk"):
            box.addItem(f"{level.number} {level.name}", level.number)
        box.activated.connect(lambda _: self._choose(place, box.currentData()))
        return box

    def _choose(self, place: tuple[int, int], risk: int | None) -> None:
        self.session.edit("Change the risk matrix", lambda model: set_cell(model, place, risk))


def set_cell(model: Model, place: tuple[int, int], risk: int | None) -> Model:
    """The matrix with another level (or none) at (likelihood, impact)."""
    likelihood, impact = place
    found = next(
        (c for c in model.matrix.values() if (c.likelihood, c.impact) == place),
        None,
    )
    if risk is None:
        return edits.remove(model, "matrix", [found.id]) if found else model
    if found is not None:
        return edits.put(model, [replace(found, risk=risk)])
    fresh = MatrixCell(id=new_id(), likelihood=likelihood, impact=impact, risk=risk)
    return edits.add(model, fresh)


def _paint(box: QComboBox, risk: int | None, steps: int) -> None:
    tone = theme.heat(risk or 0, steps)
    palette = QPalette(box.palette())
    palette.setColor(QPalette.ColorRole.Button, QColor(tone.fill))
    palette.setColor(QPalette.ColorRole.ButtonText, QColor(tone.text))
    box.setPalette(palette)
