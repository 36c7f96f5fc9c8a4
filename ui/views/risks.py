"""Risks: the register beside a map of likelihood and impact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QToolButton, QVBoxLayout, QWidget

from bcm_tool.export.tables.risk import risk_table
from bcm_tool.model import edits
from bcm_tool.model.model import Model
from bcm_tool.model.records import Record, Risk
from bcm_tool.model.rules import describe
from ui import settings
from ui.actions import install, update
from ui.models import changes
from ui.risks.actions import risk_actions
from ui.risks.card import RiskCard
from ui.risks.cells import FIELDS, STAGES, Cell, Stage, cell_of, cell_short, map_table
from ui.risks.risk_map import RiskMap
from ui.risks.row_header import LevelHeader
from ui.session import Session
from ui.widgets.link_button import LinkButton
from ui.widgets.record_table import RecordTable
from ui.widgets.result_table import ResultTable
from ui.widgets.table_page import TablePage

BUTTONS = ("row.new", "row.duplicate", "row.delete", "row.filters")
WIDE = 1150
"""From this width on the register stands beside the map, else below it."""


class RisksView(QWidget):
    """Assembles map, card, register and the tables that say the same."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._dirty = True
        self._beginning = False
        self.register = RecordTable(session, "risks")
        self.register.setVerticalHeader(LevelHeader(session, self.register.records, self.register))
        self.register.verticalHeader().setDefaultSectionSize(28)
        self.register.verticalHeader().show()
        hint = "No risk yet. Ctrl+N adds the first one; or choose a cell of the map and press Ins."
        self.register.fresh = self._fresh_values
        self.page = TablePage(self.register, "Register", hint, BUTTONS)
        self.current = self.register
        self.map = RiskMap(session)
        self.card = RiskCard(session)
        self.ranking = ResultTable()
        self.cells = ResultTable()
        self.filtered = LinkButton("")
        self.filtered.clicked.connect(self.show_all)
        self.specs = risk_actions()
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        own = install(self, self.specs, within)
        self.own_actions = own
        self.actions_ = {**own, **self.register.actions_}
        self._lay_out()
        self._connect()
        self.register.restore_state(settings.state("tables/risk-register"))
        self._reload()

    # --- building ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.page, "Register")
        self.tabs.addTab(self.ranking, "Ranking")
        self.tabs.addTab(self.cells, "Map as table")
        self.upper = QSplitter(Qt.Orientation.Horizontal)
        self.upper.addWidget(self._map_page())
        self.upper.addWidget(self.card)
        self.upper.setSizes([470, 300])
        self.upper.setStretchFactor(0, 3)
        self.upper.setStretchFactor(1, 2)
        self.upper.setChildrenCollapsible(False)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.upper)
        self.split.addWidget(self.tabs)
        self.split.setSizes([370, 320])
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 1)
        self.split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _map_page(self) -> QWidget:
        page = QWidget()
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 8, 2)
        bar.setSpacing(3)
        for stage in STAGES:
            bar.addWidget(self._button(f"risk.{stage}"))
        bar.addSpacing(6)
        bar.addWidget(self.filtered)
        bar.addStretch(1)
        bar.addWidget(self._button("risk.new_here"))
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.map, 1)
        return page

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self.own_actions[name])
        button.setAccessibleName(self.own_actions[name].text().replace("&", ""))
        return button

    def _connect(self) -> None:
        session = self.session
        self.register.currentRecordChanged.connect(self._select)
        self.register.elementChosen.connect(self._choose_element)
        self.ranking.currentRecordChanged.connect(self._ranked)
        self.ranking.elementChosen.connect(lambda element: session.select([element]))
        self.ranking.rowActivated.connect(lambda _: self._open_ranked())
        self.cells.rowActivated.connect(lambda _: self._open_cell())
        self.map.cellChosen.connect(self._filter)
        self.map.cursorMoved.connect(self.refresh_actions)
        self.tabs.currentChanged.connect(lambda _: self._tab_changed())
        session.documentReplaced.connect(self._reload)
        session.modelChanged.connect(lambda _: self._model_changed())
        session.resultsChanged.connect(self._results_changed)

    # --- what is shown ----------------------------------------------------------------------

    def set_stage(self, stage: Stage) -> None:
        """Show inherent, current or target on the map; the filter goes with it."""
        self.map.set_stage(stage)
        self._filter(self.map.chosen)
        self._show_tables()

    def show_all(self) -> None:
        """Take the filter by cell away."""
        self.map.set_chosen(None)
        self._filter(None)

    def _filter(self, cell: Cell | None) -> None:
        stage = self.map.stage

        def keep(record: Record) -> bool:
            return isinstance(record, Risk) and cell_of(record, stage) == cell

        kept = self.register.current_record()
        self.register.records.set_scope(None if cell is None else keep)
        self.register.rowsShownChanged.emit()
        if not self.register.show_record(kept) and self.register.records.ids:
            self.register.show_record(self.register.records.ids[0])
        words = "" if cell is None else f"× {cell_short(self.session.model, cell)}"
        self.filtered.whole = words
        self.filtered.setText(words.replace("&", "&&"))
        self.filtered.setAccessibleName(f"Take the filter away: {words}")
        self.filtered.setVisible(cell is not None)
        self._show_tables()
        self.refresh_actions()

    def show_risk(self, risk: str) -> None:
        """Select a risk everywhere, taking filters away that hide it."""
        if not self.register.show_record(risk):
            self.show_all()
            self.page.search.clear()
            self.register.search("")
            self.register.head.clear_filters()
            self.register.show_record(risk)
        self._select(risk)

    def show_records(self, ids: Iterable[str]) -> None:
        """Show a risk, or the first risk to an element."""
        first = next(iter(ids), "")
        if first in self.session.model.elements:
            found = self.session.model.risks_of.get(first, ())
            first = found[0].id if found else ""
        if first in self.session.model.risks:
            self.tabs.setCurrentIndex(0)
            self.show_risk(first)
            self.register.setFocus()

    def _select(self, risk: str) -> None:
        self.map.set_risk(risk)
        self.card.show_risk(risk if risk in self.session.model.risks else "")

    def _ranked(self, risk: str) -> None:
        if self.ranking.hasFocus():
            self._select(risk)

    def _open_ranked(self) -> None:
        risk = self.ranking.current_record()
        if risk:
            self.show_records([risk])

    def _open_cell(self) -> None:
        likelihood, _, impact = self.cells.current_record().partition("x")
        if impact:
            cell = (int(likelihood), int(impact))
            self.map.move_to(cell)
            self.map.set_chosen(cell)
            self._filter(cell)
            self.tabs.setCurrentIndex(0)

    def _tab_changed(self) -> None:
        current = self.tabs.currentWidget()
        self.current = self.register if current is self.page else current  # type: ignore[assignment]

    # --- editing ----------------------------------------------------------------------------

    def _fresh_values(self, _: Model) -> dict[str, Any]:
        """A row made while a cell filters belongs into that cell."""
        if self.map.chosen is None:
            return {}
        return dict(zip(FIELDS[self.map.stage], self.map.chosen, strict=True))

    def new_here(self) -> None:
        """Add a risk with the likelihood and impact of the map's cell."""
        cell = self.map.place
        if cell is None:
            return
        values = dict(zip(FIELDS[self.map.stage], cell, strict=True))
        record = changes.new_record(self.session.model, "risks", **values)
        label = f"Add {describe(self.session.model, record)}"
        if self.session.edit(label, lambda model: edits.add(model, record)):
            self.tabs.setCurrentIndex(0)
            self.show_risk(record.id)
            self.register.setFocus()

    # --- following the document -------------------------------------------------------------

    def _reload(self) -> None:
        self.map.place = None
        self.map.set_chosen(None)
        self._beginning = True
        self._filter(None)
        if self.register.records.ids:
            self.register.show_record(self._first_risk())
        self._beginning = False
        self._select(self.register.current_record())
        self._model_changed()

    def _first_risk(self) -> str:
        """The first risk to what is selected, else the first of all."""
        shown, model = self.register.records.ids, self.session.model
        wanted = (
            risk.id for item in self.session.selection for risk in model.risks_of.get(item, ())
        )
        return next((risk for risk in wanted if risk in shown), shown[0])

    def _choose_element(self, element: str) -> None:
        """Select what a risk is to; not for the risk that the view begins with by itself."""
        if not self._beginning:
            self.session.select([element])

    def _model_changed(self) -> None:
        self._dirty = not self.isVisible()
        if self._dirty:
            return  # what is not in sight is brought up to date when it is shown
        self.map.refresh()
        self._select(self.register.current_record())
        self._show_tables()
        self.register.verticalHeader().viewport().update()
        self.refresh_actions()

    def _results_changed(self, name: str) -> None:
        if name == "risk":
            self._model_changed()

    def _show_tables(self) -> None:
        model, result = self.session.model, self.session.results.risk
        self.cells.show_table(map_table(model, result, self.map.stage))
        if result is None or result.model is not model:
            return
        whole = risk_table(model, result)
        shown = set(self.register.records.ids)
        if self.map.chosen is None:
            self.ranking.show_table(whole)
            return
        rows = tuple(row for row in whole.rows if row.ref in shown)
        self.ranking.show_table(type(whole)(whole.key, whole.title, whole.columns, rows))

    def refresh_actions(self) -> None:
        """Enable and tick what makes sense now."""
        update(self, self.specs, self.own_actions)

    # --- window -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._model_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= WIDE
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.split.orientation() != wanted:
            self._arrange(wide)

    def _arrange(self, wide: bool) -> None:
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.split.setOrientation(across if wide else down)
        self.upper.setOrientation(down if wide else across)
        size = self.split.width() if wide else self.split.height()
        self.split.setSizes([size * 2 // 5, size * 3 // 5] if wide else [size // 2, size // 2])
        if wide:
            self.upper.setSizes([self.height() * 3 // 5, self.height() * 2 // 5])
        else:
            self.upper.setSizes([self.width() * 3 // 5, self.width() * 2 // 5])

    def refresh_icons(self) -> None:
        """Draw in the palette's colours again."""
        self._model_changed()

    def reset_layout(self) -> None:
        """Sizes as at the first start."""
        self.register.fit_columns()
        self._arrange(self.width() >= WIDE)

    def save_state(self) -> None:
        """Remember the register's columns."""
        settings.set_state("tables/risk-register", self.register.save_state())
