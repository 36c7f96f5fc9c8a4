"""The fields of an element as a form; every field is a command of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from bcm_tool.model.records import Element
from ui.models.changes import change_label, set_text
from ui.models.columns import columns
from ui.models.delegate import (
    editor_text,
    make_editor,
    mark_invalid,
    problem_with,
    set_editor_text,
)
from ui.models.values import display
from ui.session import Session
from ui.widgets.labels import plain_label


class ElementForm(QWidget):
    """Edits the element it shows, field by field."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.element = ""
        self.editors: dict[str, QWidget] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(10, 8, 10, 10)
        self._form.setHorizontalSpacing(10)
        self._form.setVerticalSpacing(5)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for column in columns("elements"):
            editor = make_editor(session, Element, column.spec, self)
            editor.setAccessibleName(column.title)
            if isinstance(editor, QLineEdit):
                editor.editingFinished.connect(lambda name=column.name: self.commit(name))
            elif isinstance(editor, QComboBox):
                editor.activated.connect(lambda _, name=column.name: self.commit(name))
                editor.setMinimumContentsLength(8)
                editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            else:
                editor.setFixedHeight(64)
                editor.setTabChangesFocus(True)
                editor.installEventFilter(self)
            self.editors[column.name] = editor
            label = plain_label(column.title, muted=True)
            label.setToolTip(column.tip)
            self._form.addRow(label, editor)

    def show_element(self, element: str) -> None:
        """Fill the form; what is being typed in another element's form is committed first."""
        if element != self.element:
            self._commit_focused()
        self.element = element
        record = self.session.model.elements.get(element)
        self.setEnabled(record is not None and self.session.can_edit)
        if record is None:
            return
        for column in columns("elements"):
            editor = self.editors[column.name]
            text = display(self.session.model, record, column.spec)
            if editor_text(editor) != text and not (editor.hasFocus() and _modified(editor)):
                set_editor_text(editor, text)
                _at_start(editor)
            mark_invalid(editor, "")

    def commit(self, name: str) -> None:
        """Put what stands in a field into the document; one step to undo."""
        record = self.session.model.elements.get(self.element)
        if record is None:
            return
        spec = next(item.spec for item in columns("elements") if item.name == name)
        editor, before = self.editors[name], display(self.session.model, record, spec)
        text = editor_text(editor)
        if text == before:
            return
        problem = problem_with(self.session, Element, spec, text)
        mark_invalid(editor, problem)
        if problem:
            return
        ids = [self.element]
        label = change_label(self.session.model, "elements", ids, name)
        if not self.session.edit(label, set_text("elements", ids, name, text)):
            set_editor_text(editor, before)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            for name, editor in self.editors.items():
                if editor is watched:
                    self.commit(name)
        return super().eventFilter(watched, event)

    def _commit_focused(self) -> None:
        for name, editor in self.editors.items():
            if editor.hasFocus() and self.element:
                self.commit(name)
                return


def _modified(editor: QWidget) -> bool:
    if isinstance(editor, QLineEdit):
        return editor.isModified()
    return isinstance(editor, QPlainTextEdit) and editor.document().isModified()


def _at_start(editor: QWidget) -> None:
    if isinstance(editor, QLineEdit):
        editor.setCursorPosition(0)
        editor.setModified(False)
    elif isinstance(editor, QPlainTextEdit):
        editor.moveCursor(editor.textCursor().MoveOperation.Start)
        editor.document().setModified(False)
