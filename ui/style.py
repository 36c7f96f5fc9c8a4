"""The small style sheet over Fusion; every colour comes from the theme."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template(
    """
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMenuBar { background: $window; border-bottom: 1px solid $line; padding: 1px 4px; }
QMenuBar::item { padding: 5px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; color: $text; }
QMenu { background: $base; border: 1px solid $strong_line; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: $highlight; color: $highlighted; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QMenu::icon { padding-left: 6px; }
QToolBar { background: $window; border: none; border-bottom: 1px solid $line; padding: 3px 6px;
    spacing: 2px; }
QToolBar::separator { width: 1px; background: $line; margin: 4px 5px; }
QToolButton { border: 1px solid transparent; border-radius: 5px; padding: 4px 7px; color: $text; }
QToolButton:hover, QToolButton:focus { background: $hover; border-color: $line; }
QToolButton:pressed, QToolButton:checked { background: $pressed; }
QToolButton:disabled { color: $disabled; }
QPushButton { background: $button; border: 1px solid $strong_line; border-radius: 5px;
    padding: 5px 14px; color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:default { background: $highlight; color: $highlighted; border-color: $highlight; }
QPushButton:default:focus { border: 1px solid $text; }
QPushButton:disabled { color: $disabled; border-color: $line; background: $window; }
QLineEdit, QPlainTextEdit { background: $base; color: $text;
    border: 1px solid $strong_line; border-radius: 5px; padding: 3px 6px;
    selection-background-color: $highlight; selection-color: $highlighted; }
QLineEdit:focus, QPlainTextEdit:focus { border-color: $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: $disabled;
    background: $window; border-color: $line; }
QLineEdit[readOnly="true"] { background: $window; }
QLineEdit[invalid="true"] { border: 1px solid $bad; }
QTableView QLineEdit { border-radius: 0; padding: 0 4px; border: 1px solid $accent; }
QHeaderView QLineEdit { border-radius: 3px; border: 1px solid $strong_line; }
QTreeView::item { padding: 4px 3px; }
QTableView::item { padding: 0 5px; }
QToolButton[link="true"] { color: $link; padding: 0 6px; border-radius: 4px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 28px; margin: 2px 2px; }
QScrollBar::handle:horizontal { min-width: 28px; margin: 2px 2px; }
QScrollBar::handle:hover { background: $strong_line; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QTableView, QTreeView, QListView { background: $base; alternate-background-color: $alternate;
    border: 1px solid $line; gridline-color: $line; selection-background-color: $highlight;
    selection-color: $highlighted; }
QHeaderView { background: $window; }
QHeaderView::section { background: $window; color: $muted; border: none;
    border-right: 1px solid $line; border-bottom: 1px solid $line; padding: 5px 7px;
    font-weight: 600; }
QHeaderView::section:hover { background: $hover; color: $text; }
QTableCornerButton::section { background: $window; border: none;
    border-bottom: 1px solid $line; }
QListWidget#navigation { background: $side; border: none; border-right: 1px solid $line;
    padding: 6px; outline: 0; }
QListWidget#navigation::item { padding: 8px 8px; border-radius: 6px; margin: 1px 0; color: $text; }
QListWidget#navigation::item:hover { background: $hover; }
QListWidget#navigation::item:selected { background: $highlight; color: $highlighted; }
QListWidget#picker { border: none; border-right: 1px solid $line; background: $window;
    padding: 4px; outline: 0; }
QListWidget#picker::item { padding: 5px 8px; border-radius: 5px; color: $text; }
QListWidget#picker::item:hover { background: $hover; }
QListWidget#picker::item:selected { background: $pressed; color: $text; font-weight: 600; }
QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { background: $window; padding: 7px 10px; border-bottom: 1px solid $line; }
QStatusBar { background: $window; border-top: 1px solid $line; color: $muted; }
QStatusBar::item { border: none; }
QProgressBar { border: 1px solid $strong_line; border-radius: 4px; background: $base;
    text-align: center; min-height: 14px; max-height: 14px; color: $text; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QTabWidget::pane { border: 1px solid $line; background: $base; top: -1px; }
QTabBar::tab { padding: 6px 13px; border: none; border-bottom: 2px solid transparent;
    color: $muted; background: transparent; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:hover { color: $text; }
QGroupBox { border: 1px solid $line; border-radius: 6px; margin-top: 18px; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 2px; color: $muted; font-weight: 600; }
QListView::indicator:unchecked, QCheckBox::indicator:unchecked { background: $base;
    border: 1px solid $strong_line; border-radius: 3px; }
QFrame#card { background: $base; border: 1px solid $line; border-radius: 8px; }
QFrame#message { background: $note; border: none; border-bottom: 1px solid $line; }
QToolTip { background: $tip; color: $tip_text; border: 1px solid $strong_line; padding: 4px; }
QScrollArea { border: none; background: transparent; }
QSplitter::handle { background: $line; }
QLabel[muted="true"] { color: $muted; }
QLabel[problem="true"] { color: $bad; font-weight: 600; }
"""
)


def style_sheet(colours: Mapping[str, str], bad: str) -> str:
    """The style sheet in these colours; ``bad`` marks input that is not understood."""
    return _SHEET.substitute(colours, bad=bad, note=colours["hover"])
