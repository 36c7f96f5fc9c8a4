"""Map: the dependency graph in layers, what a loss does to it, and editing it by hand."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.errors import BcmError
from bcm_tool.model.diff import Diff
from ui import settings, theme
from ui.actions import install, update
from ui.graph.actions import map_actions
from ui.graph.canvas import MapCanvas
from ui.graph.controller import MapController
from ui.graph.dependency_panel import DependencyPanel
from ui.graph.failure_panel import FailurePanel
from ui.graph.filters import FilterBar
from ui.graph.legend import Legend
from ui.graph.look import Look
from ui.graph.menu import fill_menu
from ui.graph.overlays import Overlays, why_empty
from ui.graph.presenter import MapPresenter
from ui.graph.scene import MapScene
from ui.graph.whatif import WhatIf
from ui.session import Session

BUTTONS = ("map.add", "map.connect", "map.lost", "", "map.highlight", "map.only", "map.fit", "",
           "map.legend", "map.tables")  # fmt: skip
MORE = ("map.zoom_in", "map.zoom_out", "map.actual", "map.arrange", "map.picture", "map.print")
UNFOLDED_FROM = 900
"""Height of the view from which the legend starts with all its rows."""
LEGEND_FROM = 470
"""Height of the upper part from which the legend has room under the map."""


class MapView(QWidget):
    """Assembles the map: bar, canvas, tables."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        look = Look(theme.current())
        self.scene = MapScene(look)
        self.canvas = MapCanvas(self.scene)
        self.whatif = WhatIf(session, self)
        self.presenter = MapPresenter(session, self.scene, self.whatif, self)
        self.control = MapController(session, self.canvas, self.presenter, self.whatif, self)
        # After those who listen to it: what dies first no longer hears of the others' end.
        self.scene.setParent(self)
        self.filters = FilterBar(session)
        self.failure = FailurePanel(session, self.whatif)
        self.dependencies = DependencyPanel(session)
        self.tabs = QTabWidget()
        self.legend = Legend(look)
        self.overlays = Overlays(self.canvas, self)
        self.message, self.empty = self.overlays.message, self.overlays.empty
        self.specs = map_actions(self.control, self)
        context = Qt.ShortcutContext.WidgetShortcut
        self.actions_ = install(self.canvas, self.specs, context)
        self._fit_wanted = True
        self._rough_seen = False
        self._loss_seen = False
        self._row_chosen = ""
        self._missed: set[str] | None = None  # tables that have changed while nobody saw the map
        self._build()
        self._connect()
        self.presenter.start()
        self._document_replaced()

    # --- set-up -----------------------------------------------------------------------------

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 5, 8, 5)
        bar.setSpacing(2)
        bar.addWidget(self.filters, 1)
        bar.addSpacing(6)
        for name in BUTTONS:
            if name:
                bar.addWidget(self._button(name))
            else:
                bar.addSpacing(6)
        more = QToolButton()
        more.setText("⋯")
        more.setToolTip("Zoom, arrange, save or print the map")
        more.setAccessibleName("Zoom, arrange, save or print the map")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        menu.addActions([self.actions_[name] for name in MORE])
        more.setMenu(menu)
        bar.addWidget(more)
        self.tabs.addTab(self.failure, "What stops")
        self.tabs.addTab(self.dependencies, "Dependencies")
        self.tabs.setDocumentMode(True)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.top = top = QWidget()
        top.installEventFilter(self)
        under = QVBoxLayout(top)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(0)
        under.addWidget(self.canvas, 1)
        under.addWidget(self.legend)
        self.splitter.addWidget(top)
        self.splitter.addWidget(self.tabs)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        self.splitter.setSizes([520, 210])
        self.tabs.setVisible(settings.text("map/tables", "0") == "1")
        self._legend_wanted = settings.text("map/legend", "1") == "1"
        self._folded = settings.text("map/legend-folded")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.splitter, 1)
        self.setFocusProxy(self.canvas)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self.actions_[name])
        button.setAccessibleName(self.actions_[name].text().replace("&", ""))
        return button

    def _connect(self) -> None:
        session, presenter = self.session, self.presenter
        session.documentReplaced.connect(self._document_replaced)
        session.modelChanged.connect(self._model_changed)
        session.selectionChanged.connect(self._selection_changed)
        presenter.rebuilt.connect(self._rebuilt)
        presenter.shownChanged.connect(self._shown_changed)
        presenter.arrangement.busyChanged.connect(self._show_empty)
        self.control.said.connect(self.overlays.say)
        self.canvas.menuWanted.connect(self._menu)
        self.filters.found.connect(self.scene.set_found)
        self.filters.jumped.connect(self.control.jump)
        self.filters.changed.connect(self._filter)
        self.failure.chosen.connect(self._rows_chosen)
        self.dependencies.chosen.connect(self._dependency_chosen)
        self.whatif.lostChanged.connect(self._lost_changed)
        self.legend.folded.connect(self._fold_legend)

    # --- following --------------------------------------------------------------------------

    def _document_replaced(self) -> None:
        self._fit_wanted = True
        self.whatif.set_lost(())
        self.failure.reload()
        self.filters.reload()
        self.filters.clear()
        self._refresh()

    def _model_changed(self, changes: Diff) -> None:
        if self._missed is not None:
            self._missed |= set(changes.tables)
        else:
            self._follow(set(changes.tables))

    def _follow(self, tables: set[str]) -> None:
        if {"elements", "kinds"} & tables:
            self.filters.reload()
            self.legend.set_kinds(self._kinds())
            if self.presenter.filtered is not None:
                self.presenter.set_filter(self.filters.passing(self.session.model))
        if {"elements", "scenarios"} & tables:
            self.failure.reload()
        self._refresh()

    def _rebuilt(self) -> None:
        self.legend.set_kinds(self._kinds())
        # After a rough arrangement that somebody sees whole the real one is seen whole as well.
        again, self._rough_seen = self._rough_seen, self.presenter.arrangement.rough
        if (self._fit_wanted or (again and self.canvas.fitted)) and self.isVisible():
            self._fit_wanted = False
            self.canvas.fit()
        self._refresh()

    def _selection_changed(self, ids: tuple[str, ...]) -> None:
        if self._missed is None:
            self.failure.show_selection(ids)
            self._refresh()

    def _shown_changed(self) -> None:
        edge = self.presenter.edge
        if edge is None or edge != self._row_chosen:  # rows stay while somebody goes through them
            self._row_chosen = ""
            self.dependencies.set_scope(self.presenter.shown, self.session.selection)
        self.dependencies.show_dependency(edge)
        if edge is not None:
            self.tabs.setCurrentWidget(self.dependencies)
        self._refresh()

    def _lost_changed(self) -> None:
        if self.whatif.lost:
            self.tabs.setCurrentWidget(self.failure)
            if not self._loss_seen:
                self.tabs.show()
        self._loss_seen = bool(self.whatif.lost)
        self._refresh()

    def _rows_chosen(self, ids: tuple[str, ...]) -> None:
        self.session.select(ids)
        self.canvas.show_node(ids[0])

    def _dependency_chosen(self, dependency: str) -> None:
        self._row_chosen = dependency
        self.presenter.choose_edge(dependency)
        line = self.presenter.arrangement.lines.get(dependency)
        if line is not None:
            self.canvas.show_node(line.provider)
            self.canvas.show_node(line.dependent)

    def _filter(self, ids: set[str] | None) -> None:
        self.presenter.set_filter(ids)
        if self.isVisible():
            self.canvas.fit()

    def _refresh(self) -> None:
        update(self.canvas, self.specs, self.actions_)
        self._show_empty()

    # --- what actions ask -------------------------------------------------------------------

    def show_records(self, ids: Iterable[str]) -> None:
        """Go to the first of these elements."""
        known = [item for item in ids if item in self.session.model.elements]
        if known:
            self.session.select(known)
            self.canvas.show_node(known[0])

    def focus_search(self) -> None:
        """Go to the search field."""
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def toggle_legend(self) -> None:
        """Show or hide the legend."""
        self._legend_wanted = not self._legend_wanted
        settings.set_text("map/legend", "1" if self._legend_wanted else "0")
        self._place_legend()
        self._refresh()

    def _fold_legend(self, folded: bool) -> None:
        self._folded = "1" if folded else "0"
        settings.set_text("map/legend-folded", self._folded)
        self._place_legend()

    def toggle_panel(self) -> None:
        """Show or hide the tables."""
        self.tabs.setVisible(not self.panel_shown())
        settings.set_text("map/tables", "1" if self.panel_shown() else "0")
        self._refresh()

    def enter_dependencies(self) -> None:
        """Go into the table of dependencies: of what is selected, else of all that is shown."""
        if not self.panel_shown():
            self.toggle_panel()
        self.tabs.setCurrentWidget(self.dependencies)
        self.dependencies.enter()

    def legend_shown(self) -> bool:
        """Whether the legend is shown."""
        return self._legend_wanted

    def panel_shown(self) -> bool:
        """Whether the tables are shown."""
        return not self.tabs.isHidden()

    def reset_layout(self) -> None:
        """Sizes and parts as at the first start."""
        self.tabs.hide()
        self._legend_wanted, self._folded = True, ""
        self.splitter.setSizes([520, 210])
        self._place_legend()
        self._refresh()

    def picture_title(self) -> str:
        """What stands above the picture."""
        document = self.session.document
        name = document.title if document is not None else "Dependencies"
        return f"{name} – dependency map"

    def save_picture(self) -> None:
        """Ask for a file and write the map as a picture."""
        start = str(Path(settings.folder("export")) / "map.png")
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save picture of the map", start, "PNG picture (*.png);;SVG drawing (*.svg)"
        )
        if chosen:
            self.write_picture(Path(chosen))

    def write_picture(self, path: Path) -> bool:
        """Write the map to a file; False when that was refused, and why was said."""
        from ui.graph.picture import save_picture

        try:
            save_picture(self.scene, path, self.picture_title(), self._kinds())
        except BcmError as error:
            self.session.problemRaised.emit(str(error))
            return False
        settings.remember_folder("export", path)
        self.overlays.say(f"Saved {path.name}.")
        return True

    def print_map(self) -> None:
        """Show the map before it is printed."""
        from ui.graph.picture import print_preview

        print_preview(self.scene, self.picture_title(), self._kinds(), self)

    def _kinds(self) -> list[tuple[str, str]]:
        model = self.session.model
        used = set(map(attrgetter("kind"), model.elements.values()))
        return [(item.id, item.name) for item in model.sorted_kinds if item.id in used]

    def _menu(self, at: QPoint, point: QPointF) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._refresh()
        fill_menu(menu, self.control, self.actions_, point)
        menu.popup(at)

    # --- around the map ---------------------------------------------------------------------

    def _show_empty(self, *_: object) -> None:
        some = bool(self.scene.nodes)
        self.overlays.explain_emptiness(why_empty(self.session, self.presenter, some))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The legend is there while there is room for it."""
        if event.type() == QEvent.Type.Resize:
            self._place_legend()
        return False

    def _place_legend(self) -> None:
        """The legend goes where the map would become too low, and is folded where it is small."""
        small = self.height() < UNFOLDED_FROM
        self.legend.set_folded(self._folded == "1" or (not self._folded and small))
        self.legend.setVisible(self._legend_wanted and self.top.height() >= LEGEND_FROM)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._missed is None and not event.spontaneous():
            self._missed = set()
            self.presenter.sleep()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._missed is not None:
            missed, self._missed = self._missed, None
            self.presenter.wake()
            self._follow(missed)
            self._selection_changed(self.session.selection)
        if self._fit_wanted and self.scene.nodes:
            self._fit_wanted = False
            QTimer.singleShot(0, self.canvas.fit)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            look = Look(theme.current())
            if look != self.scene.look:
                self.scene.set_look(look)
                self.legend.look = look
                self.legend.update()
