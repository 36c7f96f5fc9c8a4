"""The real risks view with five risks to a shop."""

import pytest

from bcm_tool.document import Document
from bcm_tool.model import edits
from bcm_tool.model import records as r
from tests.ui.shop import small_model
from ui.session import Session
from ui.views.risks import RisksView


def risky_model():
    """Two risks share a cell; one is rated nowhere; one moves over three cells."""

    def risk(number, title, **values):
        return r.Risk(id=f"x{number}", key=f"X-{number}", title=title, **values)

    return edits.add(
        small_model(),
        risk(1, "Fire", element="S1", likelihood=2, impact=4, owner="Ada",
             treatment="Sprinklers", inherent_likelihood=4, inherent_impact=5,
             target_likelihood=1, target_impact=3),
        risk(2, "Fraud", element="SHOP", likelihood=4, impact=3),
        risk(3, "Strike", element="SHOP", likelihood=4, impact=3, owner="Bo"),
        risk(4, "Unrated"),
    )  # fmt: skip


class Desk:
    """View and session."""

    def __init__(self, session, view):
        self.session, self.view = session, view
        self.map, self.register = view.map, view.register

    @property
    def model(self):
        return self.session.model

    def shown(self):
        return [self.model.risks[item].key for item in self.register.records.ids]

    def act(self, name):
        self.view.refresh_actions()
        action = self.view.actions_[name]
        assert action.isEnabled(), f"{name} is not enabled"
        action.trigger()


@pytest.fixture
def desk(qtbot, app, tmp_path):
    session = Session()
    session.set_document(Document.create(tmp_path / "risks.bcm", risky_model()))
    view = RisksView(session)
    qtbot.addWidget(view)
    view.resize(1000, 760)
    view.show()
    qtbot.waitExposed(view)
    qtbot.waitUntil(lambda: not session.results.busy, timeout=20_000)
    yield Desk(session, view)
    session.close()
