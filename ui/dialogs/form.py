"""Small dialogs that ask for some fields of a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.model.fields import FieldSpec
from bcm_tool.model.model import RECORD_TYPES
from ui.models.delegate import editor_text, make_editor, problem_with, set_editor_text
from ui.models.values import title
from ui.session import Session
from ui.theme import SPACE
from ui.widgets.labels import plain_label

Accept = Callable[[dict[str, str]], bool]


class FormDialog(QDialog):
    """Asks for the given fields of a record of ``table``.

    ``accept_values`` gets what was typed by field name and says whether it was taken; when it
    was not, the dialog stays open with everything in it.
    """

    def __init__(
        self,
        session: Session,
        table: str,
        specs: Sequence[FieldSpec],
        heading: str,
        accept_values: Accept,
        parent: QWidget | None = None,
        *,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setMinimumWidth(460)
        self._session, self._table, self._accept = session, table, accept_values
        self.editors: dict[str, QWidget] = {}
        self._specs = {spec.name: spec for spec in specs}
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE)
        if note:
            layout.addWidget(plain_label(note, wrap=True, muted=True))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for spec in specs:
            editor = make_editor(session, RECORD_TYPES[table], spec, self)
            editor.setAccessibleName(title(spec.name))
            self.editors[spec.name] = editor
            form.addRow(plain_label(title(spec.name)), editor)
        layout.addLayout(form)
        self.problem = plain_label(wrap=True)
        self.problem.hide()
        layout.addWidget(self.problem)
        ok, cancel = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel
        self.buttons = QDialogButtonBox(ok | cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)

    def fill(self, name: str, text: str) -> None:
        """Put a text into a field."""
        set_editor_text(self.editors[name], text)

    def accept(self) -> None:
        values = {name: editor_text(editor) for name, editor in self.editors.items()}
        kind = RECORD_TYPES[self._table]
        for name, text in values.items():
            spec = self._specs[name]
            problem = problem_with(self._session, kind, spec, text, table=self._table)
            if problem:
                self._say(problem, name)
                return
        refused: list[str] = []
        self._session.problemRaised.connect(refused.append)
        taken = self._accept(values)
        self._session.problemRaised.disconnect(refused.append)
        if taken:
            super().accept()
        elif refused:
            self._say(refused[-1])

    def _say(self, problem: str, name: str = "") -> None:
        self.problem.setText(problem)
        self.problem.show()
        editor = self.editors.get(name)
        if editor is not None:
            editor.setFocus()
            if isinstance(editor, QLineEdit):
                editor.selectAll()
