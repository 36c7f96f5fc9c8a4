"""The real map view with a real document."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from bcm_tool.document import Document
from tests.ui.map.organisation import organisation
from ui import settings
from ui.session import Session
from ui.views.map import MapView

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


class Hands:
    """What a person does to the map, by element key."""

    def __init__(self, qtbot, session, view):
        self.qtbot, self.session, self.view = qtbot, session, view
        self.canvas, self.scene = view.canvas, view.scene
        self.said = []
        session.problemRaised.connect(self.said.append)

    @property
    def model(self):
        return self.session.model

    def at(self, key, dx=0.0, dy=0.0):
        """The point of the viewport at a node's middle, or beside it."""
        node = self.scene.nodes[key]
        return self.canvas.mapFromScene(node.pos() + QPointF(dx, dy))

    def empty_spot(self):
        """A point of the viewport with nothing around it."""
        port = self.canvas.viewport()
        for y in range(20, port.height() - 20, 7):
            for x in range(20, port.width() - 20, 11):
                point = self.canvas.mapToScene(QPoint(x, y))
                near = self.scene.edges.edge_at(point, 12 / self.canvas.zoom)
                if near is None and self.scene.node_at(point) is None:
                    return QPoint(x, y)
        raise AssertionError("no empty spot in sight")

    def click(self, point, modifiers=NONE, button=LEFT):
        self.qtbot.mouseClick(self.canvas.viewport(), button, modifiers, point)

    def double_click(self, point):
        self.qtbot.mouseDClick(self.canvas.viewport(), LEFT, NONE, point)

    def drag(self, start, end, button=LEFT, modifiers=NONE):
        port = self.canvas.viewport()
        QTest.mousePress(port, button, modifiers, start)
        for step in range(1, 7):
            QTest.mouseMove(port, start + (end - start) * (step / 6))
            QTest.qWait(1)
        QTest.mouseRelease(port, button, modifiers, end)

    def key(self, key, modifiers=NONE):
        self.qtbot.keyClick(self.canvas, key, modifiers)

    def choose(self, *keys):
        self.session.select(keys)

    def near(self, key):
        """Zoom to 1 with an element in the middle."""
        self.canvas.zoom_actual()
        self.canvas.centerOn(self.scene.nodes[key].pos())

    def lost(self):
        """Wait for the result of what is marked as lost."""
        self.qtbot.waitUntil(lambda: not self.view.whatif.busy, timeout=20_000)
        return self.view.whatif.result

    def act(self, name):
        action = self.view.actions_[name]
        assert action.isEnabled(), f"{name} is not enabled"
        action.trigger()


def settle(qtbot, view):
    qtbot.waitUntil(lambda: not view.presenter.arrangement.busy, timeout=20_000)


def open_map(qtbot, document):
    settings.forget("map")
    session = Session()
    view = MapView(session)
    qtbot.addWidget(view)
    view.resize(1280, 800)
    view.show()
    qtbot.waitExposed(view)
    if document is not None:
        session.set_document(document)
    settle(qtbot, view)
    view.canvas.fit()
    view.canvas.setFocus()
    return Hands(qtbot, session, view)


@pytest.fixture
def hands(qtbot, tmp_path):
    """The bank on the map."""
    made = open_map(qtbot, Document.create(tmp_path / "bank.bcm", organisation()))
    yield made
    made.session.close()


@pytest.fixture
def blank(qtbot, tmp_path):
    """An empty document on the map."""
    made = open_map(qtbot, Document.create(tmp_path / "blank.bcm"))
    yield made
    made.session.close()
