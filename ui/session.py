"""What all views share: the open document, its results, and what is selected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from bcm_tool.errors import BcmError
from bcm_tool.model.carry import carry_indexes
from bcm_tool.model.diff import Diff
from bcm_tool.model.model import Model
from ui.garbage import Sweeper
from ui.results import Results
from ui.tasks import Tasks

if TYPE_CHECKING:
    from bcm_tool.document import Document

NO_MODEL = Model()


def finish_typing() -> None:
    """Let go of the focus, so that what is being typed somewhere is committed first."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit | QPlainTextEdit):
        field.clearFocus()


class Session(QObject):
    """The current document or none, background results and the selection.

    Signals
    -------
    documentReplaced()          another document, or none any more
    modelChanged(diff)          an edit, undo or redo: what differs
    resultsChanged(name)        see :class:`ui.results.Results`
    selectionChanged(ids)       tuple of element ids, the current one first
    problemRaised(sentence)     something a person asked for was refused
    viewRequested(name, ids)    go to a view and show these record ids there
    """

    documentReplaced = Signal()
    modelChanged = Signal(object)
    resultsChanged = Signal(str)
    selectionChanged = Signal(object)
    problemRaised = Signal(str)
    viewRequested = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = Tasks(self)
        self.results = Results(self.tasks, self)
        self.results.changed.connect(self.resultsChanged)
        self.results.failed.connect(self._analysis_failed)
        self.results.changed.connect(self._results_changed)
        self.sweeper = Sweeper(self)
        self._fresh = False  # a document of which the first results are still to come
        self._document: Document | None = None
        self._unsubscribe: Callable[[], object] | None = None
        self._selection: tuple[str, ...] = ()

    # --- document ---------------------------------------------------------------------------

    @property
    def document(self) -> Document | None:
        """The open document; None while there is none."""
        return self._document

    @property
    def model(self) -> Model:
        """The document's model; an empty one while there is no document."""
        return NO_MODEL if self._document is None else self._document.model

    @property
    def can_edit(self) -> bool:
        """Whether edits are possible at all."""
        return self._document is not None and not self._document.read_only

    def set_document(self, document: Document | None) -> None:
        """Show another document (or none); the one before is closed."""
        finish_typing()
        before, unsubscribe = self._document, self._unsubscribe
        self._document, self._unsubscribe = document, None
        if unsubscribe is not None:
            unsubscribe()
        if before is not None:
            before.close()
        if document is not None:
            self._unsubscribe = document.subscribe(self._changed)
        self._selection = ()
        self.results.follow(self.model, forget=True)
        self.documentReplaced.emit()
        self.selectionChanged.emit(())
        self.sweeper.begin(len(self.model.elements))
        self._fresh = True

    def edit(
        self, label: str, function: Callable[[Model], Model], merge_key: str | None = None
    ) -> bool:
        """Do one undoable command; False when it was refused, and the person was told why."""
        document = self._document
        if document is None:
            return False
        return self.attempt(lambda: document.edit(label, function, merge_key=merge_key))

    def undo(self) -> bool:
        """Take the last command back."""
        document = self._document
        return document is not None and document.can_undo and self.attempt(document.undo)

    def redo(self) -> bool:
        """Do the command again that was taken back last."""
        document = self._document
        return document is not None and document.can_redo and self.attempt(document.redo)

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something that may be refused with a sentence for the person."""
        self.tasks.hold()
        try:
            action()
        except BcmError as error:
            self.problemRaised.emit(str(error))
            return False
        finally:
            self.results.release_soon()
        return True

    def _analysis_failed(self, error: BaseException) -> None:
        if isinstance(error, BcmError):
            self.problemRaised.emit(str(error))

    def _results_changed(self, name: str) -> None:
        self.sweeper.put_off()
        if self._fresh and name == "ready":
            self._fresh = False
            self.sweeper.set_aside()

    def _changed(self, changes: Diff) -> None:
        carry_indexes(self.results.model, self.model, changes)
        self.results.follow(self.model, changes=changes)
        kept = tuple(item for item in self._selection if item in self.model.elements)
        self.modelChanged.emit(changes)
        if kept != self._selection:
            self.select(kept)

    # --- selection and ways -----------------------------------------------------------------

    @property
    def selection(self) -> tuple[str, ...]:
        """Ids of the selected elements, the current one first."""
        return self._selection

    def select(self, ids: Iterable[str]) -> None:
        """Select elements; ids that are none are left out."""
        wanted = tuple(dict.fromkeys(item for item in ids if item in self.model.elements))
        if wanted != self._selection:
            self._selection = wanted
            self.selectionChanged.emit(wanted)

    def show_in(self, view: str, ids: Iterable[str] = ()) -> None:
        """Go to the view called ``view`` and show these records (elements are selected)."""
        wanted = tuple(ids)
        if any(item in self.model.elements for item in wanted):
            self.select(wanted)
        self.viewRequested.emit(view, wanted)

    def close(self) -> None:
        """Stop all work and close the document, at the end of the program."""
        finish_typing()
        self.tasks.stop_all()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        if self._document is not None:
            document, self._document = self._document, None
            document.close()
        self.sweeper.end()
