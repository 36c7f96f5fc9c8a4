"""Choose what to write: the workbook, or the printable recovery plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
)

from bcm_tool.errors import BcmError
from ui import settings
from ui.commands.documents import ask_file
from ui.export_work import Export, Kind, as_chosen, known_results, run_export
from ui.models.values import record_label
from ui.widgets.labels import heading, plain_label

if TYPE_CHECKING:
    from ui.main_window import MainWindow

KINDS: tuple[tuple[Kind, str, str, str], ...] = (
    ("excel", "Excel workbook", "Every record and every result, in sheets to work on", ".xlsx"),
    (
        "pdf",
        "Recovery plan (PDF)",
        "First hour, objectives, sequence, checklists, call list",
        ".pdf",
    ),
)
CONTROL = (
    ("status", "Status", "Draft"),
    ("classification", "Classification", "Confidential: holds personal data"),
    ("owner", "Plan owner", ""),
    ("approver", "Approved by", ""),
)


class ExportDialog(QDialog):
    """Asks what, for which scenario, on which paper; the file is asked for last."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export")
        self.setMinimumWidth(500)
        self._window = window
        self.kinds: dict[str, QRadioButton] = {}
        self.scenario = QComboBox()
        self.paper = QComboBox()
        self.paper.addItems(["A4", "Letter"])
        self.paper.setCurrentText(settings.text("export/paper", "A4"))
        self.control: dict[str, QLineEdit] = {}
        self._fill_scenarios()
        self._lay_out()
        self.choose_kind("pdf" if settings.text("export/kind") == "pdf" else "excel")

    def _fill_scenarios(self) -> None:
        model = self._window.session.model
        self.scenario.addItem("No scenario: objectives as they are at best", "")
        for scenario in sorted(model.scenarios.values(), key=lambda item: item.key):
            self.scenario.addItem(record_label(model, "scenarios", scenario.id), scenario.id)
        objectives = self._window.session.results.objectives
        if objectives is not None and objectives.scenario:
            self.scenario.setCurrentIndex(max(0, self.scenario.findData(objectives.scenario)))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(heading("What", 1.0))
        group = QButtonGroup(self)
        for kind, text, hint, _ in KINDS:
            button = QRadioButton(text)
            button.clicked.connect(lambda _=False, one=kind: self.choose_kind(one))
            group.addButton(button)
            self.kinds[kind] = button
            layout.addWidget(button)
            note = plain_label(hint, muted=True)
            note.setContentsMargins(24, 0, 0, 4)
            layout.addWidget(note)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.scenario.setAccessibleName("Scenario")
        self.paper.setAccessibleName("Paper")
        form.addRow(plain_label("Scenario"), self.scenario)
        form.addRow(plain_label("Paper"), self.paper)
        for name, text, default in CONTROL:
            field = QLineEdit(settings.text(f"export/{name}", default))
            field.setAccessibleName(text)
            self.control[name] = field
            form.addRow(plain_label(text), field)
        layout.addLayout(form)
        cancel = QDialogButtonBox.StandardButton.Cancel
        self.buttons = QDialogButtonBox(cancel)
        write = self.buttons.addButton("Write…", QDialogButtonBox.ButtonRole.AcceptRole)
        write.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)

    def choose_kind(self, name: str) -> None:
        """Pick workbook or plan; only the plan has document control."""
        self.kinds[name].setChecked(True)
        for field in self.control.values():
            field.setEnabled(name == "pdf")

    @property
    def kind(self) -> Kind:
        """What is picked."""
        return "pdf" if self.kinds["pdf"].isChecked() else "excel"

    def accept(self) -> None:
        window, kind = self._window, self.kind
        suffix = next(end for name, _, _, end in KINDS if name == kind)
        settings.set_text("export/kind", kind)
        settings.set_text("export/paper", self.paper.currentText())
        for name, field in self.control.items():
            settings.set_text(f"export/{name}", field.text())
        document = window.session.document
        if document is None:
            return
        control = {name: field.text().strip() for name, field in self.control.items()}
        wanted = Export(
            kind,
            Path(),
            str(self.scenario.currentData()),
            "Letter" if self.paper.currentText() == "Letter" else "A4",
            status=control["status"],
            classification=control["classification"],
            owner=control["owner"],
            approver=control["approver"],
            digest=document.fingerprint,
        )
        title = self.scenario.currentText() if wanted.scenario else document.title
        super().accept()
        pattern = "Excel workbook (*.xlsx)" if kind == "excel" else "PDF (*.pdf)"
        ask_file(
            window,
            "Export",
            "export",
            pattern,
            lambda path: write(window, path, wanted),
            save_as=_file_name(title) + suffix,
        )


def write(window: MainWindow, path: str, wanted: Export) -> None:
    """Write in the background; the window says when it is done."""
    session, export = window.session, as_chosen(replace(wanted, path=Path(path)))
    model = session.model
    known = known_results(session.results, model, export.scenario)
    task = session.tasks.start(
        f"Writing {export.path.name}", lambda work: run_export(model, export, known, work)
    )

    def done(notices: tuple[str, ...]) -> None:
        window.tell(f"Written: {path}")
        if notices:
            window.message.say("\n".join(notices), "note")

    def failed(error: BaseException) -> None:
        if isinstance(error, BcmError):
            session.problemRaised.emit(str(error))

    task.done.connect(done)
    task.failed.connect(failed)
    task.cancelled.connect(lambda: window.tell("The export was cancelled; nothing was written."))


def _file_name(title: str) -> str:
    """A title as a file name that every system takes."""
    return "".join(c if c.isalnum() or c in " -_" else "-" for c in title).strip() or "Export"
