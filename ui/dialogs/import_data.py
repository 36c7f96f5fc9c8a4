"""Import: choose a source, map foreign columns, look at what would change, then apply."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.document import Document
from bcm_tool.errors import BcmError, InputError
from bcm_tool.exchange.mapping_memory import remember_mapping
from bcm_tool.exchange.planned import ImportPlan
from bcm_tool.exchange.source import FORMATS
from ui import settings
from ui.commands.documents import ask_file
from ui.import_work import Seen, look, plan
from ui.tasks import Task, Work
from ui.widgets.labels import heading, plain_label
from ui.widgets.mapping_page import MappingPage
from ui.widgets.preview_page import PreviewPage

if TYPE_CHECKING:
    from ui.main_window import MainWindow

PATTERN = "Everything that can be imported (*.xlsx *.xlsm *.csv *.tsv *.xml *.zip);;All files (*)"
FORMAT_TEXTS = {
    "workbook": "Excel workbook",
    "csv": "CSV, a file or a folder",
    "archimate": "ArchiMate Open Exchange",
}


class ImportDialog(QDialog):
    """Three pages; nothing changes before the last button, and then all or nothing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import")
        self.resize(880, 580)
        self._window = window
        self._task: Task | None = None
        self._closed = False
        self._seen: Seen | None = None
        self.plan: ImportPlan | None = None
        self.title = heading("Choose a source")
        self.problem = plain_label(wrap=True)
        self.pages = QStackedWidget()
        self.mapping = MappingPage()
        self.preview = PreviewPage()
        self.pages.addWidget(self._source_page())
        self.pages.addWidget(self.mapping)
        self.pages.addWidget(self.preview)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.back = QPushButton("Back")
        self.next = QPushButton("Read")
        self.next.setDefault(True)
        self.cancel = QPushButton("Cancel")
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.cancel.clicked.connect(self.stop_or_close)
        self._lay_out()
        self._show(0)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.bar, 1)
        buttons.addStretch(1)
        for button in (self.back, self.next, self.cancel):
            button.setAutoDefault(button is self.next)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.title)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def _source_page(self) -> QWidget:
        page = QWidget()
        self.path = QLineEdit()
        self.path.setAccessibleName("Source")
        self.path.setPlaceholderText("A file, or a folder of CSV files; drop it here")
        self.path.textChanged.connect(lambda _: self._ready())
        self.format = QComboBox()
        self.format.setAccessibleName("Format")
        self.format.addItem("Guess from the name", None)
        for name in FORMATS:
            self.format.addItem(FORMAT_TEXTS[name], name)
        self.map_columns = QCheckBox(
            "Map sheets and columns by hand, even if they are named as ours"
        )
        file, folder = QPushButton("File…"), QPushButton("Folder…")
        file.clicked.connect(self._ask_file)
        folder.clicked.connect(self._ask_folder)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(file)
        row.addWidget(folder)
        form = QFormLayout(page)
        form.addRow(plain_label("Source"), row)
        form.addRow(plain_label("Format"), self.format)
        form.addRow("", self.map_columns)
        form.addRow(
            "",
            plain_label(
                "Rows are recognised by their keys: importing the same source again changes what "
                "differs and adds what is new. What only your document has is kept. Empty cells "
                "change nothing; a single - clears a value.",
                muted=True,
                wrap=True,
            ),
        )
        return page

    # --- pages ------------------------------------------------------------------------------

    def _show(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.title.setText(("Choose a source", "Map the columns", "What would change")[page])
        self.next.setText(("Read", "Preview", "Import")[page])
        self.problem.setText("")
        self._ready()

    def _ready(self) -> None:
        page, busy = self.pages.currentIndex(), self._task is not None
        fine = (
            bool(self.path.text().strip()),
            True,
            self.plan is not None and self.plan.model is not None and self.changes > 0,
        )[page]
        self.next.setEnabled(fine and not busy)
        self.back.setEnabled(page > 0 and not busy)
        self.pages.setEnabled(not busy)
        self.cancel.setText("Stop" if busy else "Cancel")

    @property
    def changes(self) -> int:
        """How many records the plan adds or changes."""
        found = self.plan
        return len(found.added) + len(found.changed) + len(found.created) if found else 0

    def go_back(self) -> None:
        """The page before."""
        mapped = self._seen is not None and self._seen.inspected is not None
        self._show(1 if self.pages.currentIndex() == 2 and mapped else 0)

    def go_on(self) -> None:
        """The next page, or the import itself."""
        page = self.pages.currentIndex()
        if page == 0:
            self.read_source()
        elif page == 1:
            self.make_plan()
        else:
            self.apply()

    def set_source(self, path: str) -> None:
        """Fill in a source and read it."""
        self.path.setText(path)
        self.read_source()

    def _ask_file(self) -> None:
        ask_file(self._window, "Import", "import", PATTERN, self.path.setText)

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Import a folder", settings.folder("import"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()

    # --- work -------------------------------------------------------------------------------

    def read_source(self) -> None:
        """Read the source in the background."""
        path, format = Path(self.path.text().strip()), self.format.currentData()
        by_hand = self.map_columns.isChecked()
        self._start(
            f"Reading {path.name}",
            lambda work: look(path, format, map_columns=by_hand, work=work),
            self._was_read,
        )

    def _was_read(self, found: Seen) -> None:
        self._seen = found
        settings.remember_folder("import", found.path)
        if found.inspected is not None:
            self.mapping.show_source(found.inspected, found.mapping, remembered=found.remembered)
            self._show(1)
        else:
            self.make_plan()

    def make_plan(self) -> None:
        """Work out what would change, in the background."""
        found = self._seen
        if found is None:
            return
        mapping = self.mapping.mapping() if found.inspected is not None else None
        model = self._window.session.model if self._window.session.document else None
        self._start("Checking", lambda work: plan(model, found, mapping, work), self._was_planned)

    def _was_planned(self, found: ImportPlan) -> None:
        self.plan = found
        self.preview.show_plan(found)
        self._show(2)

    def _start(
        self, label: str, function: Callable[[Work], Any], done: Callable[[Any], None]
    ) -> None:
        self.problem.setText("")
        task = self._window.session.tasks.start(label, function, quiet=True)
        self._task = task
        self.bar.setRange(0, 0)
        self.bar.show()
        self._ready()

        def ended(then: Callable[[], None]) -> None:
            if self._closed:  # the work may outlive the dialog by a moment
                return
            self._task = None
            self.bar.hide()
            then()
            self._ready()

        task.done.connect(lambda result: ended(lambda: done(result)))
        task.failed.connect(lambda error: ended(lambda: self._failed(error)))
        task.cancelled.connect(lambda: ended(lambda: self.problem.setText("Stopped.")))
        self._window.session.tasks.changed.connect(self._show_progress)

    def _show_progress(self) -> None:
        if self._task is not None and self._task.work.total:
            self.bar.setRange(0, self._task.work.total)
            self.bar.setValue(self._task.work.done)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, InputError):
            self.problem.setText("\n".join(str(item) for item in error.problems[:5]))
        elif isinstance(error, BcmError):
            self.problem.setText(str(error))
        else:
            self.problem.setText("The source could not be read: the program made an error.")

    def stop_or_close(self) -> None:
        """Stop what goes on; when nothing does, close."""
        if self._task is not None:
            self._task.cancel()
        else:
            self.reject()

    def done(self, result: int) -> None:
        self._closed = True
        if self._task is not None:
            self._task.cancel()
        super().done(result)

    # --- the end ----------------------------------------------------------------------------

    def apply(self) -> None:
        """Put the import into the document as one command."""
        found, session = self.plan, self._window.session
        if found is None or found.model is None:
            return
        after = found.model
        if session.document is None:
            base = found.base
            if not session.attempt(lambda: session.set_document(Document.scratch(base))):
                return
        elif session.model is not found.base:
            self.problem.setText("The document has changed meanwhile; the preview is made again.")
            self.make_plan()
            return
        if session.edit(f"Import {found.source}", lambda _: after):
            self._remember()
            self._window.tell(
                f"Imported {found.source}: {len(found.added):,} added, "
                f"{len(found.changed):,} changed."
            )
            self.accept()

    def _remember(self) -> None:
        found = self._seen
        if found is not None and found.inspected is not None:
            inspected, mapping = found.inspected, self.mapping.mapping()
            self._window.session.attempt(lambda: remember_mapping(inspected, mapping))
