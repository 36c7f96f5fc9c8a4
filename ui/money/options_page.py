"""Options: the efficient choices as a curve, and what the chosen point buys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.money.result import MoneyResult
from bcm_tool.analysis.options.explain import explain_point_cost, explain_point_loss
from bcm_tool.analysis.options.result import OptionsResult, Point
from bcm_tool.errors import BcmError
from bcm_tool.export.tables.options import TODAY, frontier_table, purchases_table
from ui.icons import with_words
from ui.models.values import parse_number
from ui.money.frontier import FrontierChart, FrontierPicture
from ui.money.words import point_head, point_meaning
from ui.session import Session
from ui.theme import SPACE
from ui.widgets.arrange import scroll, split, stack
from ui.widgets.explanation import ExplanationPanel
from ui.widgets.labels import heading, plain_label, selectable
from ui.widgets.result_table import ResultTable

if TYPE_CHECKING:
    from bcm_tool.document import Document


class OptionsPage(QWidget):
    """Shows an :class:`OptionsResult`; ``chosenChanged`` follows the point that is chosen."""

    chosenChanged = Signal()

    def __init__(
        self,
        session: Session,
        modes: tuple[QAction, QAction],
        apply: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._document: Document | None = None  # that the columns have their widths from
        self.result: OptionsResult | None = None
        self.money: MoneyResult | None = None
        self.keeping = True
        self.chosen: int | None = None
        self.budget: Decimal | None = None
        self.chart = FrontierChart()
        self.table, self.purchases = ResultTable(), ResultTable()
        self.title = selectable(heading("", 1.1))
        self.title.setWordWrap(True)
        self.text = selectable(plain_label(wrap=True))
        self.legend = plain_label(
            "● keeps every objective that can be kept without waiting for teams or hours, "
            "○\u00a0misses one, ◆\u00a0today",
            muted=True,
            wrap=True,
        )
        self.notes = plain_label(wrap=True)
        self.why_cost, self.why_loss = ExplanationPanel(), ExplanationPanel()
        self.budget_field = QLineEdit()
        self.budget_text = plain_label(muted=True, wrap=True)
        self.apply = QPushButton(apply.text().replace("&", ""))
        self.apply.setToolTip(apply.statusTip())
        self.apply.clicked.connect(apply.trigger)
        apply.changed.connect(lambda: self.apply.setEnabled(apply.isEnabled()))
        self._lay_out(modes)
        self.chart.pointChosen.connect(self.choose)
        self.table.currentRecordChanged.connect(self._row_chosen)
        self.purchases.elementChosen.connect(lambda element: session.select([element]))
        self.why_cost.elementChosen.connect(lambda element: session.select([element]))
        self.purchases.rowActivated.connect(self._open)
        self.budget_field.textChanged.connect(lambda _: self._budget_typed())

    def _lay_out(self, modes: tuple[QAction, QAction]) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 8, 4)
        bar.setSpacing(4)
        for action in modes:
            button = QToolButton()
            button.setDefaultAction(action)
            with_words(button)
            button.setAccessibleName(action.text().replace("&", ""))
            bar.addWidget(button)
        bar.addSpacing(SPACE)
        label = plain_label("Budget a year")
        label.setBuddy(self.budget_field)
        self.budget_field.setAccessibleName("Budget a year")
        self.budget_field.setPlaceholderText("no limit")
        self.budget_field.setClearButtonEnabled(True)
        self.budget_field.setMaximumWidth(130)
        bar.addWidget(label)
        bar.addWidget(self.budget_field)
        bar.addSpacing(4)
        bar.addWidget(self.budget_text, 1)
        self.legend.setContentsMargins(12, 0, 8, 4)
        left = stack(QWidget(), self.chart, self.legend, wide=self.chart)
        right = QWidget()
        card = QVBoxLayout(right)
        card.setContentsMargins(10, 2, 10, 6)
        card.setSpacing(5)
        card.addWidget(self.title)
        card.addWidget(self.text)
        card.addWidget(self.purchases, 1)
        card.addWidget(self.apply, 0, Qt.AlignmentFlag.AlignLeft)
        self.upper = split(left, right)
        inside = QWidget()
        holder = QVBoxLayout(inside)
        holder.setContentsMargins(8, 6, 8, 6)
        for panel in (self.notes, self.why_cost, self.why_loss):
            holder.addWidget(panel)
        holder.addStretch(1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.table, "Choices")
        self.tabs.addTab(scroll(inside), "Why")
        self.split = split(self.upper, self.tabs, upright=True)
        self.reset_layout()
        stack(self, bar, self.split, wide=self.split)

    def reset_layout(self) -> None:
        """Sizes as at the first start."""
        self.upper.setSizes([365, 395])
        self.split.setSizes([360, 220])
        self.table.fit_whole({})
        self.purchases.fit_columns()
        self._narrow()

    def _narrow(self) -> None:
        """There is little room beside the chart: what it was today is a column to be shown."""
        columns = [column.name for column in self.purchases.results.columns]
        if columns:
            self.purchases.show_column(columns.index("before"), False)
            self.purchases.stretch(columns.index("after"))

    # --- content ----------------------------------------------------------------------------

    @property
    def points(self) -> tuple[Point, ...]:
        """The points in sight."""
        if self.result is None:
            return ()
        return self.result.held if self.keeping else self.result.frontier

    @property
    def point(self) -> Point | None:
        """The chosen one."""
        found = self.points
        return found[self.chosen] if self.chosen is not None and self.chosen < len(found) else None

    def show_result(self, result: OptionsResult, money: MoneyResult | None) -> None:
        """Show other choices, and what the simulated years say of them.

        A point that was chosen stays so where the choice is still listed; else, as at first, it is
        the cheapest one, or what the budget allows.
        """
        before = self.point if self.chosen != self._best() else None
        self.result, self.money = result, money
        self._show_list(before)

    def keep_objectives(self, keeping: bool) -> None:
        """Show the choices that keep the objectives, or all."""
        self.keeping = keeping
        if self.result is not None:
            self._show_list()

    def _show_list(self, before: Point | None = None) -> None:
        assert self.result is not None
        table = frontier_table(self.result.model, self.result, held=self.keeping, money=self.money)
        said = [note for note in table.notes if note not in self.result.assumptions]
        self.notes.setText("\n".join(said))
        others, self._document = self._document is not self.session.document, self.session.document
        if self.table.show_table(replace(table, notes=())) or others:
            self.table.fit_whole({})
        same = None if before is None else same_choice(self.result, self.points, before)
        self.choose(self._best() if same is None else same)

    def _best(self) -> int:
        """Place of the least loss within the budget; the cheapest without one."""
        if self.budget is None or self.result is None:
            return 0
        best = self.result.within(self.budget, held=self.keeping)
        return 0 if best is None else self.points.index(best)

    def choose(self, place: int) -> None:
        """Show what a point buys."""
        self.chosen = place if 0 <= place < len(self.points) else None
        result, point = self.result, self.point
        if result is None:
            return
        currency = result.model.method.currency
        missing = frozenset(n for n, item in enumerate(self.points) if any(result.misses(item)))
        picture = FrontierPicture(self.points, missing, result.today, self.budget, currency)
        self.chart.show_picture(picture, self.chosen)
        if not self.table.hasFocus():
            self.table.show_record(str(place + 1))
        if point is not None:
            self.title.setText(point_head(point))
            self.text.setText(point_meaning(result, point, self.money))
            fresh = not self.purchases.results.columns
            self.purchases.show_table(purchases_table(result.model, point))
            if fresh:
                self._narrow()
            self.why_cost.show_explanation(explain_point_cost(result, point), currency)
            self.why_loss.show_explanation(explain_point_loss(result, point), currency)
        self._say_budget()
        self.chosenChanged.emit()

    # --- budget -----------------------------------------------------------------------------

    def _budget_typed(self) -> None:
        typed = self.budget_field.text().strip()
        self.budget = _amount(typed)
        self.budget_field.setProperty("invalid", bool(typed) and self.budget is None)
        self.budget_field.style().unpolish(self.budget_field)
        self.budget_field.style().polish(self.budget_field)
        if self.result is not None:
            self.choose(self._best())

    def _say_budget(self) -> None:
        typed = self.budget_field.text().strip()
        if typed and self.budget is None:
            self.budget_text.setText("Write an amount, such as 250000.")
        elif self.budget is None:
            self.budget_text.setText("")
        elif not self.points or self.points[0].cost > self.budget:
            cheapest = format_amount(self.points[0].cost) if self.points else ""
            self.budget_text.setText(f"Every choice here costs more; the cheapest {cheapest}.")
        elif self.chosen == self._best():
            self.budget_text.setText("Chosen: the least loss within it.")
        else:
            self.budget_text.setText(f"The least loss within it: No. {self._best() + 1}.")

    # --- choosing ---------------------------------------------------------------------------

    def _row_chosen(self, record: str) -> None:
        if self.table.hasFocus() and record not in ("", TODAY):
            self.choose(int(record) - 1)

    def _open(self, _place: int) -> None:
        record = self.purchases.current_record()
        if record in self.session.model.options:
            self.session.show_in("catalogue", [record])


def same_choice(result: OptionsResult, points: Sequence[Point], before: Point) -> int | None:
    """Place of the point with the options that ``before``, of an earlier result, would use.

    What has been selected since is a change no longer.
    """
    in_use = {item.element: item.id for item in result.model.options.values() if item.selected}
    wanted = {
        (change.element, change.after)
        for change in before.changes
        if change.after != in_use.get(change.element)
    }
    return next(
        (
            place
            for place, point in enumerate(points)
            if {(change.element, change.after) for change in point.changes} == wanted
        ),
        None,
    )


def _amount(text: str) -> Decimal | None:
    """An amount as people type it; None when it is none."""
    try:
        found = parse_number(text)
    except BcmError:
        return None
    return found if found >= 0 else None
