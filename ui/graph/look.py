"""The colours of the map, made once from a theme; every meaning also has a word or a shape."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ui.theme import LIGHT, Theme, Tone

HUES = {
    "service": 0.60,
    "process": 0.56,
    "activity": 0.50,
    "it-service": 0.73,
    "application": 0.78,
    "data": 0.86,
    "vital-record": 0.90,
    "team": 0.42,
    "person": 0.38,
    "infrastructure": 0.09,
    "equipment": 0.12,
    "network": 0.03,
    "supplier": 0.16,
    "utility": 0.14,
    "site": 0.30,
}


@dataclass(frozen=True)
class Look:
    """What the map is painted with."""

    theme: Theme

    def colour(self, name: str) -> QColor:
        """A named colour of the theme."""
        return QColor(self.theme.colours[name])

    def tone(self, name: str) -> Tone:
        """A tone of the theme: "error", "warning", "note", "ok", "neutral"."""
        return self.theme.tones[name]

    def kind(self, kind: str) -> QColor:
        """The colour of a kind's sign; kinds of a person's own share one."""
        if self.theme.name == "contrast":
            return self.colour("text")
        if kind not in HUES:
            return self.colour("muted")
        light = 0.40 if self.theme.name == "light" else 0.68
        return QColor.fromHslF(HUES[kind], 0.52, light)

    @property
    def faded(self) -> float:
        """Opacity of nodes that are not what matters now; in high contrast they stay legible."""
        return 0.6 if self.theme.name == "contrast" else 0.22

    @property
    def faded_edge(self) -> float:
        """The share of their colour that edges keep which are not what matters now."""
        return 0.5 if self.theme.name == "contrast" else 0.32

    @property
    def outlines_faded(self) -> bool:
        """Whether faded nodes also have a dotted outline."""
        return self.theme.name == "contrast"

    @property
    def edge(self) -> QColor:
        """An edge that nothing is said about."""
        return QColor({"light": "#8593a3", "dark": "#6b7888"}.get(self.theme.name, "#ffffff"))

    @property
    def needs(self) -> QColor:
        """What the selected element needs."""
        return QColor({"light": "#1d5f9e", "dark": "#6db3f2"}.get(self.theme.name, "#7fd0ff"))

    @property
    def needed(self) -> QColor:
        """What needs the selected element."""
        return QColor({"light": "#9a4f9e", "dark": "#d99be0"}.get(self.theme.name, "#ffe14d"))

    @property
    def failing(self) -> QColor:
        """What has stopped."""
        return self.tone("error").edge


def exposed_part(painter: QPainter, whole: QRectF) -> QRectF:
    """What of an item has to be painted: :meth:`QGraphicsScene.render` tells it by a clip only."""
    return whole & painter.clipBoundingRect() if painter.hasClipping() else whole


PAPER = Look(LIGHT)
"""Pictures for paper and files."""
