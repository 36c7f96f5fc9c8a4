"""The real recovery view with the harbour, whose fire takes thirteen tasks."""

import pytest

from bcm_tool.document import Document
from tests.export.harbour import SCENARIO, harbour
from ui.recovery.commands import set_effort
from ui.session import Session
from ui.views.recovery import RecoveryView


class Room:
    """View and session, and what was said to the person."""

    def __init__(self, session, view):
        self.session, self.view = session, view
        self.said = []
        self.asked = []
        session.problemRaised.connect(self.said.append)
        session.viewRequested.connect(lambda name, ids: self.asked.append((name, ids)))

    @property
    def model(self):
        return self.session.model

    def act(self, name):
        self.view.refresh_actions()
        action = self.view.actions_[name]
        assert action.isEnabled(), f"{name} is not enabled"
        action.trigger()


def finish(qtbot, room, seconds=40):
    """Wait until nothing is sequenced or computed any more."""
    results = room.session.results
    qtbot.waitUntil(lambda: not room.view.is_running() and not results.busy, timeout=seconds * 1000)


def open_view(qtbot, document):
    session = Session()
    session.set_document(document)
    view = RecoveryView(session)
    set_effort(view, "quick")
    qtbot.addWidget(view)
    view.resize(1000, 720)
    return Room(session, view)


@pytest.fixture
def room(qtbot, app, tmp_path):
    """The fire, sequenced."""
    made = open_view(qtbot, Document.create(tmp_path / "harbour.bcm", harbour()))
    made.view.show()
    qtbot.waitExposed(made.view)
    finish(qtbot, made)
    assert made.view.scenario == SCENARIO
    yield made
    made.session.close()


@pytest.fixture
def blank(qtbot, app, tmp_path):
    """A document without a scenario."""
    made = open_view(qtbot, Document.create(tmp_path / "blank.bcm"))
    made.view.show()
    qtbot.waitExposed(made.view)
    yield made
    made.session.close()
