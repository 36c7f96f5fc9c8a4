"""What moving a task would cost, computed in the background while its card is in sight."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bcm_tool.analysis.order_result import OrderResult
from bcm_tool.analysis.results import ImpactResult, RecoveryResult
from bcm_tool.export.tables.order import later_texts
from ui.session import Session
from ui.tasks import Task, Work
from ui.widgets.labels import plain_label, selectable

WAITING = "What moving it would cost is being computed."
SEARCHING = "What moving it would cost is said once the search has ended."


class MoveNotes(QWidget):
    """Sentences about one task of a sequence."""

    def __init__(
        self, session: Session, recovery: RecoveryResult, place: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.recovery, self.place = recovery, place
        self.label = selectable(plain_label(WAITING, wrap=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.label)
        self._task: Task | None = None
        if session.results.is_unfinished(recovery.scenario):
            self.label.setText(SEARCHING)
            return
        impact = session.results.impact_of(recovery.model)
        task = session.tasks.start(
            "Moving a task", lambda work: _moves(recovery, impact, place, work), quiet=True
        )
        task.done.connect(self._show)
        task.failed.connect(lambda _: self.label.hide())
        self._task = task
        self.destroyed.connect(task.cancel)

    def _show(self, found: OrderResult) -> None:
        order = found.tasks.get(self.place)
        texts = () if order is None else later_texts(self.recovery, order)
        self.label.setText("\n".join(texts))
        self.label.setVisible(bool(texts))


def _moves(recovery: RecoveryResult, impact: ImpactResult | None, place: int, work: Work) -> Any:
    from bcm_tool.analysis.impact import analyze_impact
    from bcm_tool.analysis.recovery.order import explain_order

    impact = impact or analyze_impact(recovery.model)
    return explain_order(recovery, impact, [place], progress=work.progress)
