"""Overview: where things stand, and what needs attention next."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui.models.changes import counted
from ui.session import Session
from ui.theme import SPACE
from ui.views.overview_content import attention_table, figures, loss_bars, services_table
from ui.views.start_page import StartPage
from ui.widgets.figures import BarList, FigureCard
from ui.widgets.labels import heading, plain_label
from ui.widgets.result_table import ResultTable

FIGURES = 6


class OverviewView(QWidget):
    """A start page without a document, first steps in an empty one, else the state of things."""

    commandChosen = Signal(str)
    fileChosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.start = StartPage()
        self.start.commandChosen.connect(self.commandChosen)
        self.start.fileChosen.connect(self.fileChosen)
        self.title = heading("", 1.5)
        self.subtitle = plain_label(muted=True)
        self.cards = [FigureCard() for _ in range(FIGURES)]
        self.services = ResultTable()
        self.attention = ResultTable()
        self.bars = BarList()
        self.no_bars = plain_label(
            "No money is rated yet: give impact ratings a loss to see what an hour costs.",
            muted=True,
            wrap=True,
        )
        self.steps = _first_steps(self)
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(SPACE)
        for number, card in enumerate(self.cards):
            grid.addWidget(card, 0, number)
        below = QHBoxLayout()
        below.setSpacing(SPACE + 2)
        below.addWidget(_card("Loss per hour, first day", self.bars, self.no_bars), 2)
        below.addWidget(_card("What needs attention next", self.attention), 3)
        self.board = QWidget()
        content = QVBoxLayout(self.board)
        content.setContentsMargins(16, 14, 16, 14)
        content.setSpacing(SPACE + 2)
        content.addWidget(self.title)
        content.addWidget(self.subtitle)
        content.addLayout(grid)
        content.addWidget(_card("Services, costliest first", self.services), 1)
        content.addLayout(below, 1)
        self._pages = QStackedLayout(self)
        for page in (self.start, self.steps, self.board):
            self._pages.addWidget(page)

    def _connect(self) -> None:
        session = self.session
        for card in self.cards:
            card.clicked.connect(
                lambda _=False, one=card: session.show_in(one.figure.view, one.figure.ids)
            )
        self.services.elementChosen.connect(lambda element: session.select([element]))
        self.services.rowActivated.connect(
            lambda place: session.show_in(
                "catalogue", [self.services.results.content.rows[place].ref]
            )
        )
        self.attention.elementChosen.connect(lambda element: session.select([element]))
        self.attention.rowActivated.connect(
            lambda place: session.show_in(
                "findings", [self.attention.results.content.rows[place].ref]
            )
        )
        # Several results arrive for one edit; out of sight nothing is drawn at all.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._refresh_in_sight)
        session.documentReplaced.connect(self.refresh)
        session.resultsChanged.connect(lambda _: self._later.start())
        session.modelChanged.connect(lambda _: self._later.start())

    def _refresh_in_sight(self) -> None:
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        model, results = self.session.model, self.session.results
        if self.session.document is None:
            self._pages.setCurrentWidget(self.start)
            return
        self._pages.setCurrentWidget(self.board if model.elements else self.steps)
        self.title.setText(model.method.organisation or self.session.document.title)
        shown = ("elements", "dependencies", "risks", "scenarios")
        self.subtitle.setText("  ·  ".join(counted(name, len(model.table(name))) for name in shown))
        for card, figure in zip(self.cards, figures(model, results), strict=True):
            card.show_figure(figure)
        if results.is_stale(results.impact) or results.is_stale(results.objectives):
            return  # the tables of the last state stay until the next is there
        table = services_table(model, results.impact, results.objectives)
        self.services.show_table(table)
        self.services.stretch(0)
        bars = loss_bars(model, table)
        self.bars.show_bars(bars)
        self.bars.setVisible(bool(bars))
        self.no_bars.setVisible(not bars)
        self.attention.show_table(attention_table(results.findings))
        self.attention.stretch(1)

    def show_ways(self, available: set[str]) -> None:
        """Which commands the start page may offer; also lists the recent documents again."""
        self.start.refresh(available)


def _card(title: str, *content: QWidget) -> QFrame:
    frame = QFrame()
    frame.setObjectName("card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(12, 10, 12, 12)
    layout.addWidget(heading(title, 1.0))
    for widget in content:
        layout.addWidget(widget)
    if not any(isinstance(widget, ResultTable) for widget in content):
        layout.addStretch(1)
    return frame


def _first_steps(view: OverviewView) -> QWidget:
    page = QWidget()
    inner = QVBoxLayout()
    inner.setSpacing(SPACE)
    inner.addStretch(1)
    inner.addWidget(heading("This document is empty", 1.5))
    inner.addWidget(
        plain_label("Begin with what your services depend on; results follow as you type.")
    )
    inner.addSpacing(SPACE)
    for name, text in (
        ("file.import", "Import a workbook…"),
        ("go.catalogue", "Type elements into the catalogue"),
        ("edit.method", "Look at scales, categories and time bands…"),
    ):
        button = QPushButton(text)
        button.setMinimumWidth(320)
        button.clicked.connect(lambda _=False, one=name: view.commandChosen.emit(one))
        inner.addWidget(button)
    inner.addStretch(2)
    across = QHBoxLayout(page)
    across.addStretch(1)
    across.addLayout(inner)
    across.addStretch(1)
    return page
