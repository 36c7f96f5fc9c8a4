"""Icons from ``resources/icons``, drawn in the palette's colours.

The welcome page has some: as there, Qt's own namespace is not touched before it is painted.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from bcm_tool.assets import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QToolButton

SIZES = (16, 20, 24, 32, 48)
LEFT = {size: sum(SIZES[:number]) for number, size in enumerate(SIZES)}
"""Where each size stands in a strip of all of them."""
_NAME = "iconName"
ROOM = 6
"""Pixels that are added around an icon with words beside it, half of them at either side."""
Role = QPalette.ColorRole
Group = QPalette.ColorGroup


def icon(name: str, role: Role = Role.ButtonText) -> QIcon:
    """The icon called ``name`` in the colours of the present palette."""
    palette = QApplication.palette()
    normal = palette.color(Group.Active, role).name()
    disabled = palette.color(Group.Disabled, role).name()
    selected = palette.color(Group.Active, Role.HighlightedText).name()
    return _icon(name, normal, disabled, selected)


def tinted(name: str, colour: QColor) -> QIcon:
    """The icon called ``name`` in one colour."""
    return _icon(name, colour.name(), colour.name(), colour.name())


def single(name: str, size: int) -> QIcon:
    """The icon called ``name`` in one size and state: what is seen first is drawn soon."""
    colour = QApplication.palette().color(Group.Active, Role.ButtonText)
    return QIcon(pixmap(name, colour, size))


def pixmap(name: str, colour: QColor, size: int) -> QPixmap:
    """The icon called ``name``, ``size`` logical pixels wide, sharp at double density."""
    image = _pixmap(name, colour.name(), size * 2)
    image.setDevicePixelRatio(2)
    return image


@cache
def _icon(name: str, normal: str, disabled: str, selected: str) -> QIcon:
    made, mode_of = QIcon(), QIcon.Mode
    modes = (mode_of.Normal, mode_of.Disabled, mode_of.Selected)
    for mode, colour in zip(modes, (normal, disabled, selected), strict=True):
        # One strip for all sizes: reading the drawing and beginning to paint cost most.
        strip = _blank(sum(SIZES), max(SIZES))
        drawing, painter = _drawing(name, colour), QPainter(strip)
        for size, left in LEFT.items():
            drawing.render(painter, QRectF(left, 0, size, size))
        painter.end()
        for size, left in LEFT.items():
            made.addPixmap(strip.copy(left, 0, size, size), mode)
    return made


def _pixmap(name: str, colour: str, size: int) -> QPixmap:
    drawn = _blank(size, size)
    painter = QPainter(drawn)
    _drawing(name, colour).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn


def _blank(width: int, height: int) -> QPixmap:
    made = QPixmap(width, height)
    made.fill(QColor(0, 0, 0, 0))
    return made


def _drawing(name: str, colour: str) -> QSvgRenderer:
    svg = _source(name).replace("currentColor", colour)
    return QSvgRenderer(QByteArray(svg.encode()))


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def set_icon(target: QAction | QAbstractButton, name: str) -> None:
    """Give an action or button an icon that follows the palette."""
    target.setProperty(_NAME, name)
    target.setIcon(icon(name))


def with_words(button: QToolButton) -> None:
    """Show words beside the icon, with room between them: the style leaves hardly any."""
    from PySide6.QtCore import Qt

    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    size = button.iconSize()
    button.setIconSize(QSize(size.width() + ROOM, size.height()))


def refresh_icons(roots: list[QObject]) -> None:
    """Draw every icon set by :func:`set_icon` below these objects again."""
    for root in roots:
        for item in [root, *root.findChildren(QObject)]:
            name = item.property(_NAME)
            if name and isinstance(item, QAction | QAbstractButton):
                item.setIcon(icon(str(name)))
