"""How much of the portfolio hangs on one cause, and what is left while something else is out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.analysis.concentration import Concentration, ConcentrationResult
from bcm_tool.analysis.results import ImpactResult
from bcm_tool.export.table import table
from bcm_tool.export.tables.concentration import (
    concentration_table,
    exposed_table,
    reasons,
    retained_table,
)
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress
from ui.icons import set_icon
from ui.structure.computation import Asked, Computation
from ui.structure.context_dialog import ask_context, say_context
from ui.structure.opening import open_in_catalogue
from ui.structure.question import Question
from ui.theme import SPACE
from ui.widgets.arrange import scroll, split, stack
from ui.widgets.labels import heading, plain_label, selectable
from ui.widgets.result_table import ResultTable
from ui.widgets.table_page import TablePage

WAITING = "The causes are being looked through."
EMPTY = (
    "Nothing to show: name sites, suppliers, owners or delivery models of elements in the "
    "catalogue, or plan tasks for teams."
)
CHOOSE = "Select a cause to read what it takes out and how its share adds up."
NAMED = 3
ABOUT = "Several failures at a time, or planned maintenance: what is out first."


@dataclass(frozen=True, slots=True)
class Answer:
    """Causes, and the BIA from which their RTOs and losses come."""

    result: ConcentrationResult
    impact: ImpactResult

    @property
    def model(self) -> Model:
        """The model of both."""
        return self.result.model


class ConcentrationPage(QWidget):
    """Causes over why a row says what it says; what is exposed and left while others are out."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question, self.session = question, question.session
        self.answer: Computation[Answer] = Computation(self.session, self._question, self)
        self.out = QPushButton()
        set_icon(self.out, "power-off")
        self.out.setAutoDefault(False)
        self.state = plain_label(muted=True, wrap=True)
        self.shown = QComboBox()
        self.shown.setAccessibleName("What is listed")
        self.shown.addItems(("Causes", "Single points meanwhile", "Left of the services"))
        self.shown.hide()
        self.again = QPushButton("Compute")
        self.again.setAutoDefault(False)
        self.table = ResultTable()
        self.page = TablePage(self.table, "Concentration", WAITING, ["result.filters"])
        self.reason_title = heading("", 1.0)
        self.reason = selectable(plain_label(wrap=True))
        self.notes = plain_label(muted=True, wrap=True)
        self.exposed = ResultTable()
        self.exposed_page = TablePage(
            self.exposed,
            "Single points meanwhile",
            "Nothing more becomes a single point of failure.",
            ["result.filters"],
        )
        self.retained = ResultTable()
        self.retained_page = TablePage(
            self.retained, "Left of the services", "Every service is whole.", ["result.filters"]
        )
        self._shown: Answer | None = None  # what the tables were made of
        self._lay_out()
        self.out.clicked.connect(lambda: ask_context(question, self))
        self.shown.currentIndexChanged.connect(self.pages.setCurrentIndex)
        self.again.clicked.connect(self.ask_again)
        question.changed.connect(self.ask)
        self.answer.changed.connect(self.refresh)
        self.session.resultsChanged.connect(self._results_changed)
        self.table.currentRecordChanged.connect(lambda _: self._explain())
        for grid in (self.table, self.exposed, self.retained):
            grid.elementChosen.connect(lambda element: self.session.select([element]))
        for grid in (self.exposed, self.retained):
            grid.rowActivated.connect(lambda _, one=grid: open_in_catalogue(self.session, one))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE + 4, SPACE, SPACE, 0)
        bar.setSpacing(6)
        for widget in (self.out, self.shown, self.again):
            bar.addWidget(widget)
        bar.addWidget(self.state, 1)
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(SPACE + 4, SPACE, SPACE + 4, SPACE)
        column.setSpacing(SPACE)
        for label in (self.reason_title, self.reason, self.notes):
            column.addWidget(label)
        column.addStretch(1)
        why = scroll(beside, frame=False)
        upper = split(self.page, why, upright=True, sizes=[420, 170], stretch=[1])
        self.pages = QStackedWidget()
        for page in (upper, self.exposed_page, self.retained_page):
            self.pages.addWidget(page)
        stack(self, bar, self.pages, wide=self.pages)

    # --- asking -----------------------------------------------------------------------------

    def _question(self) -> Asked:
        return self.session.model, self.question.context

    @Slot(str)
    def _results_changed(self, name: str) -> None:
        if name == "impact":
            self.ask()

    def ask(self) -> None:
        """Compute what is asked now; out of sight, or without a BIA, wait."""
        if not self.isVisible():
            return
        model, context = self.session.model, self.question.context
        impact = self.session.results.impact
        if impact is None or impact.model is not model or self.answer.settle():
            self.refresh()
            return

        def answer(progress: Progress) -> Answer:
            from bcm_tool.analysis.concentration import analyze_concentration

            found = analyze_concentration(model, impact, context=context, progress=progress)
            return Answer(found, impact)

        self.answer.ask("Concentration", answer)

    def ask_again(self) -> None:
        """After a stop: begin anew."""
        self.answer.begin_anew()
        self.ask()

    def forget(self) -> None:
        """Another document."""
        self.answer.forget()

    # --- showing ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the answer there is, maybe to an earlier question."""
        say_context(self.out, self.question, ABOUT, NAMED)
        self.again.setVisible(self.answer.stopped)
        self.state.setText(self.answer.said())
        found = self.answer.result
        if found is None:
            self.table.show_table(table("none", "Concentration", (), ()))
            self.page.say_empty(
                "Press “Compute” to begin anew." if self.answer.stopped else WAITING
            )
            self.notes.setText("")
            self._list_meanwhile(False)
        elif found is not self._shown:
            self._list(found.result, found.impact)
        self._shown = found
        self._explain()

    def _list(self, result: ConcentrationResult, impact: ImpactResult) -> None:
        shown = concentration_table(result.model, result, impact)
        self.table.show_table(shown)
        self.page.say_empty(EMPTY)
        self.notes.setText("\n".join(shown.notes))
        self._list_meanwhile(bool(result.context))
        if result.context:
            self.exposed.show_table(exposed_table(result.model, result))
            self.retained.show_table(retained_table(result.model, result, impact))
            self.exposed_page.recount()
            self.retained_page.recount()

    def _list_meanwhile(self, some: bool) -> None:
        """Offer what is only there while something is out."""
        self.shown.setVisible(some)
        if not some:
            self.shown.setCurrentIndex(0)

    def _current(self) -> Concentration | None:
        found, record = self.answer.result, self.table.current_record()
        if found is None or not record:
            return None
        return next(
            (
                item
                for item in found.result.rows
                if f"{item.kind}:{item.element or item.name}" == record
            ),
            None,
        )

    def _explain(self) -> None:
        found, item = self.answer.result, self._current()
        if found is None or item is None:
            self.reason_title.hide()
            self.reason.setText(CHOOSE if found is not None and found.result.rows else "")
            self.reason.setVisible(bool(self.reason.text()))
            return
        self.reason_title.show()
        self.reason.show()
        self.reason_title.setText(item.name)
        self.reason.setText("\n".join(reasons(found.model, found.result, item, found.impact)))

    # --- in and out of sight ----------------------------------------------------------------

    def fit_columns(self) -> None:
        """All columns in their own widths."""
        for grid in (self.table, self.exposed, self.retained):
            grid.fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.question.settle()
        self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.answer.give_up()
