"""The selected risk: how it moves, and what it lacks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from bcm_tool.export.tables.words import label
from ui import theme
from ui.risks.cells import (
    STAGE_WORDS,
    STAGES,
    cell_of,
    cell_short,
    cell_words,
    level_words,
    step_of,
)
from ui.session import Session
from ui.widgets.chip import chip, set_chip
from ui.widgets.labels import heading, plain_label
from ui.widgets.record_fields import RecordFields

LACK_WORDS = {"owner": "no owner", "treatment": "no treatment", "review": "no review date"}
OVERDUE = "review overdue"
NOTHING = "Select a risk in the register to see how it moves and what it lacks."


class RiskCard(QScrollArea):
    """Words and chips; treatment, owner and review can be typed here."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.risk = ""
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("The selected risk")
        self.title = heading("", 1.05)
        self.title.setWordWrap(True)
        self.about = plain_label(muted=True, wrap=True)
        self.chips: dict[str, QLabel] = {stage: chip() for stage in STAGES}
        self.places = {stage: plain_label(muted=True, wrap=True) for stage in STAGES}
        self.lacks = {name: chip() for name in LACK_WORDS}
        self.fields = RecordFields(session, "risks", ("owner", "review_date"), across=2)
        self.texts = RecordFields(session, "risks", ("control", "treatment"), across=1, tall=44)
        self._lay_out()
        self.show_risk("")

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.about)
        self._details = QWidget()
        inside = QVBoxLayout(self._details)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        for number, stage in enumerate(STAGES):
            name = plain_label(stage.capitalize())
            name.setToolTip(STAGE_WORDS[stage])
            grid.addWidget(name, number, 0)
            grid.addWidget(self.chips[stage], number, 1)
            grid.addWidget(self.places[stage], number, 2)
        inside.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(6)
        for made in self.lacks.values():
            row.addWidget(made)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addWidget(self.fields)
        inside.addWidget(self.texts)
        column.addWidget(self._details)
        column.addStretch(1)
        self.setWidget(body)

    def show_risk(self, risk: str) -> None:
        """Show a risk; empty shows what can be selected."""
        self.risk = risk
        model, result = self.session.model, self.session.results.risk
        record = model.risks.get(risk)
        self._details.setVisible(record is not None)
        self.fields.show_record(risk)
        self.texts.show_record(risk)
        if record is None:
            self.title.setText("")
            self.about.setText(NOTHING)
            return
        self.title.setText(f"{record.key}  {record.title}")
        threat = model.threats.get(record.threat or "")
        parts = [label(model, record.element) if record.element else "no element"]
        parts += [threat.name] if threat else []
        self.about.setText("  ·  ".join(parts))
        rating = result.risks.get(risk) if result and result.model is model else None
        for stage in STAGES:
            level = getattr(rating, stage) if rating else None
            tone = theme.heat(*step_of(model, level))
            set_chip(self.chips[stage], level_words(model, level) if rating else "…", tone)
            cell = cell_of(record, stage)
            self.places[stage].setText(cell_short(model, cell) if cell else "")
            self.places[stage].setAccessibleName(cell_words(model, cell) if cell else "")
        for name, made in self.lacks.items():
            lacking = rating is not None and name in rating.lacks
            words = OVERDUE if name == "review" and record.review_date else LACK_WORDS[name]
            set_chip(made, words if lacking else "", "warning")
