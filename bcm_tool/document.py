"""An open document: its model, its file and its history; tells listeners what has changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bcm_tool.errors import BcmError
from bcm_tool.files import backup, log, places
from bcm_tool.files.changes import read_changes
from bcm_tool.files.connect import in_words
from bcm_tool.files.store import Store, clear_log, create, open_store
from bcm_tool.history import CommandKind, History, Step
from bcm_tool.model.diff import Diff, diff
from bcm_tool.model.groupings import take_along
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model
from bcm_tool.model.rules import is_control

BIG_CHANGE = 100  # records; from here on a backup is made first

Listener = Callable[[Diff], None]


@dataclass(frozen=True, slots=True)
class Version:
    """A moment that a person gave a name; ``number`` is its place in the command log."""

    number: int
    name: str
    who: str
    at: datetime


class Document:
    """One document. Every command is in the file before the method that gave it returns.

    Whatever fails raises ``BcmError`` with a sentence for the person, and then model, history
    and file are as before. To be used from one thread.
    """

    def __init__(self, store: Store, model: Model, history: History) -> None:
        """Use :meth:`create`, :meth:`open` or :meth:`scratch`."""
        self._store = store
        self._model = model
        self._history = history
        self._listeners: list[Listener] = []
        self._closed = False

    # --- opening and closing ----------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path | str, model: Model | None = None) -> Document:
        """Make a document at ``path``, where no file may be, with ``model`` or an empty one."""
        place = Path(path).absolute()
        create(place, default_model() if model is None else model, "New document")
        return cls.open(place)

    @classmethod
    def open(cls, path: Path | str) -> Document:
        """Open a document; ``read_only`` then says whether, and why, it cannot be changed."""
        store, checked = open_store(Path(path))
        return cls(store, checked.model, checked.history)

    @classmethod
    def scratch(cls, model: Model | None = None) -> Document:
        """An untitled document, kept in the program's own folder so that it cannot get lost."""
        stamp = log.now().strftime("%Y%m%dT%H%M%S%f")
        with in_words(Path("Untitled")):
            folder = places.made(places.untitled_folder())
        return cls.create(folder / f"{stamp}{places.SUFFIX}", model)

    @staticmethod
    def untitled() -> list[Path]:
        """Untitled documents that were left, the newest first."""
        return sorted(places.untitled_folder().glob(f"*{places.SUFFIX}"), reverse=True)

    def close(self) -> None:
        """Close the file; an untitled document in which nothing was done is removed."""
        if self._closed:
            return
        self._closed = True
        self._listeners.clear()
        unused = self.is_untitled and not self.read_only and self._history.number <= 1
        self._store.close()
        if unused:
            with suppress(OSError):
                self._store.path.unlink()

    def save_as(self, path: Path | str) -> None:
        """Go on in a new file: the document moves when it was untitled, else the old one stays.

        What can be undone goes along.
        """
        target = Path(path).resolve()
        if target == self._store.path:
            raise BcmError(f"The document already is “{target.name}”.")
        self.save_copy(target)
        store, checked = open_store(target)
        old, untitled = self._store, self.is_untitled and not self.read_only
        self._store, self._history = store, checked.history
        old.close()
        if untitled:
            with suppress(OSError):
                old.path.unlink()

    def save_copy(self, path: Path | str) -> None:
        """Write a proven copy, history included, to another file, replacing what is there."""
        target = Path(path).resolve()
        if target == self._store.path:
            raise BcmError(f"A copy cannot replace the document “{target.name}” itself.")
        backup.save_copy(self._store.connection, target)

    # --- what it is -------------------------------------------------------------------------------

    @property
    def model(self) -> Model:
        """The content, as it is now."""
        return self._model

    @property
    def path(self) -> Path:
        """Its file, also while it is untitled."""
        return self._store.path

    @property
    def title(self) -> str:
        """The name for the window's title."""
        return "Untitled" if self.is_untitled else self._store.path.stem

    @property
    def is_untitled(self) -> bool:
        """Whether it still lives in the program's own folder."""
        return self._store.path.parent == places.untitled_folder().resolve()

    @property
    def read_only(self) -> str:
        """Why it cannot be changed, as a sentence; empty when it can."""
        return self._store.read_only

    @property
    def fingerprint(self) -> str:
        """The hash of the last command, which a printed report names."""
        return self._store.state.head

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return not self.read_only and bool(self._history.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return not self.read_only and bool(self._history.undone)

    @property
    def undo_label(self) -> str:
        """What undo would take back, or nothing."""
        return self._history.done[-1].label if self.can_undo else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again, or nothing."""
        return self._history.undone[-1].label if self.can_redo else ""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with the diff after every change; the result ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    # --- commands ---------------------------------------------------------------------------------

    def edit(self, label: str, fn: Callable[[Model], Model], merge_key: str | None = None) -> Diff:
        """Apply ``fn`` as one command; nothing is written when it changes nothing.

        Edits with the same ``merge_key`` within two seconds are one step to undo.
        """
        self._refuse_read_only()
        after = fn(self._model)
        changes = diff(self._model, after)
        if not changes:
            return changes
        big = sum(len(table) for table in changes.tables.values()) > BIG_CHANGE
        if big and self._history.number > 1:  # before that there is nothing to keep
            self._keep_backup()
        at = log.now()
        step = self._history.step_for(merge_key, at)
        self._run("edit", label, changes, after, step=step, at=at, merge_key=merge_key)
        return changes

    def undo(self) -> Diff:
        """Take back the last step; the empty diff when there is none."""
        self._refuse_read_only()
        if not self._history.done:
            return Diff({})
        return self._turn("undo", self._history.done[-1])

    def redo(self) -> Diff:
        """Do again what was undone last; the empty diff when there is nothing."""
        self._refuse_read_only()
        if not self._history.undone:
            return Diff({})
        return self._turn("redo", self._history.undone[-1])

    def name_version(self, text: str) -> Version:
        """Give the document as it is now a name, to come back to."""
        name = " ".join(text.split())
        if not name or any(is_control(letter) for letter in name):
            raise BcmError("A version needs a name without control characters.")
        entry = self._log("version", name)
        return _version(entry)

    def versions(self) -> list[Version]:
        """Named versions, the newest first; none where a newer program keeps the log."""
        if not self._store.state.number:
            return []
        with in_words(self.path):
            entries = log.read_kind(self._store.connection, "version")
        return [_version(entry) for entry in reversed(entries)]

    def version_model(self, number: int) -> Model:
        """The content of the version with this number in the log."""
        model = self._model
        with in_words(self.path):
            last = self._store.state.number
            entries = log.read_between(self._store.connection, number + 1, last)
        for entry in reversed(entries):
            model = read_changes(entry.changes, model, backward=True).apply(model)
        return model

    def backups(self) -> list[Path]:
        """The program's own backups of this document, and of copies of it, the newest first."""
        return backup.backups(self._store.state.document)

    def clear_history(self, *, and_backups: bool = False) -> None:
        """Forget all earlier content: undo, versions, and the texts of removed records.

        After this nothing that was removed, a person's data for instance, is left in the file;
        with ``and_backups`` not in the program's own backups either.
        """
        self._refuse_read_only()
        self._store.refuse_moved()
        with in_words(self.path):
            entry = clear_log(self._store)
        self._history = self._history.after(entry.command)
        for kept in self.backups() if and_backups else ():
            with in_words(kept):
                kept.unlink(missing_ok=True)

    # --- how --------------------------------------------------------------------------------------

    def _turn(self, kind: CommandKind, step: Step) -> Diff:
        before = after = self._model
        with in_words(self.path):
            entries = log.read_between(self._store.connection, step.first, step.last)
        for entry in reversed(entries) if kind == "undo" else entries:
            changes = read_changes(entry.changes, after, backward=kind == "undo")
            after = changes.apply(after)
        changes = diff(before, after)
        self._run(kind, step.label, changes, after, step=step.first, at=log.now())
        return changes

    def _run(
        self,
        kind: CommandKind,
        label: str,
        changes: Diff,
        after: Model,
        *,
        step: int,
        at: datetime,
        merge_key: str | None = None,
    ) -> None:
        entry = self._store.write(kind, label, changes, step=step, at=at, merge_key=merge_key)
        take_along(self._model, after, changes)
        self._model = after
        self._history = self._history.after(entry.command)
        for listener in tuple(self._listeners):
            listener(changes)

    def _log(self, kind: CommandKind, label: str) -> log.Entry:
        self._refuse_read_only()
        number = self._store.state.number + 1
        entry = self._store.write(kind, label, Diff({}), step=number, at=log.now())
        self._history = self._history.after(entry.command)
        return entry

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise BcmError(self.read_only)

    def _keep_backup(self) -> None:
        state = self._store.state
        backup.keep_backup(self._store.connection, state.document, state.number)


def _version(entry: log.Entry) -> Version:
    return Version(entry.number, entry.label, entry.who, datetime.fromisoformat(entry.at))
