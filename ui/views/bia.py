"""BIA: how bad an outage becomes over time, element by element, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.analysis.results import Explanation
from bcm_tool.export.tables.bia import bia_table
from bcm_tool.model.diff import Diff
from ui import settings
from ui.actions import install, update
from ui.bia.actions import grid_actions, view_actions
from ui.bia.element_list import SCOPES, ElementList
from ui.bia.grid import RatingGrid
from ui.bia.loss_curve import NOTHING, LossChart, LossPicture, loss_table
from ui.bia.objectives import ObjectivesStrip
from ui.bia.ratings import rating_at
from ui.session import Session
from ui.widgets.empty_state import EmptyState
from ui.widgets.explanation import ExplanationPanel
from ui.widgets.labels import plain_label
from ui.widgets.record_fields import RecordFields
from ui.widgets.result_table import ResultTable

SCOPE_WORDS = {
    "services": "Services",
    "unrated": "Services not rated yet",
    "all": "All elements",
}
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
        self.list = ElementList(session)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName("Filter elements")
        self.filter.setClearButtonEnabled(True)
        self.scope = QComboBox()
        self.scope.setAccessibleName("Which elements are listed")
        for name in SCOPES:
            self.scope.addItem(SCOPE_WORDS[name], name)
        self.count = plain_label(muted=True)
        self.objectives = ObjectivesStrip(session)
        self.grid = RatingGrid(session)
        self.grid.ratings.money = settings.text("bia/money", "1") == "1"
        self.said = plain_label(wrap=True)
        self.chart = LossChart()
        self.losses = ResultTable()
        self.overview = ResultTable()
        self.notes = RecordFields(session, "impacts", ("note", "source", "as_of"), across=1)
        self.notes_head = plain_label(muted=True, wrap=True)
        self.why = ExplanationPanel()
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
        self.side = QWidget()
        side = QVBoxLayout(self.side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(8, 8, 8, 6)
        head.setSpacing(5)
        row = QHBoxLayout()
        row.addWidget(self.scope, 1)
        row.addWidget(self.count)
        head.addLayout(row)
        head.addWidget(self.filter)
        side.addLayout(head)
        side.addWidget(self.list, 1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.chart, "Loss curve")
        self.tabs.addTab(self.losses, "Loss table")
        self.tabs.addTab(self._notes_page(), "Note and source")
        self.tabs.addTab(self._why_page(), "Why?")
        self.tabs.addTab(self.overview, "All services")
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

    def _notes_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.notes_head)
        column.addWidget(self.notes)
        column.addStretch(1)
        return _scrolling(page)

    def _why_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 8, 12, 8)
        self.why_hint = plain_label(
            "“why?” beside MTPD and RTO explains them here.", muted=True, wrap=True
        )
        column.addWidget(self.why_hint)
        column.addWidget(self.why)
        column.addStretch(1)
        return _scrolling(page)

    def _connect(self) -> None:
        session = self.session
        self.filter.textChanged.connect(self._filtered)
        self.filter.returnPressed.connect(self.list.setFocus)
        self.scope.activated.connect(lambda _: self.set_scope(str(self.scope.currentData())))
        self.list.selectionModel().currentChanged.connect(lambda *_: self._listed())
        self.list.activated.connect(lambda _: self.start_rating())
        self.grid.placeChanged.connect(self._place_changed)
        self.grid.told.connect(self._tell)
        self.objectives.asked.connect(self._explain)
        self.why.elementChosen.connect(lambda item: session.select([item]))
        self.tabs.currentChanged.connect(lambda _: self._show_overview())
        self.overview.rowActivated.connect(lambda _: self._from_overview())
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
        self._explain(None)
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

    def set_scope(self, scope: str) -> None:
        """List services, services not rated yet, or all elements."""
        self.scope.setCurrentIndex(self.scope.findData(scope))
        self.list.elements.set_scope(scope)
        self._settle_list()

    def _filtered(self, text: str) -> None:
        self.list.elements.set_filter(text)
        self._settle_list()

    def focus_filter(self) -> None:
        """Type words that the elements must hold."""
        self.filter.setFocus()
        self.filter.selectAll()

    def show_records(self, ids: Iterable[str]) -> None:
        """Show the first of these elements, whatever the list is filtered by."""
        first = next((item for item in ids if item in self.session.model.elements), "")
        if first and not self.list.show_element(first):
            self.filter.clear()
            if not self.list.show_element(first):
                self.set_scope("all")
                self.list.show_element(first)
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

    def _from_overview(self) -> None:
        element = self.overview.current_record()
        if element:
            self.show_records([element])

    def _settle_list(self) -> None:
        """After the list has changed: its current row is the element shown, if it is there."""
        elements = self.list.elements
        self.count.setText(f"{len(elements.ids):,}")
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
        model = self.session.model
        found = rating_at(model, self.element, place.category, place.band) if place else None
        self.notes.show_record(found.id if found else "")
        if place is None:
            self.notes_head.setText("Select a rating to see who said so, and when.")
        else:
            words = self.grid.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
            more = "" if found else ". Rate it first; then a note can stand with it."
            self.notes_head.setText(f"{words}{more}")
        self.refresh_actions()

    def _menu(self, point: QPoint) -> None:
        self.refresh_actions()
        menu = QMenu(self.grid)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self.grid_actions_.values()))
        menu.addSeparator()
        menu.addAction(self.actions_["bia.money"])
        menu.popup(self.grid.viewport().mapToGlobal(point))

    # --- explaining -------------------------------------------------------------------------

    def _explain(self, explanation: Explanation | None) -> None:
        self.why.show_explanation(explanation, self.session.model.method.currency)
        self.why_hint.setVisible(explanation is None)
        if explanation is not None:
            self.tabs.setCurrentIndex(3)

    # --- following the document -------------------------------------------------------------

    def _reload(self) -> None:
        self.grid.ratings.forget()
        self.element = ""
        self.filter.clear()
        self.list.elements.reload()
        chosen = next(iter(self.session.selection), "")
        if not self.list.show_element(chosen) and self.list.elements.ids:
            self.list.show_element(self.list.elements.ids[0])
        self.show_element(self.list.current_element())
        self.count.setText(f"{len(self.list.elements.ids):,}")

    def _model_changed(self, changes: Diff | None = None) -> None:
        self._dirty = not self.isVisible()
        if self._dirty:
            return  # what is not in sight is brought up to date when it is shown
        if changes is None:
            self.list.elements.reload(keep=self.element)
        else:
            self.list.elements.follow(changes, keep=self.element)
        self.count.setText(f"{len(self.list.elements.ids):,}")
        if self.element not in self.session.model.elements:
            self.show_element(self.list.current_element())
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
        picture = self._picture()
        if picture != self.chart.picture or not self.losses.results.columns:
            self.chart.show_picture(picture)
            self.losses.show_table(loss_table(picture))
        self._show_overview()
        self._place_changed()

    def _show_overview(self) -> None:
        """The table of all services, while it is in sight."""
        impact = self.session.results.impact
        shown = self.tabs.currentWidget() is self.overview
        if shown and impact is not None and impact.model is self.session.model:
            self.overview.show_table(bia_table(impact.model, impact))

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

    def _picture(self) -> LossPicture:
        impact, model = self.session.results.impact, self.session.model
        found = impact.elements.get(self.element) if impact else None
        if found is None:
            return NOTHING
        marks = [("RTO", found.rto), ("MTPD", found.mtpd)]
        return LossPicture(
            found.loss,
            tuple(band.minutes for band in model.sorted_bands),
            tuple((name, minutes) for name, minutes in marks if minutes is not None),
            model.method.currency,
        )

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
        self.overview.fit_columns()


def _scrolling(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
