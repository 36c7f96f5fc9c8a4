"""Long work in the status bar: what goes on, how far it is, and Cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui.tasks import Task, Tasks
from ui.widgets.labels import plain_label


class ProgressStrip(QWidget):
    """Shows the oldest work that has gone on for more than a moment."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self.label = plain_label()
        self.bar = QProgressBar()
        self.bar.setFixedWidth(170)
        self.bar.setTextVisible(False)
        self.button = QPushButton("Cancel")
        self.button.setAccessibleName("Cancel what goes on")
        self.button.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 1, 4, 1)
        for widget in (self.label, self.bar, self.button):
            layout.addWidget(widget)
        tasks.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show where the work is now."""
        shown = self._tasks.shown()
        self._task = shown[0] if shown else None
        self.setVisible(self._task is not None)
        if self._task is None:
            return
        work = self._task.work
        more = f" (and {len(shown) - 1} more)" if len(shown) > 1 else ""
        self.label.setText(f"{work.label}{more}")
        self.bar.setMaximum(work.total)
        self.bar.setValue(work.done)
        self.button.setEnabled(not work.stopping.is_set())

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.refresh()
