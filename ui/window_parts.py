"""Menus, toolbar and the list of views, made from the actions' and views' data."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from ui.actions import Actions
from ui.commands.specs import MENUS, RECENT, SEPARATOR, TOOLBAR, TOOLBAR_RIGHT
from ui.icons import icon, with_words
from ui.navigation import VIEWS

WITH_TEXT = ("file.import", "file.export")


def build_menus(window: QMainWindow, actions: Actions, recent: QMenu) -> list[QMenu]:
    """Fill the menu bar."""
    made = []
    for title, names in MENUS:
        menu = window.menuBar().addMenu(title)
        for name in names:
            if name == RECENT:
                menu.addMenu(recent)
            elif name == SEPARATOR:
                menu.addSeparator()
            else:
                menu.addAction(actions[name])
        made.append(menu)
    return made


def build_toolbar(window: QMainWindow, actions: Actions) -> QToolBar:
    """The bar under the menus: what is used most, at the right what finds things."""
    bar = QToolBar("Toolbar", window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(18, 18))
    for name in TOOLBAR:
        if name == SEPARATOR:
            bar.addSeparator()
        else:
            bar.addAction(actions[name])
    for name in WITH_TEXT:
        button = bar.widgetForAction(actions[name])
        if isinstance(button, QToolButton):
            with_words(button)
    space = QWidget()
    space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(space)
    for name in TOOLBAR_RIGHT:
        bar.addAction(actions[name])
    return bar


def build_navigation() -> QListWidget:
    """The views at the left, in the order of the work."""
    made = QListWidget()
    made.setObjectName("navigation")
    made.setAccessibleName("Views")
    made.setFixedWidth(164)
    made.setIconSize(QSize(20, 20))
    for view in VIEWS:
        item = QListWidgetItem(icon(view.icon), view.title)
        item.setData(Qt.ItemDataRole.UserRole, view.name)
        item.setToolTip(view.tip)
        item.setSizeHint(QSize(140, 38))
        made.addItem(item)
    return made
