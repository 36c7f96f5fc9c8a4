"""What-if by itself: a result may outlive the view that asked for it."""

import pytest
import shiboken6

from bcm_tool.document import Document
from tests.ui.map.organisation import organisation
from ui.graph.whatif import WhatIf
from ui.session import Session


@pytest.fixture
def session(qtbot, tmp_path):
    made = Session()
    made.set_document(Document.create(tmp_path / "bank.bcm", organisation()))
    yield made
    made.close()


def running(session):
    return [task for task in session.tasks.running if task.work.label == "What stops"]


def test_a_result_that_arrives_after_its_view_has_gone_is_dropped(session, qtbot):
    whatif = WhatIf(session)
    whatif.set_lost(["INF-07"])
    qtbot.waitUntil(lambda: bool(running(session)), timeout=5000)
    (task,) = running(session)
    shiboken6.delete(whatif)
    with qtbot.captureExceptions() as exceptions, qtbot.waitSignal(task.ended, timeout=20_000):
        pass
    assert task.work.error is None
    assert exceptions == []


def test_only_the_last_question_is_answered(session, qtbot):
    whatif = WhatIf(session)
    whatif.set_lost(["INF-07"])
    qtbot.waitUntil(lambda: bool(running(session)), timeout=5000)
    whatif.set_lost(["NET-04"])
    qtbot.waitUntil(lambda: not whatif.busy, timeout=20_000)
    assert whatif.result is not None
    assert whatif.result.lost == ("NET-04",)
