"""How the recovery view is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from ui.icons import with_words
from ui.recovery.effort import EFFORTS
from ui.recovery.first_goal import FIRST_GOALS
from ui.recovery.legend import GanttLegend
from ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from ui.views.recovery import RecoveryView


def lay_out(view: RecoveryView) -> None:
    """Put the view's parts where they belong."""
    view.tabs.addTab(view.simulating.page, "Chances")
    view.tabs.addTab(view.simulating.gains, "Gains")
    view.tables.addWidget(view.tabs)
    view.tables.addWidget(view.card)
    view.tables.setSizes([540, 240])
    view.tables.setStretchFactor(0, 2)
    view.tables.setStretchFactor(1, 1)
    view.tables.setChildrenCollapsible(False)
    view.split.addWidget(chart_page(view))
    view.split.addWidget(view.tables)
    view.split.setSizes([400, 230])
    view.split.setStretchFactor(0, 3)
    view.split.setStretchFactor(1, 1)
    view.split.setChildrenCollapsible(False)
    view.pages.addWidget(view.empty)
    view.pages.addWidget(view.split)
    view.pages.addWidget(view.week)
    top = QVBoxLayout(view.top)
    top.setContentsMargins(12, 0, 12, 4)
    top.addWidget(view.editor)
    layout = QVBoxLayout(view)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addLayout(scenario_bar(view))
    layout.addWidget(view.top)
    layout.addWidget(view.status)
    layout.addWidget(view.pages, 1)


def scenario_bar(view: RecoveryView) -> QHBoxLayout:
    """Picker, what can be done with scenarios, and the search."""
    bar = QHBoxLayout()
    bar.setContentsMargins(12, 6, 8, 4)
    bar.setSpacing(3)
    label = plain_label("Scenario")
    label.setBuddy(view.picker)
    bar.addWidget(label)
    bar.addSpacing(4)
    bar.addWidget(view.picker, 3)
    for name in ("scenario.edit", "scenario.new", "scenario.duplicate", "scenario.delete"):
        bar.addWidget(button(view, name))
    bar.addStretch(1)
    week = button(view, "recovery.week")
    with_words(week)
    bar.addWidget(week)
    run = button(view, "recovery.run")
    with_words(run)
    bar.addWidget(run)
    tip = "What the sequence keeps low before everything else"
    _menu(view, view.goal_button, tip, [f"recovery.first_{item.name}" for item in FIRST_GOALS])
    bar.addWidget(view.goal_button)
    tip = "How much work a search may cost, and when it ends"
    menu = _menu(
        view, view.effort_button, tip, [f"recovery.effort_{item.name}" for item in EFFORTS]
    )
    menu.addSeparator()
    menu.addAction(view.actions_["recovery.limit"])
    bar.addWidget(view.effort_button)
    return bar


def _menu(view: RecoveryView, opener: QToolButton, tip: str, names: list[str]) -> QMenu:
    """The menu that a button opens, with actions of the view."""
    opener.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    opener.setToolTip(tip)
    opener.setStyleSheet("QToolButton::menu-indicator { image: none; }")
    menu = QMenu(opener)
    menu.addActions([view.actions_[name] for name in names])
    menu.aboutToShow.connect(view.refresh_actions)
    opener.setMenu(menu)
    return menu


def button(view: RecoveryView, name: str) -> QToolButton:
    """A button for an action of the view."""
    made = QToolButton()
    made.setDefaultAction(view.actions_[name])
    made.setAccessibleName(view.actions_[name].text().replace("&", ""))
    return made


def chart_page(view: RecoveryView) -> QWidget:
    """The chart under its grouping, zoom and legend."""
    page = QWidget()
    bar = QHBoxLayout()
    bar.setContentsMargins(12, 2, 8, 3)
    bar.setSpacing(3)
    for name in ("recovery.by_team", "recovery.by_element"):
        made = button(view, name)
        with_words(made)
        bar.addWidget(made)
    bar.addSpacing(6)
    for name in ("recovery.zoom_out", "recovery.zoom_in", "recovery.fit"):
        bar.addWidget(button(view, name))
    bar.addWidget(GanttLegend(), 1)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(bar)
    column.addWidget(view.chart, 1)
    page.setMinimumHeight(160)
    return page
