"""A short word on a coloured ground."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy

from ui import theme
from ui.widgets.labels import plain_label


def chip(text: str = "", tone: str = "neutral") -> QLabel:
    """A label that looks like a tag; the text says what the colour says."""
    made = plain_label(text)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    set_chip(made, text, tone)
    return made


def set_chip(label: QLabel, text: str, tone: str | theme.Tone) -> None:
    """Give a chip another word and tone; without a word it goes."""
    colours = theme.tone(tone) if isinstance(tone, str) else tone
    label.setText(text)
    label.setVisible(bool(text))
    style = (
        f"background: {colours.fill.name()}; color: {colours.text.name()};"
        f"border: 1px solid {colours.edge.name()}; border-radius: 4px; padding: 1px 7px;"
        "font-weight: 600;"
    )
    if label.styleSheet() != style:  # Qt would look up everything anew
        label.setStyleSheet(style)
