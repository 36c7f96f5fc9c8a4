"""The scenario itself: its name, what is lost, when it begins, how often, who decides."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.recovery.lost_editor import LostEditor
from ui.session import Session
from ui.widgets.record_fields import RecordFields


class ScenarioEditor(QFrame):
    """Every field is a command of its own; nothing has to be saved."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.names = RecordFields(session, "scenarios", ("key", "name"), across=2)
        self.decision = RecordFields(
            session, "scenarios", ("decided_by", "invoke_when"), across=1, tall=48
        )
        self.likelihood = RecordFields(session, "scenarios", ("start", "frequency"), across=2)
        self.lost = LostEditor(session)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.names)
        left.addWidget(self.likelihood)
        left.addWidget(self.decision)
        left.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(self.lost, 1)

    def show_scenario(self, scenario: str) -> None:
        """Show a scenario; empty shows none."""
        self.names.show_record(scenario)
        self.likelihood.show_record(scenario)
        self.decision.show_record(scenario)
        self.lost.show_scenario(scenario)

    def edit_name(self) -> None:
        """Type the name of a scenario that was just made."""
        editor = self.names.editors["name"]
        editor.setFocus()
        select = getattr(editor, "selectAll", None)
        if select is not None:
            select()
