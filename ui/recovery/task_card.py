"""Why the selected task is where it is, or why the selected service is back when it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.durations import format_duration
from bcm_tool.export.tables.order import earlier_text
from bcm_tool.export.tables.words import label, teams_text
from bcm_tool.percents import format_share
from ui.recovery.describe import task_name, task_times
from ui.recovery.move_notes import MoveNotes
from ui.session import Session
from ui.widgets.chip import chip
from ui.widgets.explanation import ExplanationPanel
from ui.widgets.labels import heading, plain_label, selectable
from ui.widgets.link_button import LinkButton

NAMES = 84  # pixels for the names of facts
NOTHING = "Select a task or a service, in the chart or in a table, to see why it is there."


class TaskCard(QScrollArea):
    """``taskWanted(place)``: a task that the shown one waits for was clicked."""

    taskWanted = Signal(int)

    def __init__(self, session: Session, open_task: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._open = open_task
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Why it is there")
        self.said = ""
        self.critical_in: Mapping[str, float] = {}  # per task's id (or key) a share of runs
        self.moves: MoveNotes | None = None
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say what can be selected."""
        body, column = _body()
        column.addWidget(plain_label(NOTHING, muted=True, wrap=True))
        self._set(body, column, NOTHING)

    def show_words(self, title: str, sentences: Sequence[str]) -> None:
        """Explain something else in sentences."""
        body, column = _body()
        head = heading(title, 1.05)
        head.setWordWrap(True)
        column.addWidget(head)
        for sentence in sentences:
            column.addWidget(selectable(plain_label(sentence, wrap=True)))
        self._set(body, column, title)

    def show_task(self, recovery: RecoveryResult, place: int) -> None:
        """Times, float, and what holds a task."""
        task = recovery.tasks[place]
        body, column = _body()
        title = heading(task_name(task), 1.05)
        title.setWordWrap(True)
        column.addWidget(title)
        head = QHBoxLayout()
        head.addWidget(chip("◆ critical", "note") if task.critical else chip("not critical"))
        head.addStretch(1)
        if task.task is not None:
            button = QPushButton("Edit")
            button.setAccessibleName("Edit this task")
            button.setToolTip("Open it in the table of recovery tasks")
            button.clicked.connect(self._open.trigger)
            head.addWidget(button)
        column.addLayout(head)
        reason = earlier_text(task)
        column.addWidget(plain_label(reason, wrap=True))
        self.moves = MoveNotes(self.session, recovery, place)
        column.addWidget(self.moves)
        self._waits(column, recovery, task.waits_for, "Waits for")
        after = tuple(
            number for number, other in enumerate(recovery.tasks) if place in other.waits_for
        )
        self._waits(column, recovery, after, "Then goes on")
        column.addLayout(_facts(recovery, task, self.critical_in.get(task.task or task.key)))
        self._set(body, column, f"{task_name(task)}: {reason}")

    def _waits(
        self, column: QVBoxLayout, recovery: RecoveryResult, places: tuple[int, ...], title: str
    ) -> None:
        if not places:
            return
        column.addWidget(plain_label(title, muted=True))
        for place in places:
            name = task_name(recovery.tasks[place])
            button = LinkButton(f"› {name}")
            button.setAccessibleName(f"{title} {name}: go there")
            button.clicked.connect(lambda _=False, one=place: self.taskWanted.emit(one))
            column.addWidget(button)

    def show_service(self, recovery: RecoveryResult, element: str) -> None:
        """The steps that add up to a service's outage."""
        from bcm_tool.analysis.explain import explain_rta

        body, column = _body()
        title = heading(label(recovery.model, element), 1.05)
        title.setWordWrap(True)
        column.addWidget(title)
        explanation = explain_rta(recovery, element)
        if explanation is None:
            outage = recovery.outages.get(element)
            text = "It keeps running." if outage is None else "As planned, it never comes back."
            column.addWidget(plain_label(text, wrap=True))
            self._set(body, column, text)
            return
        panel = ExplanationPanel()
        panel.setObjectName("")
        panel.elementChosen.connect(lambda item: self.session.select([item]))
        panel.show_explanation(explanation)
        column.addWidget(panel)
        self._set(body, column, explanation.title)

    def _set(self, body: QWidget, column: QVBoxLayout, said: str) -> None:
        column.addStretch(1)
        self.said = said
        self.setWidget(body)


def _body() -> tuple[QWidget, QVBoxLayout]:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(12, 10, 12, 10)
    column.setSpacing(6)
    return body, column


def _facts(recovery: RecoveryResult, task: ScheduledTask, critical_in: float | None) -> QGridLayout:
    grid = QGridLayout()  # a form cuts values of several lines in a narrow card
    grid.setVerticalSpacing(3)
    grid.setHorizontalSpacing(8)
    grid.setColumnMinimumWidth(0, NAMES)
    grid.setColumnStretch(1, 1)
    lines = (
        ("Element", label(recovery.model, task.element)),
        ("Team", teams_text(recovery.model, task.teams) or "none"),
        ("When", task_times(recovery, task)),
        ("Float", f"{format_duration(task.slack)}, teams kept busy as they are"),
        ("Without team limits", format_duration(task.cpm_slack)),
        *(
            [("Critical in", f"{format_share(critical_in)} of the simulated runs")]
            if critical_in is not None
            else []
        ),
    )
    for line, (name, text) in enumerate(lines):
        for column, shown in enumerate(
            (plain_label(name, muted=True, wrap=True), plain_label(text, wrap=True))
        ):
            shown.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, line, column)
    return grid
