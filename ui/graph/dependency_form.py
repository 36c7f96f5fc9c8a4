"""The small form of one dependency: strength, tolerance, group."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from bcm_tool.durations import format_duration, parse_duration
from bcm_tool.model.records import TAKEOVERS, Dependency
from ui.graph import commands
from ui.session import Session

NEW = "new"


class DependencyForm(QWidget):
    """Shows one dependency and turns what is typed into edits."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.dependency: str | None = None
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.strength = QComboBox()
        self.strength.addItem("Hard: stops without", "hard")
        self.strength.addItem("Soft: degraded without", "soft")
        self.tolerance = QLineEdit()
        self.tolerance.setPlaceholderText("0 min, 30 min, 4h …")
        self.group = QComboBox()
        self.required = QSpinBox()
        self.required.setMinimum(1)
        self.takeover = QComboBox()
        for name in TAKEOVERS:
            self.takeover.addItem(name.capitalize(), name)
        self.takeover_time = QLineEdit()
        self.turn = QPushButton("Turn round")
        self.remove = QPushButton("Delete")
        self._build()
        self._connect()
        self.show_dependency(None)

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setVerticalSpacing(3)
        grid.setHorizontalSpacing(10)
        grid.addWidget(self.title, 0, 0, 1, 2)
        pairs = (
            (("Strength", self.strength), ("Tolerance", self.tolerance)),
            (("Group", self.group), ("Required", self.required)),
            (("Takeover", self.takeover), ("Takeover time", self.takeover_time)),
        )
        for row, pair in enumerate(pairs):
            for column, (text, widget) in enumerate(pair):
                label = QLabel(text)
                label.setBuddy(widget)
                label.setProperty("muted", True)
                widget.setAccessibleName(text)
                grid.addWidget(label, 2 * row + 1, column)
                grid.addWidget(widget, 2 * row + 2, column)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        buttons = QHBoxLayout()
        buttons.addWidget(self.turn)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        grid.addLayout(buttons, 7, 0, 1, 2)
        grid.setRowStretch(8, 1)

    def _connect(self) -> None:
        self.strength.activated.connect(lambda: self._set(strength=self.strength.currentData()))
        self.tolerance.editingFinished.connect(self._tolerance_typed)
        self.group.activated.connect(self._group_picked)
        self.required.valueChanged.connect(self._required_changed)
        self.takeover.activated.connect(
            lambda: self._set_group(takeover=self.takeover.currentData())
        )
        self.takeover_time.editingFinished.connect(self._takeover_time_typed)
        self.turn.clicked.connect(
            lambda: self._with(lambda item: commands.reverse_dependency(self._session, item))
        )
        self.remove.clicked.connect(
            lambda: self._with(lambda item: commands.delete_dependencies(self._session, [item]))
        )

    # --- showing ----------------------------------------------------------------------------

    def show_dependency(self, dependency: str | None) -> None:
        """Show one dependency of the document, or that none is chosen."""
        model = self._session.model
        record = model.dependencies.get(dependency or "")
        self.dependency = None if record is None else record.id
        fields = (self.strength, self.tolerance, self.group, self.turn, self.remove)
        for widget in fields:
            widget.setEnabled(record is not None and self._session.can_edit)
        if record is None:
            self.title.setText("Click an edge, or choose a row, to edit a dependency.")
            self.tolerance.clear()
            self._show_group(None)
            return
        one, two = model.elements[record.dependent], model.elements[record.provider]
        self.title.setText(f"{one.key} {one.name}\nneeds {two.key} {two.name}")
        self.strength.setCurrentIndex(self.strength.findData(record.strength))
        self.strength.setEnabled(self.strength.isEnabled() and record.group is None)
        self.tolerance.setText(format_duration(record.tolerance))
        self._show_group(record)

    def _show_group(self, record: Dependency | None) -> None:
        model = self._session.model
        self.group.clear()
        self.group.addItem("No group", "")
        if record is not None:
            groups = sorted(
                model.groups_of.get(record.dependent, ()), key=lambda item: item.name.casefold()
            )
            for item in groups:
                self.group.addItem(
                    f"{item.name} ({item.required} of {len(model.members_of.get(item.id, ()))})",
                    item.id,
                )
            self.group.addItem("New group", NEW)
            self.group.setCurrentIndex(max(0, self.group.findData(record.group or "")))
        group = model.groups.get((record.group if record else None) or "")
        for widget in (self.required, self.takeover, self.takeover_time):
            widget.setEnabled(group is not None and self._session.can_edit)
        self.required.blockSignals(True)
        members = len(model.members_of.get(group.id, ())) if group else 1
        self.required.setMaximum(max(1, members))
        self.required.setSuffix(f" of {members}" if group else "")
        self.required.setValue(group.required if group else 1)
        self.required.blockSignals(False)
        self.takeover.setCurrentIndex(self.takeover.findData(group.takeover if group else ""))
        self.takeover_time.setText(format_duration(group.takeover_time) if group else "")

    def refresh(self) -> None:
        """Show the same dependency as it is now."""
        self.show_dependency(self.dependency)

    # --- editing ----------------------------------------------------------------------------

    def _with(self, action: Callable[[str], object]) -> None:
        if self.dependency is not None:
            action(self.dependency)
            self.show_dependency(self.dependency)

    def _set(self, **values: object) -> None:
        self._with(lambda item: commands.change_dependency(self._session, item, **values))

    def _set_group(self, **values: object) -> None:
        record = self._session.model.dependencies.get(self.dependency or "")
        if record is not None and record.group is not None:
            group = record.group
            self._with(lambda item: commands.change_group(self._session, group, **values))

    def _minutes(self, field: QLineEdit) -> int | None:
        """What was typed, when it is a duration; else the person is told and it is put back."""
        found: list[int] = []
        text = field.text().strip() or "0 min"
        self._session.attempt(lambda: found.append(parse_duration(text)))
        if not found:
            self.show_dependency(self.dependency)
            return None
        return found[0]

    def _tolerance_typed(self) -> None:
        record = self._session.model.dependencies.get(self.dependency or "")
        if record is None or self.tolerance.text() == format_duration(record.tolerance):
            return
        minutes = self._minutes(self.tolerance)
        if minutes is not None and minutes != record.tolerance:
            self._set(tolerance=minutes)

    def _takeover_time_typed(self) -> None:
        record = self._session.model.dependencies.get(self.dependency or "")
        group = self._session.model.groups.get((record.group if record else None) or "")
        if group is None or self.takeover_time.text() == format_duration(group.takeover_time):
            return
        minutes = self._minutes(self.takeover_time)
        if minutes is not None and minutes != group.takeover_time:
            self._set_group(takeover_time=minutes)

    def _required_changed(self, value: int) -> None:
        self._set_group(required=value)

    def _group_picked(self) -> None:
        wanted = str(self.group.currentData() or "")
        record = self._session.model.dependencies.get(self.dependency or "")
        if record is None or wanted == (record.group or ""):
            return
        if wanted == NEW:
            self._with(lambda item: commands.new_group(self._session, [item]))
        elif wanted:
            self._with(lambda item: commands.join_group(self._session, item, wanted))
        else:
            self._with(lambda item: commands.leave_group(self._session, item))
