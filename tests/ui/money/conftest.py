"""The real money view with a service on two providers that each have a choice."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bcm_tool.document import Document
from bcm_tool.model import records as r
from tests.builders import dependency, element, model_of
from ui.session import Session
from ui.views.money import MoneyView


def option(key, owner, minutes, cost, *, selected=False):
    return r.RecoveryOption(
        id=key, key=key, element=owner, name=f"Way {key}", recovery_time=minutes,
        yearly_cost=Decimal(cost), selected=selected,
    )  # fmt: skip


def choosing_model():
    """S needs LINE and HOST; FIRE takes both, STORM the line; NEVER has no frequency."""
    return model_of(
        element("S", name="Sales", kind="service", rto=300),
        element("LINE", kind="network"),
        element("HOST", kind="infrastructure"),
        dependency("S", "LINE"),
        dependency("S", "HOST"),
        *(
            r.ImpactRating(id=band, element="S", category="category-1", band=band, loss=loss)
            for band, loss in (("band-60", Decimal(6000)), ("band-1440", Decimal(200_000)))
        ),
        option("L-1", "LINE", 600, 100, selected=True),
        option("L-2", "LINE", 240, 4000),
        option("L-3", "LINE", 60, 9000),
        option("H-1", "HOST", 480, 2000, selected=True),
        option("H-2", "HOST", 120, 7000),
        r.Scenario(id="x", key="FIRE", name="Fire", lost=("element:LINE", "element:HOST"),
                   frequency="0.2"),
        r.Scenario(id="y", key="STORM", name="Storm", lost=("element:LINE",), frequency="30 %"),
        r.Scenario(id="z", key="NEVER", name="Never", lost=("element:HOST",)),
    )  # fmt: skip


def without_frequencies(model):
    found = {key: replace(item, frequency="") for key, item in model.scenarios.items()}
    return model.with_tables({"scenarios": found})


class Desk:
    """View and session."""

    def __init__(self, session, view, qtbot):
        self.session, self.view, self.qtbot = session, view, qtbot
        self.year, self.options, self.work = view.year, view.options, view.work

    @property
    def model(self):
        return self.session.model

    def settle(self):
        self.qtbot.waitUntil(lambda: self.work.complete and not self.work.running, timeout=20_000)

    def act(self, name):
        self.view.refresh_actions()
        action = self.view.actions_[name]
        assert action.isEnabled(), f"{name} is not enabled"
        action.trigger()

    def selected(self):
        return {item.key for item in self.model.options.values() if item.selected}


@pytest.fixture
def make_desk(qtbot, app, tmp_path):
    made = []

    def make(model):
        session = Session()
        session.set_document(Document.create(tmp_path / f"{len(made)}.bcm", model))
        view = MoneyView(session)
        qtbot.addWidget(view)
        view.resize(800, 660)
        view.show()
        qtbot.waitExposed(view)
        made.append(session)
        found = Desk(session, view, qtbot)
        if model.elements:
            found.settle()
        return found

    yield make
    for session in made:
        session.close()


@pytest.fixture
def desk(make_desk):
    return make_desk(choosing_model())
