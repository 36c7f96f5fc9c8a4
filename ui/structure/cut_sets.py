"""The minimal cut sets of one service, and why each of them stops it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from bcm_tool.analysis.cutsets.result import CutSet, CutSetsResult, ServiceCutSets
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.export.table import table, without_empty
from bcm_tool.export.tables.words import label
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress
from ui import settings
from ui.structure.bar import QuestionBar
from ui.structure.chain import ChainPanel
from ui.structure.computation import Asked, Computation
from ui.structure.question import Question
from ui.theme import SPACE
from ui.widgets.arrange import split, stack
from ui.widgets.computed_page import SAMPLE_ROWS
from ui.widgets.labels import plain_label
from ui.widgets.result_table import ResultTable
from ui.widgets.table_page import TablePage

KINDS = (
    ("all", "All sets"),
    ("elements", "Elements alone"),
    ("shared", "With shared causes"),
    ("probable", "Most probable"),
)
NO_SERVICE = "No service yet: give an element a service kind, an RTO or ratings."
WAITING = "The sets are being computed."
STATE = "tables/cut-sets"
WHOLE = 6  # columns where a set has a figure
CHOOSE = "Select a set to read why it stops the service."


@dataclass(frozen=True, slots=True)
class Answer:
    """Sets, and the network from which the worker took them: reasons are found in it."""

    result: CutSetsResult
    network: Network

    @property
    def model(self) -> Model:
        """The model of both."""
        return self.result.model


class CutSetsPage(QWidget):
    """Question, list and chain."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question, self.session = question, question.session
        self.answer: Computation[Answer] = Computation(self.session, self._question, self)
        self.bar = QuestionBar(question)
        self.kind = QComboBox()
        self.kind.setAccessibleName("Which sets are listed")
        for name, text in KINDS:
            self.kind.addItem(text, name)
        self.again = QPushButton("Compute")
        self.again.setAutoDefault(False)
        self.table = ResultTable()
        self.table.horizontalHeader().setResizeContentsPrecision(SAMPLE_ROWS)
        self.page = TablePage(self.table, "Cut sets", WAITING, ["result.filters"])
        self.notes = plain_label(muted=True, wrap=True)
        self.chain = ChainPanel()
        self._sets: Sequence[CutSet] = ()
        self._shown: tuple[Answer | None, str] = (None, "")  # what the table was made of
        self._lay_out()
        self.kind.activated.connect(lambda _: self.refresh())
        self.again.clicked.connect(self.ask_again)
        question.changed.connect(self.ask)
        self.answer.changed.connect(self.refresh)
        self.table.currentRecordChanged.connect(lambda _: self._explain())
        self.table.clicked.connect(lambda _: self._select())
        self.table.rowActivated.connect(lambda _: self.show_on_map())
        self.chain.elementChosen.connect(lambda element: self.session.select([element]))
        self.chain.mapAsked.connect(self.show_on_map)

    def _lay_out(self) -> None:
        self.bar.row.insertWidget(self.bar.row.count() - 1, self.again)
        self.notes.setContentsMargins(SPACE + 4, 4, SPACE, 4)
        upper = stack(QWidget(), self.page, self.notes, wide=self.page)
        self.page.add_choice(self.kind)
        parts = split(upper, self.chain, upright=True, sizes=[470, 200], stretch=[3, 1])
        stack(self, self.bar, parts, wide=parts)

    # --- asking -----------------------------------------------------------------------------

    def _question(self) -> Asked:
        one = self.question
        return self.session.model, one.service, one.order, one.causes, one.context

    def ask(self) -> None:
        """Compute what the question is now; out of sight, wait until it is looked at."""
        if not self.isVisible():
            return
        self.bar.refresh()
        question, model = self.question, self.session.model
        if not question.service:
            self.answer.forget()
            return
        if self.answer.settle():
            self.refresh()
            return
        service, order, causes = question.service, question.order, question.causes
        context = question.context

        def answer(progress: Progress) -> Answer:
            from bcm_tool.analysis.cutsets import analyze_cut_sets

            network = compile_network(model)
            result = analyze_cut_sets(
                model,
                order=order,
                services=[service],
                context=context,
                causes=causes,
                network=network,
                progress=progress,
            )
            return Answer(result, network)

        self.answer.ask(f"Cut sets of {label(model, service)}", answer)

    def ask_again(self) -> None:
        """After a stop: begin anew."""
        self.answer.begin_anew()
        self.ask()

    def forget(self) -> None:
        """Another document."""
        self.answer.forget()

    # --- showing ----------------------------------------------------------------------------

    @property
    def found(self) -> ServiceCutSets | None:
        """The answer about the service asked for, maybe stale; None while there is none."""
        result = self.result
        return None if result is None else result.services.get(self.question.service)

    @property
    def result(self) -> CutSetsResult | None:
        """The last answer."""
        return None if self.answer.result is None else self.answer.result.result

    def refresh(self) -> None:
        """Show the answer there is."""
        from bcm_tool.export.tables.cutsets import set_notes

        found, result = self.found, self.result
        self.again.setVisible(self.answer.stopped)
        if found is None or result is None:
            self._sets, self._shown = (), (None, "")
            self.table.show_table(table("none", "Cut sets", (), ()))
            self.notes.setText("Stopped." if self.answer.stopped else "")
            self.page.title.setText("Cut sets")
        else:
            kind = str(self.kind.currentData())
            if self._shown[0] is not self.answer.result or self._shown[1] != kind:
                self._shown = (self.answer.result, kind)
                self._list(result, found, kind)
            notes = [self.answer.said(), *set_notes(result, found)]
            self.notes.setText(" ".join(note for note in notes if note))
        self.notes.setVisible(bool(self.notes.text()))
        self.page.say_empty(self._hint())
        if self._sets and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.table.results.index(0, 0))
        self._explain()

    def _list(self, result: CutSetsResult, found: ServiceCutSets, kind: str) -> None:
        from bcm_tool.export.tables.cutsets import all_sets, cut_sets_table

        self._sets = {
            "all": lambda: all_sets(found),
            "elements": lambda: list(found.sets),
            "shared": lambda: list(found.shared),
            "probable": lambda: list(found.probable),
        }[kind]()
        shown = cut_sets_table(result.model, result, found.service, self._sets)
        shown = without_empty(shown, "probability", "hours")
        if len(shown.columns) != len(self.table.results.columns):
            self.save_state()
        if self.table.show_table(shown):
            self.fit_columns()
            self.table.restore_state(settings.state(self._state()))
        self.page.title.setText(shown.title)

    def fit_columns(self) -> None:
        """Columns as wide as what stands in them; names take the room that is left."""
        self.table.fit_to_content()
        self.table.stretch(2)

    def save_state(self) -> None:
        """Remember the columns."""
        if self.table.results.columns:
            settings.set_state(self._state(), self.table.save_state())

    def _state(self) -> str:
        """The name of the columns' state: without columns of figures it is another."""
        return STATE if len(self.table.results.columns) == WHOLE else f"{STATE}-short"

    def _hint(self) -> str:
        if not self.question.service:
            return NO_SERVICE
        if self.found is None:
            return "Press “Compute” to begin anew." if self.answer.stopped else WAITING
        return why_none(self.found, str(self.kind.currentData()), self.question.causes)

    def current_set(self) -> CutSet | None:
        """The set in the current row."""
        place = self.table.current_record()
        return self._sets[int(place)] if place and int(place) < len(self._sets) else None

    def members(self) -> list[str]:
        """The elements that fail in the current set, shared causes resolved."""
        chosen, result = self.current_set(), self.result
        if chosen is None or result is None:
            return []
        hit = [item for cause in chosen.causes for item in result.causes[cause].elements]
        return list(dict.fromkeys((*chosen.elements, *hit)))

    def _select(self) -> None:
        self.session.select(self.members())

    def show_on_map(self) -> None:
        """Select the set's elements and go to them on the map."""
        members = self.members()
        if members:
            self.session.show_in("map", members)

    def _explain(self) -> None:
        from bcm_tool.analysis.cutsets.reasons import reasons
        from bcm_tool.export.tables.cutsets import reason_text

        chosen, answer = self.current_set(), self.answer.result
        if chosen is None or answer is None:
            self.chain.show_nothing(CHOOSE if self._sets else "")
            return
        model, result, service = answer.model, answer.result, self.question.service
        found = reasons(answer.network, service, chosen, result.causes, result.context)
        lines = [(reason_text(model, result, one), one.element) for one in found]
        self.chain.show_chain(f"Why this stops {label(model, service)}", lines)

    # --- in and out of sight ----------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.question.settle()
        self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.answer.give_up()  # nobody waits for it


def why_none(found: ServiceCutSets, kind: str, causes: bool) -> str:
    """Why a list of this kind is empty."""
    from bcm_tool.export.tables.cutsets import NOT_COMPUTED

    if found.down:
        return "What is out beforehand stops this service already."
    if ("total" if kind == "probable" else "sets") in found.gave_up:
        return NOT_COMPUTED
    if kind == "probable":
        return "No set has a figure for each of its elements."
    if kind == "elements":
        return "No set of elements alone stops this service within this limit."
    if kind == "all":
        return "Nothing stops this service within this limit."
    if not causes:
        return "“Shared causes” is not ticked."
    if "shared" in found.gave_up:
        return "Shared causes were left out: the diagram with them would be too large."
    return "No set with a shared cause stops this service within this limit."
