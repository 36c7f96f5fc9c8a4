"""The real BIA view with a small shop."""

import pytest

from bcm_tool.document import Document
from tests.ui.shop import small_model
from ui.session import Session
from ui.views.bia import BiaView

BANDS = ("band-60", "band-240", "band-480", "band-1440", "band-4320", "band-10080", "band-20160")


class Desk:
    """View and session, and what was said to the person."""

    def __init__(self, session, view):
        self.session, self.view = session, view
        self.grid = view.grid
        self.said = []
        session.problemRaised.connect(self.said.append)

    @property
    def model(self):
        return self.session.model

    def go(self, row, column):
        self.grid.setFocus()
        self.grid.setCurrentIndex(self.grid.ratings.index(row, column))

    def levels(self, category="category-1", element="SHOP"):
        found = {
            item.band: item.level
            for item in self.model.impacts_of.get(element, ())
            if item.category == category
        }
        return [found.get(band) for band in BANDS]

    def losses(self, category="category-1", element="SHOP"):
        found = {
            item.band: item.loss
            for item in self.model.impacts_of.get(element, ())
            if item.category == category
        }
        return [found.get(band) for band in BANDS]

    def steps(self):
        """How many commands can be undone."""
        count = 0
        while self.session.undo():
            count += 1
        return count

    def act(self, name):
        self.view.refresh_actions()
        action = self.view.actions_[name]
        assert action.isEnabled(), f"{name} is not enabled"
        action.trigger()


def open_desk(qtbot, document):
    session = Session()
    session.set_document(document)
    view = BiaView(session)
    qtbot.addWidget(view)
    view.resize(1000, 720)
    view.show()
    qtbot.waitExposed(view)
    qtbot.waitUntil(lambda: not session.results.busy, timeout=20_000)
    return Desk(session, view)


@pytest.fixture
def desk(qtbot, app, tmp_path):
    """The shop: rated 2, 3, 4 in Financial at 1 h, 4 h and 1 d."""
    made = open_desk(qtbot, Document.create(tmp_path / "shop.bcm", small_model()))
    assert made.view.element == "SHOP"
    yield made
    made.session.close()


@pytest.fixture
def blank(qtbot, app, tmp_path):
    """A document without elements."""
    made = open_desk(qtbot, Document.create(tmp_path / "blank.bcm"))
    yield made
    made.session.close()
