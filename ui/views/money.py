"""Money: what a year may cost, and which recovery options are worth their price."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from bcm_tool.analysis.options.result import Point
from bcm_tool.model import edits
from bcm_tool.model.model import Model
from ui.actions import install, update
from ui.money import words
from ui.money.actions import money_actions
from ui.money.options_page import OptionsPage
from ui.money.strip import MoneyStrip
from ui.money.work import MoneyWork
from ui.money.year_page import YearPage
from ui.session import Session
from ui.widgets.empty_state import EmptyState

SOON_MS = 500
"""After the last edit, the figures in sight follow."""


class MoneyView(QWidget):
    """Assembles the strip, the two pages and the run behind them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.work = MoneyWork(session, self)
        self.specs = money_actions()
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.actions_ = install(self, self.specs, within)
        own = self.actions_
        self.strip = MoneyStrip(own["money.run"], own["money.cancel"])
        self.year = YearPage(session)
        modes = (own["money.keeping"], own["money.all"])
        self.options = OptionsPage(session, modes, own["money.apply"])
        self.no_year = EmptyState("banknote")
        self.no_options = EmptyState("sliders-horizontal")
        self.tabs = QTabWidget()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._run_if_stale)
        self._lay_out()
        self.work.changed.connect(self._work_changed)
        self.options.chosenChanged.connect(self.refresh_actions)
        session.modelChanged.connect(lambda _: self._soon.start())
        session.tasks.changed.connect(self._progress)
        self._show_state()

    def _lay_out(self) -> None:
        self.year_pages, self.option_pages = QStackedWidget(), QStackedWidget()
        for stack, empty, page in (
            (self.year_pages, self.no_year, self.year),
            (self.option_pages, self.no_options, self.options),
        ):
            stack.addWidget(empty)
            stack.addWidget(page)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.year_pages, "Yearly loss")
        self.tabs.addTab(self.option_pages, "Options")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.tabs, 1)

    # --- computing --------------------------------------------------------------------------

    def run(self) -> None:
        """Compute both pages for the document as it is now."""
        self.work.start()

    def _run_if_stale(self) -> None:
        if self.isVisible() and not self.work.complete and not self.work.on_its_way:
            self.run()

    def _work_changed(self, name: str) -> None:
        if name == "money" and self.work.money is not None:
            self.year.show_result(self.work.money)
        elif name == "options" and self.work.options is not None:
            self.options.show_result(self.work.options, self.work.money)
        if name != "state" and self.work.money is None and self.isVisible():
            self._soon.start()
        self._show_state()

    def _progress(self) -> None:
        if self.isVisible() and self.work.running:
            self.strip.show_progress(*self.work.progress)

    # --- content ----------------------------------------------------------------------------

    def _show_state(self) -> None:
        """What the strip says, which pages are empty, and what can be done."""
        work = self.work
        stale = [name for name, result in (("money", work.money), ("options", work.options))
                 if result is not None and work.is_stale(result)]  # fmt: skip
        if work.running:
            self.strip.show_state("Computing", "note", _RUNNING, running=True)
            self.strip.show_progress(*work.progress)
        elif work.ended_early:
            self.strip.show_state("Ended", "warning", _ENDED, running=False)
        elif stale:
            self.strip.show_state("Out of date", "warning", _STALE, running=False)
        elif work.complete and work.money is not None and work.money.scenarios:
            told = (
                f"{work.money.years:,} simulated years, seed {work.money.seed}; teams in the order "
                "of quick sequences."
            )
            self.strip.show_state("Up to date", "ok", told, running=False)
        else:
            self.strip.show_state("", "note", "", running=False)
        self._show_pages()
        self.refresh_actions()

    def _show_pages(self) -> None:
        money, options = self.work.money, self.work.options
        waiting = words.WAITING if self.work.running else words.CANCELLED
        missing = waiting if money is None else None
        if money is not None and not money.scenarios:
            missing = words.NO_FREQUENCY
        elif money is not None and money.total.worst <= 0:
            missing = words.NO_LOSS
        if missing is not None:
            self.no_year.say(*missing)
        self.year_pages.setCurrentIndex(0 if missing is not None else 1)
        missing = waiting if options is None else None
        if options is not None and not options.decisions:
            missing = words.NO_OPTIONS
        if missing is not None:
            self.no_options.say(*missing)
        self.option_pages.setCurrentIndex(0 if missing is not None else 1)

    def refresh_actions(self) -> None:
        """Enable and tick what makes sense now."""
        update(self, self.specs, self.actions_)

    # --- options ----------------------------------------------------------------------------

    def keep_objectives(self, keeping: bool) -> None:
        """Show the choices that keep the objectives, or all."""
        self.tabs.setCurrentIndex(1)
        self.options.keep_objectives(keeping)
        self.refresh_actions()

    def can_apply(self) -> bool:
        """Whether the chosen point changes anything and is about the document as it is."""
        point = self.options.point
        fresh = not self.work.is_stale(self.work.options)
        return self.session.can_edit and fresh and point is not None and bool(point.changes)

    def apply(self) -> None:
        """Use the chosen point's options: one command, one step to undo."""
        point = self.options.point
        if point is None or not self.can_apply():
            return
        count = len(point.changes)
        label = "Select a recovery option" if count == 1 else f"Select {count} recovery options"
        self.session.edit(label, lambda model: use_options(model, point))

    # --- window -----------------------------------------------------------------------------

    def show_records(self, ids: Iterable[str]) -> None:
        """Show a scenario's curve, or the options."""
        first = next(iter(ids), "")
        if first == "options":
            self.tabs.setCurrentIndex(1)
        elif first in self.session.model.scenarios:
            self.tabs.setCurrentIndex(0)
            self.year.show_scenario(first)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_state()
        self._run_if_stale()

    def refresh_icons(self) -> None:
        """Draw in the palette's colours again."""
        for empty in (self.no_year, self.no_options):
            empty.refresh_icons()
        self._show_state()

    def reset_layout(self) -> None:
        """Sizes as at the first start."""
        self.year.reset_layout()
        self.options.reset_layout()


_RUNNING = "Simulating years, then looking for options."
_ENDED = "What had been found stays; the rest is missing or out of date."
_STALE = "The document has changed since; these figures are of how it was before."


def use_options(model: Model, point: Point) -> Model:
    """The model in which the elements of a point use its options."""
    for change in point.changes:
        if change.after is not None:
            model = edits.select_option(model, change.after)
        elif change.before is not None:
            model = edits.change(model, "options", change.before, selected=False)
    return model
