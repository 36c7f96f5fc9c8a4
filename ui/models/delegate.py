"""Editors of cells by the kind of field, with errors said before anything is lost."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from bcm_tool.errors import BcmError
from bcm_tool.model.fields import FieldSpec
from bcm_tool.model.records import Record
from bcm_tool.model.rules import value_problem
from ui.models.completion import (
    LEAVING,
    EnterGoesOn,
    ReferenceCompleter,
    reference_completer,
    suggestions,
    take_the_only_one,
    word_completer,
)
from ui.models.live_check import LiveCheck
from ui.models.record_model import Index, RecordModel
from ui.models.values import Reader, options, parse, title
from ui.session import Session
from ui.tips import plain_tip

LONG_TEXTS = ("description", "note", "control", "treatment", "invoke_when", "mbco", "lost")
_HINTS = {
    "minutes": "4h, 1d 12h, 90 min",
    "date": "2027-03-31",
    "demand": "DBA:1; SYS:2",
    "lost": "KEY; site:NAME; supplier:NAME",
    "refs": "KEY; KEY",
    "words": "Word; word",
}
_FORM_HINTS = {
    "calendar": "Mon-Fri 08:00-18:00; Sat 09:00-12:00",
    "week time": "Mon 14:00",
    "frequency": "0.2 or 20 %",
    "appetite": "100000: 10 %; 1000000: 1 %",
    "percent": "99.9 %",
}


def hint_of(spec: FieldSpec) -> str:
    """An example of what may be typed."""
    return _FORM_HINTS.get(spec.form) or _HINTS.get(spec.type, "")


def problem_with(
    session: Session, kind: type[Record], spec: FieldSpec, text: str, *, table: str = ""
) -> str:
    """Why a text cannot be the value of a field; empty when it can."""
    if table == "dependencies" and spec.name == "group":
        return ""  # a group that is not there yet is made
    try:
        value = parse(Reader(session.model), kind, spec, text)
    except BcmError as error:
        return str(error)
    return _sentence(spec, value_problem(session.model, spec, value))


def _sentence(spec: FieldSpec, problem: str) -> str:
    """The rule's words, with the field called as its column is."""
    label = spec.name.replace("_", " ")
    if problem.startswith(f"{label} "):
        return title(spec.name) + problem.removeprefix(label)
    return problem[:1].upper() + problem[1:]


def make_editor(
    session: Session, kind: type[Record], spec: FieldSpec, parent: QWidget
) -> QComboBox | QLineEdit | QPlainTextEdit:
    """The editor for a field: a list to choose from, a line, or several lines."""
    choices = options(session.model, kind, spec)
    if choices:
        box = QComboBox(parent)
        for choice in choices:
            box.addItem(choice or "(not set)", choice)
        return box
    if spec.name in LONG_TEXTS and spec.type == "text":
        return QPlainTextEdit(parent)
    line = QLineEdit(parent)
    line.setPlaceholderText(hint_of(spec))
    if spec.target and spec.name != "group":
        line.setCompleter(reference_completer(session.model, spec, line))
    elif words := suggestions(session.model, spec):
        line.setCompleter(word_completer(words, spec, line))
    if spec.form:
        LiveCheck(line, lambda text: problem_with(session, kind, spec, text), mark_invalid)
    return line


def editor_text(editor: QWidget) -> str:
    """What stands in an editor."""
    if isinstance(editor, QComboBox):
        return str(editor.currentData())
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    return editor.text() if isinstance(editor, QLineEdit) else ""


def set_editor_text(editor: QWidget, text: str) -> None:
    """Fill an editor."""
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findData(text)))
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
        editor.selectAll()
    elif isinstance(editor, QLineEdit):
        editor.setText(text)
        editor.selectAll()


def mark_invalid(editor: QWidget, problem: str) -> None:
    """Show that what stands in an editor is not understood, and why."""
    if bool(editor.property("invalid")) != bool(problem):
        editor.setProperty("invalid", bool(problem))
        editor.style().unpolish(editor)
        editor.style().polish(editor)
    if problem:
        QToolTip.showText(
            editor.mapToGlobal(QPoint(0, editor.height())), plain_tip(problem), editor
        )
    else:
        QToolTip.hideText()


class FieldDelegate(QStyledItemDelegate):
    """Edits the cells of a :class:`RecordModel`."""

    def __init__(self, source: RecordModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        spec = self._source.columns[index.column()].spec
        editor = make_editor(self._source.session, self._source.kind, spec, parent)
        editor.setAccessibleName(self._source.columns[index.column()].title)
        if isinstance(editor, QLineEdit):
            editor.textEdited.connect(lambda text: mark_invalid(editor, ""))
            completer = editor.completer()
            if isinstance(completer, ReferenceCompleter):
                EnterGoesOn(completer, editor)
        if isinstance(editor, QComboBox):
            editor.activated.connect(lambda _: self._commit(editor))
        editor.setProperty("column", index.column())
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        set_editor_text(editor, str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QObject, index: Index) -> None:
        # Qt commits again when the closing editor loses the focus; what was refused is said once.
        text = editor_text(editor)
        if editor.property("committed") != text:
            editor.setProperty("committed", text)
            self._source.setData(index, text)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        area = option.rect
        if isinstance(editor, QPlainTextEdit):
            size = QSize(max(320, area.width()), 110)
            parent = editor.parentWidget()
            room = parent.rect() if parent else area
            area.setSize(size.boundedTo(room.size()))
            area.moveRight(min(area.right(), room.right()))
            area.moveBottom(min(area.bottom(), room.bottom()))
        editor.setGeometry(area)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if isinstance(editor, QLineEdit) and self._refuses(editor, event):
                return True
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if isinstance(editor, QPlainTextEdit) and enter:
                if shift:
                    editor.insertPlainText("\n")
                else:
                    self._commit(editor)
                return True
        return super().eventFilter(editor, event)

    def _refuses(self, editor: QLineEdit, event: QKeyEvent) -> bool:
        """Keep the editor open, and say why, when Enter or Tab would lose what was typed."""
        if event.key() not in LEAVING:
            return False
        source = self._source
        spec = source.columns[int(editor.property("column"))].spec
        problem = self._problem(editor, spec)
        if problem and spec.target and take_the_only_one(editor):
            problem = self._problem(editor, spec)
        mark_invalid(editor, problem)
        return bool(problem)

    def _problem(self, editor: QLineEdit, spec: FieldSpec) -> str:
        source = self._source
        text = editor.text()
        return problem_with(source.session, source.kind, spec, text, table=source.table)

    def _commit(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
