"""BIA: how bad an outage becomes over time, element by element, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.model.diff import Diff
from ui import settings
from ui.actions import install, update
from ui.bia.actions import grid_actions, view_actions
from ui.bia.grid import RatingGrid
from ui.bia.objectives import ObjectivesStrip
from ui.bia.side import ElementSide
from ui.bia.tabs import ElementTabs
from ui.session import Session
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import plain_label

KEYS = "Digits rate  ·  Del clears  ·  ▌ intolerable from here  ·  ◥ forces the MTPD"

BAR, LOWER = 40, 180
"""Heights of the bar above the grid, and of what stands below it at least."""


class BiaView(QWidget):
    """Assembles list, objectives, grid, curve and their twins."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.element = ""
        self._balanced = False
        self._dirty = False
        self.side = ElementSide(session)
        self.list, self.filter = self.side.list, self.side.filter
        self.objectives = ObjectivesStrip(session)
        self.grid = RatingGrid(session)
        self.grid.ratings.money = settings.text("bia/money", "1") == "1"
        self.said = plain_label(wrap=True)
        self.tabs = ElementTabs(session)
        self.grid_specs, self.view_specs = grid_actions(), view_actions()
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.grid_actions_ = install(self.grid, self.grid_specs, Qt.ShortcutContext.WidgetShortcut)
        self.actions_ = {**install(self, self.view_specs, within), **self.grid_actions_}
        self.empty = EmptyState("clock-alert")
        self._lay_out()
        self._connect()
        self._reload()

    # --- building ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.right = QSplitter(Qt.Orientation.Vertical)
        self.right.addWidget(self._grid_page())
        self.right.addWidget(self.tabs)
        self.right.setStretchFactor(0, 0)
        self.right.setStretchFactor(1, 1)
        self.right.setSizes([500, 200])
        self.right.setChildrenCollapsible(False)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.right)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.side)
        self.split.addWidget(self.pages)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([204, 572])
        self.split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _grid_page(self) -> QWidget:
        page = QWidget()
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 2, 8, 2)
        bar.setSpacing(3)
        hint = plain_label(KEYS, muted=True, wrap=True)
        bar.addWidget(hint, 1)
        for name in ("bia.money", "bia.previous", "bia.next"):
            button = QToolButton()
            button.setDefaultAction(self.actions_[name])
            button.setAccessibleName(self.actions_[name].text().replace("&", ""))
            bar.addWidget(button)
        self.said.setProperty("problem", True)
        self.said.setContentsMargins(12, 2, 12, 2)
        self.said.hide()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.objectives)
        column.addLayout(bar)
        column.addWidget(self.said)
        column.addWidget(self.grid, 1)
        return page

    def _connect(self) -> None:
        session = self.session
        self.side.relisted.connect(self._settle_list)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._listed())
        self.list.activated.connect(lambda _: self.start_rating())
        self.grid.placeChanged.connect(self._place_changed)
        self.grid.told.connect(self._tell)
        self.objectives.asked.connect(self.tabs.explain)
        self.tabs.why.elementChosen.connect(lambda item: session.select([item]))
        self.tabs.elementAsked.connect(lambda item: self.show_records([item]))
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._menu)
        session.documentReplaced.connect(self._reload)
        session.modelChanged.connect(self._model_changed)
        session.resultsChanged.connect(self._results_changed)
        session.selectionChanged.connect(self._follow)

    # --- which element ----------------------------------------------------------------------

    def show_element(self, element: str) -> None:
        """Show the ratings of an element."""
        self.element = element if element in self.session.model.elements else ""
        place = self.grid.currentIndex()
        kept = (place.row(), place.column())
        self.grid.ratings.show_element(self.element)
        if self.grid.ratings.rowCount() and self.grid.ratings.columnCount():
            row = min(max(0, kept[0]), self.grid.ratings.rowCount() - 1)
            self.grid.setCurrentIndex(self.grid.ratings.index(row, max(0, kept[1])))
        self.tabs.explain(None)
        self._refresh()

    def has_element(self) -> bool:
        """Whether there is an element to rate."""
        return bool(self.element)

    def next_element(self) -> None:
        """Go to the next element of the list; the grid keeps the keyboard."""
        self._step(1)

    def previous_element(self) -> None:
        """Go to the element before; the grid keeps the keyboard."""
        self._step(-1)

    def _step(self, step: int) -> None:
        ids = self.list.elements.ids
        if self.element in ids:
            place = ids.index(self.element) + step
            if 0 <= place < len(ids):
                self.list.show_element(ids[place])
                self.grid.setCurrentIndex(self.grid.ratings.index(0, 0))

    def start_rating(self) -> None:
        """Type into the grid."""
        self.grid.setFocus()

    def focus_filter(self) -> None:
        """Type words that the elements must hold."""
        self.side.focus_filter()

    def show_records(self, ids: Iterable[str]) -> None:
        """Show the first of these elements, whatever the list is filtered by."""
        first = next((item for item in ids if item in self.session.model.elements), "")
        if first:
            self.side.seek(first)
        self.grid.setFocus()

    def _listed(self) -> None:
        element = self.list.current_element()
        if element and element != self.element:
            self.show_element(element)
            self.session.select([element])

    def _follow(self, ids: tuple[str, ...]) -> None:
        if not self.isVisible():
            self._dirty = True
        elif ids and ids[0] != self.element:
            self.list.show_element(ids[0])

    def _settle_list(self) -> None:
        """After the list has changed: its current row is the element shown, if it is there."""
        elements = self.list.elements
        self.side.show_count()
        if not self.list.show_element(self.element) and elements.ids:
            self.list.show_element(elements.ids[0])
        elif not elements.ids:
            self._refresh()

    # --- grid -------------------------------------------------------------------------------

    def toggle_money(self) -> None:
        """Show or hide the rows of money."""
        shown = not self.grid.ratings.money
        self.grid.ratings.show_money(shown)
        settings.set_text("bia/money", "1" if shown else "0")
        self._balance()
        self.refresh_actions()

    def _balance(self) -> None:
        """The grid as high as its rows, the curve takes the rest."""
        height = self.right.height()
        wanted = self.objectives.sizeHint().height() + self.grid.sizeHint().height() + BAR
        top = max(200, min(wanted, height - LOWER))
        self.right.setSizes([top, height - top])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._model_changed()
            self._follow(self.session.selection)
        if not self._balanced:
            self._balanced = True
            self._balance()

    def _tell(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def _place_changed(self) -> None:
        place = self.grid.current_place()
        words = self.grid.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        at = (place.category, place.band) if place else None
        self.tabs.show_note(self.element, at, str(words or ""))
        self.refresh_actions()

    def _menu(self, point: QPoint) -> None:
        self.refresh_actions()
        menu = QMenu(self.grid)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self.grid_actions_.values()))
        menu.addSeparator()
        menu.addAction(self.actions_["bia.money"])
        menu.popup(self.grid.viewport().mapToGlobal(point))

    # --- following the document -------------------------------------------------------------

    def _reload(self) -> None:
        self.grid.ratings.forget()
        self.element = ""
        self.filter.clear()
        self.list.elements.reload()
        chosen = next(iter(self.session.selection), "")
        self.list.show_element(chosen)
        self._show_any()
        self.side.show_count()

    def _show_any(self) -> None:
        """Where nothing is shown yet, or no more: the list's current element, else its first."""
        if not self.list.current_element() and self.list.elements.ids:
            self.list.show_element(self.list.elements.ids[0])
        self.show_element(self.list.current_element())

    def _model_changed(self, changes: Diff | None = None) -> None:
        self._dirty = not self.isVisible()
        if self._dirty:
            return  # what is not in sight is brought up to date when it is shown
        if changes is None:
            self.list.elements.reload(keep=self.element)
        else:
            self.list.elements.follow(changes, keep=self.element)
        self.side.show_count()
        if self.element not in self.session.model.elements:
            self._show_any()
            return
        self.list.show_element(self.element)
        self.grid.ratings.refresh()
        self._refresh()

    def _results_changed(self, name: str) -> None:
        if name == "impact" and not self.isVisible():
            self._dirty = True
        elif name == "impact":
            self.list.viewport().update()  # numbers may have changed in any row
            self.grid.ratings.refresh()
            self._refresh()

    def _refresh(self) -> None:
        """Everything about the element as it is now."""
        model = self.session.model
        ready = bool(self.element and model.categories and model.bands)
        self.pages.setCurrentIndex(1 if ready else 0)
        if not ready:
            self.empty.say(*self._empty_words())
        self.objectives.show_element(self.element)
        self.tabs.show_loss(self.element)
        self.tabs.show_overview()
        self._place_changed()

    def _empty_words(self) -> tuple[str, str]:
        model = self.session.model
        if model.elements and not (model.categories and model.bands):
            return (
                "No scale to rate on",
                "Give the document impact categories and time bands (Edit, Method).",
            )
        if not self.session.model.elements:
            return (
                "Nothing to rate yet",
                "Add services and processes in the catalogue, or import them. Here you rate how "
                "bad an outage becomes over time; MTPD and RTO follow from it.",
            )
        return ("No element matches", "Change the filter, or list all elements.")

    def refresh_actions(self) -> None:
        """Enable and tick what makes sense now."""
        update(self, self.view_specs, self.actions_)
        update(self.grid, self.grid_specs, self.grid_actions_)

    def refresh_icons(self) -> None:
        """Draw in the palette's colours again."""
        self.empty.refresh_icons()
        self._refresh()

    def reset_layout(self) -> None:
        """Sizes as at the first start."""
        self.split.setSizes([204, 572])
        self._balance()
        self.tabs.overview.fit_columns()
