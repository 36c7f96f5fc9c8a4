"""Commands on whole documents: new, open, sample, save, versions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog

from bcm_tool.document import Document
from ui import settings

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SUFFIX = ".bcm"
DOCUMENTS = f"Continuity documents (*{SUFFIX})"


def ask_file(
    window: MainWindow,
    title: str,
    purpose: str,
    pattern: str,
    then: Callable[[str], object],
    *,
    save_as: str = "",
) -> None:
    """Ask for a file in the folder last used for ``purpose``; ``then`` gets its path.

    ``save_as`` is the name proposed for a file to write; empty asks for one that is there.
    """
    dialog = QFileDialog(window, title, settings.folder(purpose), pattern)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if save_as:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(save_as).suffix)
        dialog.selectFile(save_as)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

    def chosen(path: str) -> None:
        settings.remember_folder(purpose, path)
        then(path)

    dialog.fileSelected.connect(chosen)
    dialog.open()


def new_document(window: MainWindow) -> None:
    """Begin an untitled document; it is kept in the program's own folder from the start."""
    window.session.attempt(lambda: window.session.set_document(Document.scratch()))


def open_dialog(window: MainWindow) -> None:
    """Ask for a document and open it."""
    ask_file(window, "Open", "open", DOCUMENTS, lambda path: open_path(window, path))


def open_path(window: MainWindow, path: str | Path) -> bool:
    """Open the document at ``path``; the one that is open stays when that fails."""
    present = window.session.document
    if present is not None and present.path == Path(path).absolute():
        return True

    def act() -> None:
        document = Document.open(path)
        window.session.set_document(document)
        if not document.is_untitled:
            settings.add_recent(document.path)

    return window.session.attempt(act)


def open_sample(window: MainWindow) -> None:
    """Open a copy of the sample as an untitled document, to try things out."""

    def act() -> None:
        from bcm_tool.sample import sample_model

        window.session.set_document(Document.scratch(sample_model()))

    window.session.attempt(act)


def save(window: MainWindow) -> None:
    """Name this version; an untitled document is given a file first."""
    document = window.session.document
    if document is not None and document.is_untitled:
        save_as(window)
    else:
        name_version(window)


def save_as(window: MainWindow) -> None:
    """Go on in a file of a name of one's own."""
    document = window.session.document
    if document is None:
        return
    name = (window.session.model.method.organisation or "Continuity") + SUFFIX

    def act(path: str) -> None:
        if window.session.attempt(lambda: document.save_as(path)):
            settings.add_recent(path)
            window.refresh_title()

    ask_file(window, "Save as", "open", DOCUMENTS, act, save_as=name)


def save_copy(window: MainWindow) -> None:
    """Write a copy elsewhere and go on in the document as it is."""
    document = window.session.document
    if document is None:
        return

    def act(path: str) -> None:
        if window.session.attempt(lambda: document.save_copy(path)):
            window.tell(f"A copy was written to {path}.")

    ask_file(
        window, "Save a copy", "copy", DOCUMENTS, act, save_as=f"{document.title} copy{SUFFIX}"
    )


def name_version(window: MainWindow) -> None:
    """Give the document as it is now a name, to come back to."""
    document = window.session.document
    if document is None:
        return
    dialog = QInputDialog(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Name this version")
    dialog.setLabelText("Everything is saved already. A name lets you come back to this moment:")
    dialog.setMinimumWidth(420)

    def act(name: str) -> None:
        if window.session.attempt(lambda: document.name_version(name)):
            window.tell(f"This version is now called “{name.strip()}”.")

    dialog.textValueSelected.connect(act)
    dialog.open()


def open_version(window: MainWindow, number: int) -> None:
    """Open the content of a named version as an untitled document."""
    document = window.session.document
    if document is None:
        return

    def act() -> None:
        model = document.version_model(number)
        window.session.set_document(Document.scratch(model))

    window.session.attempt(act)


def close_document(window: MainWindow) -> None:
    """Close the document and show the start page."""
    window.session.set_document(None)


def has_document(window: MainWindow) -> bool:
    """Whether a document is open."""
    return window.session.document is not None


def can_edit(window: MainWindow) -> bool:
    """Whether a document is open that may be changed."""
    return window.session.can_edit
