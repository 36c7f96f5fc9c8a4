"""Putting parts of a page side by side and below each other, without margins of their own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget


def stack(holder: QWidget, *parts: QWidget | QLayout, wide: QWidget) -> QWidget:
    """Parts below each other, ``wide`` with all the room that is left; gives the holder back."""
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part, 1 if part is wide else 0)
        else:
            column.addLayout(part)
    return holder


def split(
    *parts: QWidget, upright: bool = False, sizes: Sequence[int] = (), stretch: Sequence[int] = ()
) -> QSplitter:
    """Parts with a handle between them, none of which can be dragged away."""
    found = QSplitter(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
    for part in parts:
        found.addWidget(part)
    if sizes:
        found.setSizes(list(sizes))
    for place, factor in enumerate(stretch):
        found.setStretchFactor(place, factor)
    found.setChildrenCollapsible(False)
    return found


def scroll(inside: QWidget, *, frame: bool = True) -> QScrollArea:
    """As wide as there is room, scrolled only up and down."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if not frame:
        area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(inside)
    return area
