"""How available every service is, and what matters most for one of them."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.analysis.cutsets.result import CutSetsResult, Importance, ServiceCutSets
from bcm_tool.export.table import Table, format_figure, table, without_empty
from bcm_tool.export.tables.words import key_of, label
from bcm_tool.percents import format_share
from bcm_tool.progress import Progress
from ui.structure.bar import QuestionBar
from ui.structure.computation import Asked, Computation
from ui.structure.cut_sets import NO_SERVICE
from ui.structure.opening import open_in_catalogue
from ui.structure.question import Question
from ui.theme import SPACE
from ui.tips import plain_tip
from ui.widgets.arrange import scroll, split, stack
from ui.widgets.figures import Bar, BarList
from ui.widgets.labels import heading, plain_label
from ui.widgets.result_table import ResultTable
from ui.widgets.table_page import TablePage

MOST_BARS = 8
CUT_ABOVE, CUT_BELOW = {"name": 160}, {"name": 110}
"""Names give way, down to so many pixels, where the figures would be out of sight."""
MEASURES = (
    ("criticality", "Criticality"),
    ("fussell_vesely", "Fussell-Vesely"),
    ("birnbaum", "Birnbaum"),
    ("raw", "RAW"),
)
WAITING = "The availability is being computed."
NO_FIGURE = (
    "No element below this service has an availability, or MTBF and MTRS: enter some in the "
    "catalogue."
)


class AvailabilityPage(QWidget):
    """All services above, the importance of what the chosen one rests on below."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question, self.session = question, question.session
        self.answer: Computation[CutSetsResult] = Computation(self.session, self._question, self)
        self.detail: Computation[CutSetsResult] = Computation(self.session, self._one, self)
        self.bar = QuestionBar(question, narrow=True)
        self.again = QPushButton("Compute")
        self.again.setAutoDefault(False)
        self.table = ResultTable()
        self.page = TablePage(self.table, "Availability", WAITING, ["result.filters"])
        self.notes = plain_label(muted=True, wrap=True)
        self.importance = ResultTable()
        self.importance_page = TablePage(self.importance, "Importance", "", ["result.filters"])
        self.unknown = plain_label(muted=True, wrap=True)
        self.measure = QComboBox()
        self.measure.setAccessibleName("Measure of importance")
        for name, text in MEASURES:
            self.measure.addItem(text, name)
        self.bars = BarList()
        self.no_bars = plain_label(muted=True, wrap=True)
        self.stale_bars = plain_label(muted=True, wrap=True)
        self._lay_out()
        self.again.clicked.connect(self.ask_again)
        self.measure.activated.connect(lambda _: self._show_bars())
        question.changed.connect(self.ask)
        self.answer.changed.connect(self.refresh)
        self.detail.changed.connect(self._detailed)
        self.table.currentRecordChanged.connect(self._chosen)
        self.table.elementChosen.connect(lambda element: self.session.select([element]))
        self.table.rowActivated.connect(lambda _: open_in_catalogue(self.session, self.table))
        self.importance.elementChosen.connect(lambda element: self.session.select([element]))
        self.importance.rowActivated.connect(
            lambda _: open_in_catalogue(self.session, self.importance)
        )

    def _lay_out(self) -> None:
        self.bar.row.insertWidget(self.bar.row.count() - 1, self.again)
        self.notes.setContentsMargins(SPACE + 4, 4, SPACE, 4)
        upper = stack(QWidget(), self.page, self.notes, wide=self.page)
        chart = QWidget()
        side = QVBoxLayout(chart)
        side.setContentsMargins(SPACE + 4, SPACE, SPACE, SPACE)
        head = QHBoxLayout()
        head.addWidget(heading("What matters most", 1.0))
        head.addStretch(1)
        head.addWidget(self.measure)
        side.addLayout(head)
        side.addWidget(self.bars)
        side.addWidget(self.no_bars)
        side.addWidget(self.stale_bars)
        side.addStretch(1)
        area = scroll(chart, frame=False)
        area.setMinimumWidth(280)
        self.unknown.setContentsMargins(SPACE + 4, 4, SPACE, 4)
        twin = stack(QWidget(), self.importance_page, self.unknown, wide=self.importance_page)
        lower = split(area, twin, sizes=[320, 560], stretch=[0, 1])
        parts = split(upper, lower, upright=True, sizes=[360, 310], stretch=[1, 1])
        stack(self, self.bar, parts, wide=parts)

    # --- asking -----------------------------------------------------------------------------

    def _question(self) -> Asked:
        return self.session.model, self.question.context

    def _one(self) -> Asked:
        return self.session.model, self.question.service, self.question.context

    def ask(self) -> None:
        """Compute for all services what is asked now; out of sight, wait until looked at."""
        if not self.isVisible():
            return
        self.bar.refresh()
        self._ask_detail()
        model, context = self.session.model, self.question.context
        if not self.question.service:
            self.answer.forget()
            return
        if self.answer.settle():
            self.refresh()
            return

        def answer(progress: Progress) -> CutSetsResult:
            from bcm_tool.analysis.cutsets import Sizes, analyze_cut_sets
            from bcm_tool.analysis.run import MOST_NODES

            sizes = Sizes(nodes=MOST_NODES, listed=0)
            return analyze_cut_sets(
                model,
                context=context,
                causes=False,
                importance=False,
                sizes=sizes,
                progress=progress,
            )

        self.answer.ask("Availability of all services", answer)

    def _ask_detail(self) -> None:
        """What matters for the service in sight alone: of all that would take long."""
        model, service, context = self.session.model, self.question.service, self.question.context
        if not service or self.detail.settle():
            return

        def answer(progress: Progress) -> CutSetsResult:
            from bcm_tool.analysis.cutsets import Sizes, analyze_cut_sets

            return analyze_cut_sets(
                model,
                order=1,
                services=[service],
                context=context,
                causes=False,
                sizes=Sizes(listed=0),
                progress=progress,
            )

        self.detail.ask(f"Importance for {key_of(model, service)}", answer)

    def ask_again(self) -> None:
        """After a stop: begin anew."""
        self.answer.begin_anew()
        self.detail.begin_anew()
        self.ask()

    def forget(self) -> None:
        """Another document."""
        self.answer.forget()
        self.detail.forget()

    # --- showing ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the answer there is."""
        from bcm_tool.export.tables.cutsets import availability_table

        result = self.answer.result
        self.again.setVisible(self.answer.stopped or self.detail.stopped)
        if result is None:
            self.table.show_table(table("none", "Availability", (), ()))
            self.notes.setText("Stopped." if self.answer.stopped else "")
            self.page.say_empty(self._hint(self.answer))
        else:
            shown = without_empty(availability_table(result.model, result), "remark")
            self._show(self.table, shown)
            self.notes.setText(" ".join(filter(None, (self.answer.said(), *shown.notes))))
            self.table.show_record(self.question.service)
            self.page.recount()
            QTimer.singleShot(0, self._scroll)
        self._show_importance()

    def _show(self, grid: ResultTable, shown: Table) -> None:
        if grid.show_table(shown):
            self._fit(grid)

    def fit_columns(self) -> None:
        """Columns as wide as what stands in them."""
        for grid in (self.table, self.importance):
            grid.fit_columns()
            self._fit(grid)

    def _fit(self, grid: ResultTable) -> None:
        grid.fit_whole(CUT_ABOVE if grid is self.table else CUT_BELOW)

    def _scroll(self) -> None:
        """Once everything has its place, the current row is in sight whole."""
        if self.table.currentIndex().isValid():
            self.table.scrollTo(self.table.currentIndex())

    def _hint(self, answer: Computation[CutSetsResult]) -> str:
        if not self.question.service:
            return NO_SERVICE
        return "Press “Compute” to begin anew." if answer.stopped else WAITING

    def _chosen(self, service: str) -> None:
        self.question.set_service(service)

    def _detailed(self) -> None:
        self.again.setVisible(self.answer.stopped or self.detail.stopped)
        self._show_importance()

    def _show_importance(self) -> None:
        from bcm_tool.export.tables.importance import importance_table

        result, service = self.detail.result, self.question.service
        found = result.services.get(service) if result else None
        if result is None or found is None:
            self.importance.show_table(table("none", "Importance", (), ()))
            self.importance_page.title.setText("Importance")
            self.unknown.setText("")
            self.importance_page.say_empty(self._hint(self.detail))
        else:
            shown = importance_table(result.model, result, service)
            self._show(self.importance, shown)
            self.importance_page.title.setText(f"Importance for {key_of(result.model, service)}")
            self.importance_page.title.setToolTip(plain_tip(label(result.model, service)))
            self.unknown.setText(" ".join(filter(None, (self.detail.said(), *shown.notes))))
        self.unknown.setVisible(bool(self.unknown.text()))
        self.importance_page.recount()
        self._show_bars()

    def _show_bars(self) -> None:
        result, service = self.detail.result, self.question.service
        found = result.services.get(service) if result else None
        name = str(self.measure.currentData())
        bars: list[Bar] = []
        if result is not None and found is not None and found.known:
            ranked = sorted(
                ((_size(one, name), element) for element, one in found.importance.items()),
                key=lambda pair: (-pair[0], key_of(result.model, pair[1])),
            )
            bars = [
                Bar(key_of(result.model, element), _shown(size, name), size, element)
                for size, element in ranked[:MOST_BARS]
                if size > 0
            ]
        self.bars.show_bars(bars)
        self.bars.setVisible(bool(bars))
        self.no_bars.setVisible(not bars)
        self.no_bars.setText("" if found is None else _no_bars(found))
        self.stale_bars.setText(self.detail.said())
        self.stale_bars.setVisible(bool(bars and self.stale_bars.text()))

    # --- in and out of sight ----------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.question.settle()
        self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.answer.give_up()
        self.detail.give_up()


def _no_bars(found: ServiceCutSets) -> str:
    """Why nothing matters for a service."""
    if not found.known:
        return NO_FIGURE
    if "importance" in found.gave_up:
        return "Importance was not computed, for size."
    return "By the figures there are the service is never down."


def _size(one: Importance, name: str) -> float:
    return float(getattr(one, name) or 0.0)


def _shown(size: float, name: str) -> str:
    from bcm_tool.export.tables.cutsets import number

    if name in ("criticality", "fussell_vesely"):
        return format_share(size)
    value = number(size)
    return "" if value is None else format_figure(value)
