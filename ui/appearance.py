"""The look a person chose, kept between runs."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QApplication

from ui import settings, theme


def mode() -> theme.Mode:
    """The chosen look; what the desktop uses when nothing was chosen."""
    chosen = settings.text("theme", "system")
    return next((item for item in theme.MODES if item == chosen), "system")


def set_mode(chosen: theme.Mode) -> None:
    """Give the running program a look and remember it."""
    settings.set_text("theme", chosen)
    app = cast(QApplication, QApplication.instance())
    theme.apply(app, chosen)
    for window in app.topLevelWidgets():
        refresh = getattr(window, "refresh_icons", None)
        if refresh is not None:
            refresh()
