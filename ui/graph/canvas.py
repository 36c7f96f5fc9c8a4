"""The view onto the scene: zoom, pan, walk, pick, drag."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsView, QToolTip, QWidget

from ui.graph.connecting import Connecting
from ui.graph.grabbing import ADDING, Grabbing
from ui.graph.node import ABOVE, BELOW, HANDLE, MIDDLE, Node, node_box
from ui.graph.scene import MapScene
from ui.graph.walking import ARROWS, first_node, walk

SMALLEST, LARGEST = 0.02, 4.0
STEP = 1.2
IGNORE = Qt.AspectRatioMode.IgnoreAspectRatio


class MapCanvas(QGraphicsView):
    """Shows a :class:`MapScene` and turns gestures into signals.

    ``picked(edge or "")`` a click on an edge or beside everything; ``added(point)`` a double
    click on an empty place; ``renamed(element)`` one on a node; ``dragging(places)`` and
    ``moved(places)`` during and after a drag; ``menuWanted(global, scene point)``.
    """

    picked = Signal(str)
    added = Signal(QPointF)
    renamed = Signal(str)
    dragging = Signal(object)
    moved = Signal(object)
    walked = Signal(str)
    menuWanted = Signal(QPoint, QPointF)
    zoomChanged = Signal(float)

    def __init__(self, scene: MapScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.map = scene
        self.connecting = Connecting(scene, self)
        self._grabbing = Grabbing(scene, self)
        self._pan: QPoint | None = None
        self._fitted = False
        self._fit_middle = QPointF()
        self._space_down = False
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Dependency map")

    # --- zoom -------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Screen pixels per pixel of the scene."""
        return self.transform().m11()

    def zoom_by(self, factor: float, around: QPoint | None = None) -> None:
        """Zoom within the limits; what lies at ``around`` (else the middle) stays there."""
        wanted = min(max(self.zoom * factor, SMALLEST), LARGEST)
        pivot = self.viewport().rect().center() if around is None else around
        before = self.mapToScene(pivot)
        self.scale(wanted / self.zoom, wanted / self.zoom)
        shift = self.mapFromScene(before) - pivot
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + shift.x())
        down.setValue(down.value() + shift.y())
        self._fitted = False
        self.zoomChanged.emit(self.zoom)

    def zoom_in(self) -> None:
        """One step nearer, around the middle."""
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        """One step farther, around the middle."""
        self.zoom_by(1 / STEP)

    def zoom_actual(self) -> None:
        """Zoom 1."""
        self.zoom_by(1 / self.zoom)

    def fit(self) -> None:
        """Show everything, not larger than zoom 1."""
        box = self.map.content_box()
        if box.isEmpty():
            return
        self.fitInView(box, Qt.AspectRatioMode.KeepAspectRatio)
        if self.zoom > 1:
            self.resetTransform()
            self.centerOn(box.center())
        self._fitted = True
        self._fit_middle = self.mapToScene(self.viewport().rect().center())
        self.zoomChanged.emit(self.zoom)

    @property
    def fitted(self) -> bool:
        """Whether the map is seen as :meth:`fit` has left it."""
        shift = self.mapToScene(self.viewport().rect().center()) - self._fit_middle
        return self._fitted and shift.manhattanLength() * self.zoom < 4

    def show_node(self, element: str) -> None:
        """Bring a node into sight, near enough to be read."""
        node = self.map.nodes.get(element)
        if node is None:
            return
        if self.zoom < MIDDLE:
            self.zoom_by(0.8 / self.zoom)
            self.centerOn(node.pos())
        else:
            self.keep_in_sight(element)

    def keep_in_sight(self, element: str) -> None:
        """Scroll no more than needed to see a node, at the zoom that there is."""
        node = self.map.nodes.get(element)
        if node is not None:
            self.ensureVisible(node_box(node.pos()), 60, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each part that asks for it: two strips after a pan, not all that encloses them."""
        painter = QPainter(self.viewport())
        painter.setRenderHints(self.renderHints())
        for part in event.region():  # type: ignore[attr-defined]  # not in Qt's stubs
            target = QRectF(part)
            self.map.render(painter, target, self._scene_of(target), IGNORE)
        painter.end()

    def _scene_of(self, target: QRectF) -> QRectF:
        """The part of the scene that a part of the viewport shows, to the last digit."""
        back, _ = self.viewportTransform().inverted()
        return back.mapRect(target)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - delta)
        else:
            self.zoom_by(STEP ** (delta / 120), event.position().toPoint())
        event.accept()

    # --- mouse ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = self.mapToScene(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space_down):
            self._start_pan(event.position().toPoint())
            return
        node = self.map.node_at(point)
        if left and self.connecting.active:
            self.connecting.pick(node)
            return
        if left and node is not None and self._handle(node, point):
            return
        if left and node is None and self._pick_edge(point):
            return
        if left:
            adding = bool(event.modifiers() & ADDING)
            self._grabbing.press(event.position().toPoint(), node, adding)
        event.accept()  # the right button keeps the selection; the menu follows

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pan is not None:
            step = at - self._pan
            self._pan = at
            across, down = self.horizontalScrollBar(), self.verticalScrollBar()
            across.setValue(across.value() - step.x())
            down.setValue(down.value() - step.y())
            return
        point = self.mapToScene(at)
        if self.connecting.active:
            self.connecting.move_to(point)
        if event.buttons() & Qt.MouseButton.LeftButton:
            moved = self._grabbing.move(at)
            if moved:
                self.dragging.emit(moved)
        else:
            under = self.map.node_at(point)
            self.map.hover(under.id if under is not None else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan is not None:
            self._pan = None
            self._cursor()
            return
        if self.connecting.active and event.button() == Qt.MouseButton.LeftButton:
            node = self.map.node_at(self.mapToScene(event.position().toPoint()))
            # A click on the handle leaves the line at the pointer; a drag ends here.
            if node is None or node.id != self.connecting.source:
                self.connecting.pick(node)
            return
        moved = self._grabbing.release()
        if moved:
            self.moved.emit(moved)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = self.mapToScene(event.position().toPoint())
        node = self.map.node_at(point)
        if node is not None:
            self.renamed.emit(node.id)
        elif self.map.edges.edge_at(point, 6 / self.zoom) is None:
            self.added.emit(point)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            chosen = self.map.selected_ids()
            box = self.map.nodes[chosen[0]].box() if chosen else QRectF()
            point = box.center() if chosen else self.mapToScene(self.viewport().rect().center())
            self.menuWanted.emit(self.viewport().mapToGlobal(self.mapFromScene(point)), point)
            return
        self.menuWanted.emit(event.globalPos(), self.mapToScene(event.pos()))

    def _handle(self, node: Node, point: QPointF) -> bool:
        if not self.map.editable or self.zoom < MIDDLE:
            return False
        offset = point - node.pos()
        for place, downwards in ((BELOW, True), (ABOVE, False)):
            away = offset - place
            if away.x() ** 2 + away.y() ** 2 <= (HANDLE + 4) ** 2:
                self.connecting.begin(node.id, downwards)
                return True
        return False

    def _pick_edge(self, point: QPointF) -> bool:
        edge = self.map.edges.edge_at(point, 6 / self.zoom)
        self.picked.emit(edge or "")
        return edge is not None

    # --- pan and keys -----------------------------------------------------------------------

    def _start_pan(self, at: QPoint) -> None:
        self._pan = at
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _cursor(self) -> None:
        if self._space_down:
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.viewport().unsetCursor()

    def event(self, event: QEvent) -> bool:
        """Keys of the map's own actions are the map's, whatever the window does with them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            action = self._action_for(event)
            if action is not None and action.isEnabled():
                event.accept()
                return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips of nodes, and that the pointer has left them."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            node = self.map.node_at(self.mapToScene(event.pos()))
            if node is None:
                QToolTip.hideText()
                event.ignore()
            else:
                where = self.mapFromScene(node.box()).boundingRect()
                QToolTip.showText(event.globalPos(), node.tip, self.viewport(), where)
            return True
        if event.type() == QEvent.Type.Leave:
            self.map.hover("")
        return super().viewportEvent(event)

    def _action_for(self, event: QKeyEvent) -> QAction | None:
        typed = event.keyCombination()
        if typed.keyboardModifiers() & Qt.KeyboardModifier.KeypadModifier:
            bare = typed.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
            typed = QKeyCombination(bare, typed.key())
        sequence = QKeySequence(typed)
        return next((item for item in self.actions() if sequence in item.shortcuts()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._action_for(event)
        if action is not None:
            action.trigger()
            return
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Space and plain:
            self._space_down = True
            self._cursor()
        elif key in ARROWS and plain:
            self._walk(key)
        elif key == Qt.Key.Key_Escape and self.connecting.active:
            self.connecting.cancel()
        elif key == Qt.Key.Key_Escape:
            self.map.choose(())
            self.picked.emit("")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.connecting.active:
            self.connecting.pick(self.connecting.target)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_down = False
            self._cursor()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space_down = False
        self._cursor()
        super().focusOutEvent(event)

    def _walk(self, key: Qt.Key) -> None:
        """With a dependency being drawn the arrows aim, otherwise they select."""
        if self.connecting.active:
            aimed = self.connecting.target
            start = aimed.id if aimed is not None else self.connecting.source or ""
        else:
            chosen = self.map.selected_ids()
            start = chosen[0] if chosen else ""
        found = first_node(self.map)
        if start in self.map.nodes:
            found = walk(self.map, start, key, along=not self.connecting.active)
        if found is None:
            return
        if self.connecting.active:
            self.connecting.aim_at(found)
            self.ensureVisible(node_box(self.map.nodes[found].pos()), 40, 40)
        else:
            self.walked.emit(found)
