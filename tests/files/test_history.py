"""Undo and redo against plain lists of models, across restarts and named versions."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bcm_tool.document import Document
from bcm_tool.history import Command, History, replay
from bcm_tool.model import edits
from bcm_tool.model.diff import diff
from bcm_tool.model.model import Model
from tests.builders import random_model


class UndoAndRedo(RuleBasedStateMachine):
    """Random edits, undo, redo, reopening; the past and the future are lists of models."""

    @initialize(model=random_model(max_elements=4))
    def start(self, model):
        self.folder = Path(tempfile.mkdtemp())
        self.document = Document.create(self.folder / "plan.bcm", model)
        self.past, self.now, self.future = [], model, []
        self.digests = {}
        self.versions = []

    @rule(model=random_model(max_elements=4))
    def replace_everything(self, model):
        self._edited("Import", lambda _: model)

    @rule(data=st.data(), name=st.text("abc", min_size=1, max_size=3))
    def rename(self, data, name):
        if self.now.elements:
            key = data.draw(st.sampled_from(sorted(self.now.elements)))
            self._edited(
                f"Rename {key}", lambda model: edits.change(model, "elements", key, name=name)
            )

    @rule(data=st.data())
    def remove(self, data):
        table = data.draw(st.sampled_from(["elements", "dependencies", "teams", "tasks", "risks"]))
        if ids := sorted(self.now.table(table)):
            key = data.draw(st.sampled_from(ids))
            self._edited("Remove", lambda model: edits.remove(model, table, [key]))

    def _edited(self, label, fn):
        before = self.document.model
        if not self.document.edit(label, fn):
            assert self.document.model is before
            return
        self.past.append((label, self.now))
        self.future.clear()
        self.now = fn(self.now)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self):
        label, model = self.past.pop()
        assert self.document.undo_label == label
        self.document.undo()
        self.future.append((label, self.now))
        self.now = model

    @precondition(lambda self: self.future)
    @rule()
    def redo(self):
        label, model = self.future.pop()
        assert self.document.redo_label == label
        self.document.redo()
        self.past.append((label, self.now))
        self.now = model

    @rule()
    def name_a_version(self):
        made = self.document.name_version(f"Version {len(self.versions)}")
        self.versions.append((made, self.now))

    @rule()
    def reopen(self):
        self.document.close()
        self.document = Document.open(self.document.path)

    @rule()
    def look_at_a_version(self):
        for made, model in self.versions[-2:]:
            assert not diff(self.document.version_model(made.number), model)

    @invariant()
    def the_document_is_where_it_should_be(self):
        assert not diff(self.document.model, self.now)
        assert self.document.can_undo is bool(self.past)
        assert self.document.can_redo is bool(self.future)
        digest = self.digests.setdefault(id(self.now), (self.now, self._digest()))[1]
        assert digest == self._digest()

    def _digest(self):
        return self.document._store.state.digest

    def teardown(self):
        if hasattr(self, "document"):
            self.document.close()
            shutil.rmtree(self.folder)


TestUndoAndRedo = UndoAndRedo.TestCase
TestUndoAndRedo.settings = settings(
    max_examples=30,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_a_log_replayed_is_the_history_that_grew_with_it():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    grown, commands = History(), []
    script = [
        "create",
        "edit",
        "edit*",
        "undo",
        "redo",
        "edit*",
        "version",
        "edit*",
        "undo",
        "undo",
    ]
    for number, word in enumerate(script, 1):
        kind: Any = word.rstrip("*")
        key = "k" if word.endswith("*") else None
        at += timedelta(seconds=1)
        step = number
        if kind == "edit":
            step = grown.step_for(key, at)
        elif kind in ("undo", "redo"):
            step = (grown.done if kind == "undo" else grown.undone)[-1].first
        commands.append(Command(number, kind, step, word, key, at))
        grown = grown.after(commands[-1])
        assert replay(commands) == grown
    assert [step.label for step in grown.done] == ["edit", "edit*"]
    assert len(grown.undone) == 2


def test_ten_thousand_commands_replay_quickly():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    commands = [Command(n, "edit", n, "Edit", None, at) for n in range(1, 10_001)]
    history = replay(commands)
    assert len(history.done) == 10_000
    assert history.number == 10_000


def test_an_empty_model_is_a_model_too(tmp_path):
    document = Document.create(tmp_path / "empty.bcm", Model())
    assert not diff(document.model, Model())
    document.close()
