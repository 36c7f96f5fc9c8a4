"""An open document file: made new, or opened through lock, journal, guard and migration."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from bcm_tool.errors import BcmError
from bcm_tool.files import backup, guard, journal, lock, log
from bcm_tool.files.changes import row_changes, write_changes
from bcm_tool.files.commit import State, commit, refuse_other, transaction, write_meta
from bcm_tool.files.connect import (
    close_cleanly,
    in_words,
    moved,
    new_file,
    open_for_reading,
    open_for_writing,
    sync_folder,
)
from bcm_tool.files.load import digest_text
from bcm_tool.files.migrate import migrate
from bcm_tool.files.schema import APPLICATION_ID, VERSION, create_statements
from bcm_tool.history import CommandKind
from bcm_tool.model.diff import Diff, diff
from bcm_tool.model.model import Model


@dataclass(slots=True)
class Store:
    """The file of an open document; ``read_only`` says why it cannot be written, or nothing."""

    path: Path
    connection: sqlite3.Connection
    state: State
    read_only: str
    held: lock.Lock | None = None
    copy: Path | None = None
    identity: tuple[int, int] = (0, 0)

    def write(
        self,
        kind: CommandKind,
        label: str,
        changes: Diff,
        *,
        step: int,
        at: datetime,
        merge_key: str | None = None,
    ) -> log.Entry:
        """Commit one command; on a BcmError the file is as before."""
        if self.read_only:
            raise BcmError(self.read_only)
        rows = row_changes(changes)
        entry = log.make_entry(
            kind,
            label,
            write_changes(rows),
            number=self.state.number + 1,
            step=step,
            previous=self.state.head,
            at=at,
            merge_key=merge_key,
        )
        with in_words(self.path):
            self.refuse_moved()
            self.state = commit(self.connection, self.state, rows, entry)
        return entry

    def refuse_moved(self) -> None:
        """Refuse when another file, or none, is where this one was opened."""
        if _identity(self.path) != self.identity:
            raise BcmError(moved(self.path))

    def close(self) -> None:
        """Close the file and give back the lock; twice does no harm."""
        if self.read_only or _identity(self.path) != self.identity:
            self.connection.close()  # what lies beside a moved document is not ours to remove
        else:
            close_cleanly(self.connection)
        if self.held is not None:
            lock.release(self.held)
            self.held = None
        if self.copy is not None:
            journal.remove_copy(self.copy)
            self.copy = None


def create(path: Path, model: Model, label: str) -> None:
    """A new document at ``path`` that holds ``model``; there or not there, never half.

    Raises
    ------
    BcmError
        When there is already a file, or it cannot be written.
    """
    if path.exists():
        raise BcmError(f"There is already a file “{path.name}”; choose another name.")
    backup.refuse_sidecars(path)
    temporary = backup.temporary_beside(path)
    try:
        with in_words(path):
            new_file(temporary)
            connection = open_for_writing(temporary)
            try:
                _fill(connection, model, label)
            finally:
                close_cleanly(connection)
            temporary.replace(path)
            sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def clear_log(store: Store) -> log.Entry:
    """Replace the whole command log by one entry that says so; the chain goes on from its head."""
    state = store.state
    entry = log.make_entry(
        "clear",
        "History cleared",
        "{}",
        number=state.number + 1,
        step=state.number + 1,
        previous=state.head,
        at=log.now(),
    )
    with transaction(store.connection):
        refuse_other(store.connection, state)
        store.connection.execute("DELETE FROM commands")
        log.append(store.connection, entry)
        write_meta(store.connection, {"start": state.head, "head": entry.hash})
    store.state = State(state.document, state.digest, entry.hash, entry.number)
    return entry


def open_store(path: Path) -> tuple[Store, guard.Checked]:
    """Open a document for writing, or read-only with the reason.

    Raises
    ------
    BcmError
        When it is not a document, not whole, or does not go with what lies beside it.
    """
    path = path.resolve()
    version = guard.header_version(path, torn=journal.leftover(path) is not None)
    journal.refuse_wal(path)
    if version > VERSION:
        return _open_newer(path)
    held, reason = _lock(path)
    try:
        return _open_known(path, held, reason, version)
    except BaseException:
        if held is not None:
            lock.release(held)
        raise


def _open_known(
    path: Path, held: lock.Lock | None, reason: str, version: int
) -> tuple[Store, guard.Checked]:
    copy = _proven_copy(path, held, reason, version)
    if copy is not None and reason:
        return _open_reading(path, held, reason, copy)
    if copy is None and version == VERSION:
        with in_words(path), closing(open_for_reading(path)) as connection:
            checked = guard.check(connection, path)
        if reason:
            return _open_reading(path, held, reason, None)
        connection = _writing(path)
        return _store(path, connection, checked, held), checked
    if copy is not None:
        journal.remove_copy(copy)
    connection = _writing(path)  # plays the journal back that was proven on the copy
    try:
        version = guard.header_version(path)
        if version < VERSION:
            with in_words(path):
                migrate(connection, path, version, backup=True)
        checked = guard.check(connection, path)
    except BaseException:
        close_cleanly(connection)
        raise
    return _store(path, connection, checked, held), checked


def _proven_copy(path: Path, held: lock.Lock | None, reason: str, version: int) -> Path | None:
    """A recovered or migrated copy where the file itself cannot be opened as it lies."""
    left = journal.leftover(path) if held is not None or _unowned(path) else None
    if left is None and not (reason and version < VERSION):
        return None
    copy = journal.working_copy(path) if left is None else journal.recovered_copy(path, left)
    if not reason or guard.header_version(copy) == VERSION:
        return copy
    try:
        with in_words(path), closing(open_for_writing(copy)) as connection:
            migrate(connection, copy, guard.header_version(copy), backup=False)
    except BaseException:
        journal.remove_copy(copy)
        raise
    return copy


def _unowned(path: Path) -> bool:
    return lock.holder(path) is None


def _open_newer(path: Path) -> tuple[Store, guard.Checked]:
    reason = (
        f"“{path.name}” was made by a newer version of this program and is open read-only; "
        "what this version does not know is not shown."
    )
    with in_words(path):
        connection = open_for_reading(path)
    try:
        checked = guard.read_newer(connection, path)
    except BaseException:
        connection.close()
        raise
    return Store(path, connection, checked.state, reason), checked


def _open_reading(
    path: Path, held: lock.Lock | None, reason: str, copy: Path | None
) -> tuple[Store, guard.Checked]:
    with in_words(path):
        connection = open_for_reading(copy or path)
    try:
        checked = guard.check(connection, path)
    except BaseException:
        connection.close()
        if copy is not None:
            journal.remove_copy(copy)
        raise
    return Store(path, connection, checked.state, reason, held, copy), checked


def _store(
    path: Path, connection: sqlite3.Connection, checked: guard.Checked, held: lock.Lock | None
) -> Store:
    return Store(path, connection, checked.state, "", held, None, _identity(path))


def _writing(path: Path) -> sqlite3.Connection:
    with in_words(path):
        return open_for_writing(path)


def _lock(path: Path) -> tuple[lock.Lock | None, str]:
    """The lock, or why the document can only be read."""
    if not os.access(path, os.W_OK):
        return None, f"“{path.name}” is write-protected, so it is open read-only."
    folder = f"The folder of “{path.name}” is write-protected, so it is open read-only."
    if not os.access(path.parent, os.W_OK):
        return None, folder
    try:
        found = lock.acquire(path)
    except OSError:
        return None, folder
    if isinstance(found, lock.Owner):
        return None, f"“{path.name}” is in use by {found}, so it is open read-only."
    return found, ""


def _fill(connection: sqlite3.Connection, model: Model, label: str) -> None:
    document = uuid4().hex
    start = f"document {document}"
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("BEGIN IMMEDIATE")
    for statement in create_statements():
        connection.execute(statement)
    write_meta(
        connection,
        {"document": document, "start": start, "head": start, "digest": digest_text(document, 0)},
    )
    connection.execute("COMMIT")
    rows = row_changes(diff(Model(), model))
    entry = log.make_entry(
        "create", label, write_changes(rows), number=1, step=1, previous=start, at=log.now()
    )
    commit(connection, State(document, 0, start, 0), rows, entry)


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (-1, -1)
    return (found.st_dev, found.st_ino)
