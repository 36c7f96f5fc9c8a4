"""An export runs beside the window: it is cancelled, killed and answered without harm."""

import multiprocessing
import os
import signal
import sys
import time

import pytest
from openpyxl import load_workbook

from bcm_tool.document import Document
from tests.builders import element, model_of
from tests.export.harbour import SCENARIO, harbour
from tests.ui.doing import settle
from ui import settings
from ui.dialogs.export_data import write
from ui.export_work import Export

SECOND = 1000


@pytest.fixture
def large_window(empty_window, qtbot, tmp_path):
    """The window with a document that takes seconds to write."""
    model = model_of(*(element(f"E{n}", kind="process", rto=60) for n in range(2000)))
    empty_window.session.set_document(Document.create(tmp_path / "large.bcm", model))
    settle(qtbot, empty_window, seconds=60)
    return empty_window


@pytest.fixture
def target(tmp_path):
    """A file that is there before, alone in its folder."""
    path = tmp_path / "out" / "file.pdf"
    path.parent.mkdir()
    path.write_bytes(b"before")
    return path


def start(window, qtbot, target, kind):
    """Start to write, and wait until the process says how far it is; returns the task."""
    write(window, str(target), Export(kind, target))
    (task,) = window.session.tasks.running
    qtbot.waitUntil(lambda: task.work.total > 0, timeout=60 * SECOND)
    assert len(multiprocessing.active_children()) == 1
    return task


def assert_untouched(target):
    assert target.read_bytes() == b"before"
    assert list(target.parent.iterdir()) == [target]
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("kind", ["excel", "pdf"])
def test_cancel_ends_it_at_once_and_nothing_was_written(large_window, qtbot, target, kind):
    task = start(large_window, qtbot, target, kind)
    begun = time.monotonic()
    with qtbot.waitSignal(task.cancelled, timeout=10 * SECOND):
        task.cancel()
    assert time.monotonic() - begun < 3
    assert_untouched(target)


def test_a_process_that_is_killed_is_answered_in_the_window(large_window, qtbot, target):
    start(large_window, qtbot, target, "pdf")
    (child,) = multiprocessing.active_children()
    assert child.pid
    os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    qtbot.waitUntil(lambda: large_window.message.isVisible(), timeout=10 * SECOND)
    assert "“file.pdf” was not written" in large_window.message.text.text()
    assert_untouched(target)


def test_a_sequence_for_it_is_found_as_the_recovery_view_would(empty_window, qtbot, tmp_path):
    """Nothing on screen is about the scenario: the first goal and the effort chosen still count."""
    session = empty_window.session
    session.set_document(Document.create(tmp_path / "harbour.bcm", harbour()))
    settle(qtbot, empty_window, seconds=60)
    settings.set_text("recovery/first_goal", "makespan")
    settings.set_text("recovery/effort", "quick")
    path = tmp_path / "harbour.xlsx"
    write(empty_window, str(path), Export("excel", path, SCENARIO))
    (task,) = session.tasks.running
    with qtbot.waitSignal(task.done, timeout=120 * SECOND):
        pass
    found = {row[1]: row[2] for row in load_workbook(path)["Summary"].values}
    assert found["Counts first"] == "makespan first"
    assert found["Proof"] != "No better sequence exists (proved)."  # quick does not prove


def test_closing_the_window_ends_it(large_window, qtbot, target):
    start(large_window, qtbot, target, "pdf")
    large_window.close()
    qtbot.waitUntil(lambda: not multiprocessing.active_children(), timeout=10 * SECOND)
    assert_untouched(target)


@pytest.mark.skipif(sys.platform == "win32", reason="no processor time of children there")
def test_the_window_takes_no_part_in_the_work(large_window, qtbot, target):
    """Processor time, not seconds: other programs on the machine change nothing."""
    before = os.times()
    write(large_window, str(target), Export("pdf", target))
    (task,) = large_window.session.tasks.running
    with qtbot.waitSignal(task.done, timeout=120 * SECOND):
        pass
    after = os.times()
    assert target.read_bytes().startswith(b"%PDF")
    assert after.user - before.user < (after.children_user - before.children_user) / 2
