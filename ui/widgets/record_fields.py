"""Some fields of one record as a form; every field is a command of its own.

What is refused stays in the field, and the reason stands below it: nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.errors import BcmError
from bcm_tool.model.fields import FieldSpec, field_spec
from bcm_tool.model.model import RECORD_TYPES
from ui.models.changes import change_label, set_text
from ui.models.columns import columns
from ui.models.delegate import editor_text, make_editor, mark_invalid, set_editor_text
from ui.models.values import display
from ui.session import Session
from ui.widgets.labels import plain_label

NARROW = 64
ROOMY = 4
"""Up to so many fields beside each other show an example of what may be typed."""
SHORT = ("mbco",)
"""Texts that are edited in one line here."""
WIDE = ("name", "title", "mbco", "note", "source", "invoke_when", "decided_by", "treatment")


class RecordFields(QWidget):
    """Edits fields ``names`` of the record of ``table`` that it shows.

    ``across``: how many fields stand beside each other, each with its name above it.
    """

    def __init__(
        self,
        session: Session,
        table: str,
        names: Sequence[str],
        parent: QWidget | None = None,
        *,
        across: int = 2,
        tall: int = 54,
    ) -> None:
        super().__init__(parent)
        self.session, self.table, self.names = session, table, tuple(names)
        self.record = ""
        self._across = across
        self.kind = RECORD_TYPES[table]
        self.editors: dict[str, QWidget] = {}
        self.problem = plain_label(wrap=True)
        self.problem.setProperty("problem", True)
        self.problem.hide()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        known = {column.name: column for column in columns(table)}
        for number, name in enumerate(names):
            row, column = divmod(number, across)
            label = plain_label(known[name].title, muted=True)
            label.setToolTip(known[name].tip)
            editor = self._editor(name, known[name].title, tall)
            label.setBuddy(editor)
            grid.addWidget(label, 2 * row, column)
            grid.addWidget(editor, 2 * row + 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 2 if name in WIDE else 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(grid)
        layout.addWidget(self.problem)
        self.setEnabled(False)

    def _editor(self, name: str, title: str, tall: int) -> QWidget:
        spec = field_spec(self.kind, name)
        short = name in SHORT
        editor = QLineEdit(self) if short else make_editor(self.session, self.kind, spec, self)
        editor.setAccessibleName(title)
        editor.setMinimumWidth(NARROW)
        if isinstance(editor, QLineEdit):
            editor.editingFinished.connect(lambda: self.commit(name))
            editor.textEdited.connect(lambda _: self._say("", name))
            if self._across > ROOMY:
                editor.setToolTip(editor.placeholderText())
                editor.setPlaceholderText("")
        elif isinstance(editor, QComboBox):
            editor.activated.connect(lambda _: self.commit(name))
        else:
            editor.setFixedHeight(tall)
            editor.setTabChangesFocus(True)
        editor.installEventFilter(self)
        self.editors[name] = editor
        return editor

    def show_record(self, record_id: str) -> None:
        """Fill the form; what is being typed about another record is committed first."""
        if record_id != self.record:
            self.commit_all()
            self._say("", "")
        fresh, self.record = record_id != self.record, record_id
        record = self.session.model.table(self.table).get(record_id)
        self.setEnabled(record is not None and self.session.can_edit)
        for name, editor in self.editors.items():
            if not fresh and _modified(editor) and (editor.hasFocus() or self._refused(editor)):
                continue
            text = "" if record is None else display(self.session.model, record, self._spec(name))
            if editor_text(editor) != text:
                set_editor_text(editor, text)
            _settle(editor)

    def commit(self, name: str) -> None:
        """Put what stands in a field into the document; one step to undo."""
        record = self.session.model.table(self.table).get(self.record)
        if record is None:
            return
        editor = self.editors[name]
        text = editor_text(editor)
        if text == display(self.session.model, record, self._spec(name)):
            self._say("", name)
            _settle(editor)
            return
        edit = set_text(self.table, [self.record], name, text)
        try:
            edit(self.session.model)
        except BcmError as error:
            self._say(str(error), name)
            return
        self._say("", name)
        label = change_label(self.session.model, self.table, [self.record], name)
        _settle(editor)
        self.session.edit(label, edit)

    def commit_all(self) -> None:
        """Put every field that was typed in into the document."""
        for name, editor in self.editors.items():
            if _modified(editor) and not self._refused(editor):
                self.commit(name)

    def _spec(self, name: str) -> FieldSpec:
        return field_spec(self.kind, name)

    def _refused(self, editor: QWidget) -> bool:
        return bool(editor.property("invalid"))

    def _say(self, problem: str, name: str) -> None:
        for other, editor in self.editors.items():
            if other == name or not name:
                mark_invalid(editor, "")
                editor.setProperty("invalid", bool(problem))
                editor.style().unpolish(editor)
                editor.style().polish(editor)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QPlainTextEdit):
            for name, editor in self.editors.items():
                if editor is watched:
                    self.commit(name)
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QLineEdit):
            key = event.key()  # type: ignore[attr-defined]
            if key == Qt.Key.Key_Escape and _modified(watched):
                self._take_back(watched)
                return True
        return super().eventFilter(watched, event)

    def _take_back(self, editor: QLineEdit) -> None:
        """Escape: the field as it is in the document."""
        record = self.session.model.table(self.table).get(self.record)
        for name, other in self.editors.items():
            if other is editor and record is not None:
                editor.setText(display(self.session.model, record, self._spec(name)))
                _settle(editor)
                self._say("", name)


def _modified(editor: QWidget) -> bool:
    if isinstance(editor, QLineEdit):
        return editor.isModified()
    return isinstance(editor, QPlainTextEdit) and editor.document().isModified()


def _settle(editor: QWidget) -> None:
    if isinstance(editor, QLineEdit):
        editor.setCursorPosition(0)
        editor.setModified(False)
    elif isinstance(editor, QPlainTextEdit):
        editor.moveCursor(QTextCursor.MoveOperation.Start)
        editor.document().setModified(False)
