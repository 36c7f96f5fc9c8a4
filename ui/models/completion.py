"""Completion of references by key or name, also several in one field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QCompleter, QLineEdit

from bcm_tool.model.fields import FieldSpec
from bcm_tool.model.forms import different
from bcm_tool.model.model import Model
from ui.models.values import record_label, record_name

LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
"""Keys that leave the editor of a cell."""


class ReferenceCompleter(QCompleter):
    """Offers "KEY  Name" and puts in the key; with ``many`` it completes the last of several."""

    def __init__(self, choices: list[tuple[str, str]], parent: QObject, *, many: bool) -> None:
        super().__init__(parent)
        self.many = many
        source = QStandardItemModel(self)
        for key, label in choices:
            item = QStandardItem(label)
            item.setData(key, Qt.ItemDataRole.UserRole)
            source.appendRow(item)
        self.setModel(source)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(12)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        key = str(index.data(Qt.ItemDataRole.UserRole))
        if not self.many:
            return key
        head, mark, _ = self._typed().rpartition(";")
        return f"{head}{mark} {key}" if mark else key

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(";")[2].strip()] if self.many else [path.strip()]

    def _typed(self) -> str:
        widget = self.widget()
        return str(widget.property("text") or "")


class EnterGoesOn(QObject):
    """Enter (or Tab) in the list of completions is the same key in the field, at once.

    Where several are chosen one after the other, taking one from the list does not end it.
    """

    def __init__(self, completer: ReferenceCompleter, editor: QLineEdit) -> None:
        super().__init__(editor)
        self._completer, self._editor = completer, editor
        if popup := completer.popup():
            popup.installEventFilter(self)

    def eventFilter(self, popup: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in LEAVING or not isinstance(popup, QAbstractItemView):
            return False
        chosen = popup.currentIndex()
        if chosen.isValid() and self._completer.many:
            return False
        popup.hide()
        if chosen.isValid():
            self._editor.setText(self._completer.pathFromIndex(chosen))
        again = QKeyEvent(QEvent.Type.KeyPress, event.key(), event.modifiers(), event.text())
        QApplication.sendEvent(self._editor, again)
        return True


def take_the_only_one(editor: QLineEdit) -> bool:
    """Put in the one completion that there is for what was typed; False where there are others."""
    completer = editor.completer()
    if not isinstance(completer, ReferenceCompleter) or not editor.text().strip():
        return False
    completer.setCompletionPrefix(editor.text())
    if completer.completionCount() != 1:
        return False
    completer.setCurrentRow(0)
    editor.setText(completer.currentCompletion())
    return True


def reference_completer(model: Model, spec: FieldSpec, parent: QObject) -> ReferenceCompleter:
    """The completer for a field that refers to records."""
    many = spec.type in ("refs", "demand", "lost")
    return ReferenceCompleter(reference_choices(model, spec), parent, many=many)


def word_completer(words: list[str], spec: FieldSpec, parent: QObject) -> ReferenceCompleter:
    """The completer for a field that takes words of the document's own."""
    choices = [(word, word) for word in words]
    return ReferenceCompleter(choices, parent, many=spec.type == "words")


def suggestions(model: Model, spec: FieldSpec) -> list[str]:
    """Skills that the document uses elsewhere; empty for any other field."""
    if spec.name in ("skill", "skills"):
        skills = [skill for item in model.teams.values() for skill in item.skills]
        skills += [item.skill for item in model.tasks.values() if item.skill.strip()]
        return sorted(different(skills), key=str.casefold)
    return []


def reference_choices(model: Model, spec: FieldSpec) -> list[tuple[str, str]]:
    """(what is put in, what is shown) for everything a field can refer to."""
    found = [
        (record_name(model, spec.target, record_id), record_label(model, spec.target, record_id))
        for record_id in model.table(spec.target)
    ]
    if spec.type == "lost":
        found += [(label, label) for label in sorted(_labels(model), key=str.casefold)]
        return found
    return sorted(found, key=lambda pair: pair[1].casefold()) if spec.target != "bands" else found


def _labels(model: Model) -> set[str]:
    sites = {f"site:{item.site}" for item in model.elements.values() if item.site}
    suppliers = {f"supplier:{item.supplier}" for item in model.elements.values() if item.supplier}
    return sites | suppliers
