"""A document as its user meets it: create, open, edit, undo, versions, copies, refusals."""

import os
import re
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings

from bcm_tool.document import BIG_CHANGE, Document
from bcm_tool.errors import BcmError
from bcm_tool.files import backup, log
from bcm_tool.files.schema import record_tables, row_hash
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.diff import diff
from bcm_tool.model.method import default_model
from bcm_tool.model.model import TABLES
from tests.builders import any_model, chain, element, model_of


@pytest.fixture
def document(tmp_path):
    made = Document.create(tmp_path / "plan.bcm", chain("a", "b"))
    yield made
    made.close()


def rename(document, name, **more):
    return document.edit(
        "Rename", lambda model: edits.change(model, "elements", "a", name=name), **more
    )


def test_what_was_done_is_there_when_opened_again(document):
    rename(document, "Zoë's “shop”\n\u202e🜂")
    document.close()
    with closing(Document.open(document.path)) as again:
        assert not diff(again.model, document.model)
        assert again.undo_label == "Rename"


@settings(max_examples=40)
@given(model=any_model())
def test_every_record_is_read_as_it_was_written(tmp_path_factory, model):
    path = tmp_path_factory.mktemp("any") / "any.bcm"
    with closing(Document.create(path, model)) as document:
        read = document.model
    assert not diff(model, read)
    for name in TABLES:
        assert list(model.table(name)) == list(read.table(name))
        for key, record in model.table(name).items():
            written = re.sub(r"=-0\.0(?!\d)", "=0.0", repr(record))  # a file knows one zero
            assert repr(read.table(name)[key]) == written


@settings(max_examples=25)
@given(old=any_model(), new=any_model())
def test_any_change_can_be_undone_and_redone_after_a_restart(tmp_path_factory, old, new):
    path = tmp_path_factory.mktemp("any") / "any.bcm"
    with closing(Document.create(path, old)) as document:
        digest = document._store.state.digest
        document.edit("Everything", lambda _: new)
        changed = document.can_undo
    with closing(Document.open(path)) as document:
        assert not diff(document.model, new)
        document.undo()
        assert document.can_redo is changed
        assert not diff(document.model, old)
        assert document._store.state.digest == digest
    with closing(Document.open(path)) as document:
        document.redo()
        assert not diff(document.model, new)


def test_the_digest_is_the_sum_over_all_rows(document):
    rename(document, "New")
    document.edit("Remove", lambda model: edits.remove(model, "elements", ["b"]))
    rows = [
        row_hash(name, table.row(record))
        for name, table in record_tables().items()
        for record in document.model.table(name).values()
    ]
    assert document._store.state.digest == sum(rows) % 2**128


def test_listeners_hear_what_has_changed_and_only_that(document):
    heard = []
    stop = document.subscribe(heard.append)
    rename(document, "One")
    rename(document, "One")  # changes nothing
    document.undo()
    stop()
    document.redo()
    assert [set(changes.tables) for changes in heard] == [{"elements"}, {"elements"}]
    assert heard[0].changed("elements")["a"][1].name == "One"
    assert heard[1].changed("elements")["a"][1].name == "a"


def test_an_edit_that_is_refused_leaves_no_trace(document):
    before, mark = document.model, document.fingerprint
    with pytest.raises(BcmError, match="already"):
        document.edit("Add", lambda model: edits.add(model, element("c", key="A")))
    assert document.model is before
    assert document.fingerprint == mark
    assert not document.can_undo


def test_typing_is_one_step_to_undo(document, monkeypatch):
    clock = [log.now()]
    monkeypatch.setattr(log, "now", lambda: clock[0])
    for number, letters in enumerate(("S", "Sh", "Sho", "Shop")):
        clock[0] += timedelta(seconds=1)
        rename(document, letters, merge_key="name")
        assert len(document._history.done) == 1, number
    clock[0] += timedelta(seconds=5)
    rename(document, "Shop 2", merge_key="name")
    clock[0] -= timedelta(seconds=60)  # a clock that was set back
    rename(document, "Shop 3", merge_key="name")
    rename(document, "Shop 4", merge_key="another")
    assert len(document._history.done) == 4
    document.close()
    with closing(Document.open(document.path)) as again:
        names = [again.model.elements["a"].name]
        while again.can_undo:
            again.undo()
            names.append(again.model.elements["a"].name)
        assert names == ["Shop 4", "Shop 3", "Shop 2", "Shop", "a"]
        again.redo()
        assert again.model.elements["a"].name == "Shop"


def test_an_undone_step_is_not_continued_by_the_next_letter(document):
    rename(document, "S", merge_key="name")
    rename(document, "Sh", merge_key="name")
    document.undo()
    document.redo()
    rename(document, "Sho", merge_key="name")
    document.undo()
    assert document.model.elements["a"].name == "Sh"


def test_a_new_edit_ends_what_could_be_redone(document):
    rename(document, "One")
    document.undo()
    rename(document, "Two")
    assert not document.can_redo
    assert not document.redo()
    assert document.model.elements["a"].name == "Two"


def test_nothing_to_undo_is_no_error(document):
    assert not document.undo()
    assert document.undo_label == document.redo_label == ""


def test_a_named_version_can_be_read_whatever_came_after(document):
    rename(document, "One")
    first = document.name_version("  Board, March ")
    at_first = document.model
    document.edit("Remove", lambda model: edits.remove(model, "elements", ["a"]))
    document.undo()
    document.undo()
    second = document.name_version("Second")
    document.close()
    with closing(Document.open(document.path)) as again:
        assert again.versions() == [second, first]
        assert first.name == "Board, March"
        assert not diff(again.version_model(first.number), at_first)
        assert not diff(again.version_model(second.number), again.model)
        assert again.can_redo
        for bad in (" ", "bell \a", "half \ud800"):
            with pytest.raises(BcmError, match="needs a name"):
                again.name_version(bad)


def test_a_copy_is_whole_and_leaves_the_document_alone(document, tmp_path):
    rename(document, "One")
    copy = tmp_path / "copy.bcm"
    copy.write_text("an older file")
    document.save_copy(copy)
    rename(document, "Two")
    with closing(Document.open(copy)) as other:
        assert other.model.elements["a"].name == "One"
        assert other.can_undo
        with pytest.raises(BcmError, match=r"is open .*choose another name"):
            document.save_copy(copy)
    with pytest.raises(BcmError, match="cannot replace the document"):
        document.save_copy(document.path)
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".lock") == [
        "copy.bcm",
        "plan.bcm",
        "plan.bcm-journal",
    ]


def test_a_copy_that_cannot_be_written_leaves_what_was_there(document, tmp_path):
    with pytest.raises(BcmError, match="cannot be read or written"):
        document.save_copy(tmp_path / "no folder" / "copy.bcm")
    (tmp_path / "taken").mkdir()
    with pytest.raises(BcmError):
        document.save_copy(tmp_path / "taken")
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".tmp"]


def test_an_untitled_document_is_kept_until_it_has_a_name(tmp_path):
    unused = Document.scratch()
    unused.close()
    assert unused.path not in Document.untitled()
    document = Document.scratch()
    assert document.title == "Untitled"
    document.edit("Add", lambda model: edits.add(model, element("a")))
    document.close()
    assert document.path in Document.untitled()
    with closing(Document.open(document.path)) as again:
        again.save_as(tmp_path / "named.bcm")
        assert again.title == "named"
        assert again.undo_label == "Add"
        again.undo()
    assert document.path not in Document.untitled()
    with closing(Document.open(tmp_path / "named.bcm")) as named:
        assert named.redo_label == "Add"


def test_saving_under_another_name_keeps_the_old_file(document, tmp_path):
    rename(document, "One")
    document.save_as(tmp_path / "other.bcm")
    rename(document, "Two")
    with closing(Document.open(tmp_path / "plan.bcm")) as old:
        assert not old.read_only
        assert old.model.elements["a"].name == "One"


def test_a_new_document_replaces_nothing(document):
    before = document.path.read_bytes()
    with pytest.raises(BcmError, match="already a file"):
        Document.create(document.path)
    assert document.path.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_only_the_owner_can_read_what_the_program_writes(document, tmp_path):
    rename(document, "Before")
    document.edit("Import", lambda model: edits.add(model, *_many(BIG_CHANGE + 1)))
    document.save_copy(tmp_path / "copy.bcm")
    (kept,) = backup.backups(document._store.state.document)
    files = [*tmp_path.iterdir(), kept]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def _many(count):
    return [element(f"x{number}") for number in range(count)]


def test_a_big_change_is_preceded_by_a_backup(document):
    rename(document, "Before")
    document.edit("Small", lambda model: edits.add(model, element("c")))
    assert not backup.backups(document._store.state.document)
    document.edit("Import", lambda model: edits.add(model, *_many(BIG_CHANGE + 1)))
    (kept,) = backup.backups(document._store.state.document)
    with closing(Document.open(kept)) as old:
        assert set(old.model.elements) == {"a", "b", "c"}


def test_only_the_newest_backups_are_kept(document, monkeypatch):
    monkeypatch.setattr(backup, "KEPT_BACKUPS", 2)
    state = document._store.state
    made = [backup.keep_backup(document._store.connection, state.document, n) for n in (9, 10, 3)]
    assert backup.backups(state.document) == [made[2], made[1]]


def test_a_removed_persons_data_is_gone_once_the_history_is_cleared(tmp_path):
    path, phone = tmp_path / "people.bcm", "+49-30-5550199"
    people = [
        r.Person(id=f"p{n}", key=f"P{n}", name=f"Zyxqua {n}", phone=f"{phone}{n}")
        for n in range(60)
    ]
    with closing(Document.create(path, model_of(*people))) as document:
        document.edit("Remove", lambda model: edits.remove(model, "people", model.people))
        assert phone.encode() in path.read_bytes()  # undo still needs it
        document.undo()
        document.redo()
        document.clear_history()
        for file in tmp_path.iterdir():
            assert phone.encode() not in file.read_bytes()
            assert b"Zyxqua" not in file.read_bytes()
        assert not document.can_undo
        assert not document.can_redo
        assert document.versions() == []
        document.edit("Add", lambda model: edits.add(model, people[0]))
    with closing(Document.open(path)) as again:
        assert again.undo_label == "Add"


def test_the_log_says_who_when_and_what(document):
    rename(document, "One")
    document.undo()
    wanted = "SELECT kind, label, who, step FROM commands ORDER BY number"
    with closing(sqlite3.connect(document.path)) as connection:
        kinds = list(connection.execute(wanted))
    assert [row[:2] for row in kinds] == [
        ("create", "New document"),
        ("edit", "Rename"),
        ("undo", "Rename"),
    ]
    assert {row[2] for row in kinds} == {log.who_am_i()}
    assert [row[3] for row in kinds] == [1, 2, 2]


def test_two_new_documents_hold_the_same(tmp_path):
    one, other = (Document.create(tmp_path / name) for name in ("1.bcm", "2.bcm"))
    with closing(one), closing(other):
        assert not diff(one.model, other.model)
        assert not diff(one.model, default_model())
        assert one.fingerprint != other.fingerprint


def test_paths_with_odd_characters_work(tmp_path):
    path = tmp_path / "Ä #1 ?mode=ro & 100%.bcm"
    with closing(Document.create(path)) as document:
        assert document.path == path
        document.edit("Add", lambda model: edits.add(model, element("a")))
        document.save_copy(Path(tmp_path / "#copy?.bcm"))
    with closing(Document.open(tmp_path / "#copy?.bcm")) as copy:
        assert set(copy.model.elements) == {"a"}
