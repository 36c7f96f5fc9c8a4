"""Light, dark and high-contrast looks: palettes, tones that carry text, type and spacing.

The tones are built on the Okabe-Ito colours, which people with colour-blindness tell apart;
a tone is still never the only sign of anything: wherever one is used there is also text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from bcm_tool.assets import resource
from ui.style import style_sheet

Mode = Literal["system", "light", "dark", "contrast"]
MODES: tuple[Mode, ...] = ("system", "light", "dark", "contrast")
FAMILIES = ("Noto Sans", "DejaVu Sans")
SPACE = 8
"""The step of all margins and gaps, in logical pixels."""


class Tone(NamedTuple):
    """A filled patch and the text on it; ``edge`` also serves for marks on the window."""

    fill: QColor
    text: QColor
    edge: QColor


class Theme(NamedTuple):
    """One look. ``heat`` runs from harmless to worst."""

    name: Literal["light", "dark", "contrast"]
    colours: Mapping[str, str]
    tones: Mapping[str, Tone]
    heat: tuple[Tone, ...]


def _tone(fill: str, text: str, edge: str) -> Tone:
    return Tone(QColor(fill), QColor(text), QColor(edge))


LIGHT = Theme(
    "light",
    {
        "window": "#f4f6f8",
        "side": "#e9edf2",
        "base": "#ffffff",
        "alternate": "#f7f9fb",
        "text": "#17202b",
        "muted": "#566273",
        "disabled": "#8d97a5",
        "line": "#d3dae2",
        "strong_line": "#a7b2bf",
        "button": "#ffffff",
        "hover": "#e6eef7",
        "pressed": "#d3e2f2",
        "highlight": "#1d5f9e",
        "highlighted": "#ffffff",
        "accent": "#1d5f9e",
        "link": "#0b5aa5",
        "tip": "#1f2a37",
        "tip_text": "#f5f7fa",
    },
    {
        "error": _tone("#fbe3d6", "#7c2d00", "#c24e00"),
        "warning": _tone("#fdf0cd", "#654400", "#b27700"),
        "note": _tone("#dcedf9", "#0c436b", "#2b7fb8"),
        "ok": _tone("#d7f0e6", "#00523b", "#00805d"),
        "neutral": _tone("#e8ecf1", "#3a4656", "#8090a2"),
    },
    (
        _tone("#eef2f5", "#3a4656", "#8090a2"),
        _tone("#d9eef9", "#0c436b", "#4a9ac9"),
        _tone("#d5efe3", "#00523b", "#2f9c7a"),
        _tone("#fbf0b8", "#574700", "#b39a12"),
        _tone("#fbd49a", "#653700", "#cf8212"),
        _tone("#f0a681", "#4f1700", "#c24e00"),
    ),
)
DARK = Theme(
    "dark",
    {
        "window": "#1c2128",
        "side": "#161a20",
        "base": "#15191f",
        "alternate": "#1a1f26",
        "text": "#e3e8ee",
        "muted": "#a2adbb",
        "disabled": "#6d7886",
        "line": "#323a45",
        "strong_line": "#56616f",
        "button": "#262d36",
        "hover": "#2c3947",
        "pressed": "#35485c",
        "highlight": "#2a6aa8",
        "highlighted": "#ffffff",
        "accent": "#6db3f2",
        "link": "#7dbcf5",
        "tip": "#39434f",
        "tip_text": "#f2f5f8",
    },
    {
        "error": _tone("#51250f", "#ffcdb3", "#f0823d"),
        "warning": _tone("#463510", "#fbdf9c", "#dca62c"),
        "note": _tone("#16384f", "#bfe1f7", "#56b4e9"),
        "ok": _tone("#0e3d30", "#aee9d3", "#27b68c"),
        "neutral": _tone("#2b333d", "#cbd3dd", "#7a8797"),
    },
    (
        _tone("#272e37", "#c3ccd6", "#7a8797"),
        _tone("#173a50", "#bfe1f7", "#3f8fc0"),
        _tone("#124234", "#b4ead7", "#27a17c"),
        _tone("#4d4512", "#f7eaa0", "#bba928"),
        _tone("#5c3d0c", "#ffdba3", "#dc922c"),
        _tone("#6e2d10", "#ffd6c0", "#f0823d"),
    ),
)
CONTRAST = Theme(
    "contrast",
    {
        "window": "#000000",
        "side": "#000000",
        "base": "#000000",
        "alternate": "#0d0d0d",
        "text": "#ffffff",
        "muted": "#ffffff",
        "disabled": "#b0b0b0",
        "line": "#ffffff",
        "strong_line": "#ffffff",
        "button": "#000000",
        "hover": "#2b2b00",
        "pressed": "#4d4d00",
        "highlight": "#ffe14d",
        "highlighted": "#000000",
        "accent": "#ffe14d",
        "link": "#7fd0ff",
        "tip": "#ffffff",
        "tip_text": "#000000",
    },
    {
        "error": _tone("#ff9a5c", "#000000", "#ff9a5c"),
        "warning": _tone("#ffd24d", "#000000", "#ffd24d"),
        "note": _tone("#7fd0ff", "#000000", "#7fd0ff"),
        "ok": _tone("#5ce6b8", "#000000", "#5ce6b8"),
        "neutral": _tone("#d9d9d9", "#000000", "#ffffff"),
    },
    (
        _tone("#000000", "#ffffff", "#ffffff"),
        _tone("#bfe7ff", "#000000", "#ffffff"),
        _tone("#8df0cd", "#000000", "#ffffff"),
        _tone("#fff06b", "#000000", "#ffffff"),
        _tone("#ffc04d", "#000000", "#ffffff"),
        _tone("#ff9a5c", "#000000", "#ffffff"),
    ),
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}
_state = {"theme": LIGHT}


def current() -> Theme:
    """The look in use."""
    return _state["theme"]


def tone(name: str) -> Tone:
    """ "error", "warning", "note", "ok" or "neutral" in the look in use."""
    return current().tones[name]


def heat(step: int, steps: int) -> Tone:
    """The tone of step 1 (harmless) to ``steps`` (worst) of a scale; 0 is "not rated"."""
    tones = current().heat
    if step <= 0 or steps <= 0:
        return tones[0]
    if steps == 1:
        return tones[-1]
    place = 1 + (min(step, steps) - 1) * (len(tones) - 2) / (steps - 1)
    return tones[round(place)]


def colour(name: str) -> QColor:
    """A named colour of the look in use, for what is painted by hand."""
    return QColor(current().colours[name])


def resolve(mode: Mode) -> Theme:
    """The look for a mode; "system" asks the desktop, which may not say."""
    if mode != "system":
        return THEMES[mode]
    from PySide6.QtCore import Qt

    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def first_look(mode: Mode) -> Theme:
    """The look for the first paint: what the desktop's own palette says, without asking it."""
    if mode != "system":
        return THEMES[mode]
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


def apply(app: QApplication, mode: Mode, *, first: bool = False) -> Theme:
    """Give the whole program a look; ``first``: before the first paint."""
    theme = first_look(mode) if first else resolve(mode)
    _state["theme"] = theme
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette_of(theme))
    app.setStyleSheet(style_sheet(theme.colours, theme.tones["error"].edge.name()))
    windows = list(app.topLevelWidgets())
    if windows:
        from ui.icons import refresh_icons  # what draws icons is not needed to begin with

        refresh_icons([*windows])
    return theme


def palette_of(theme: Theme) -> QPalette:
    """The Qt palette of a look."""
    c = {name: QColor(value) for name, value in theme.colours.items()}
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for which, name in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "base"),
        (role.AlternateBase, "alternate"),
        (role.Text, "text"),
        (role.PlaceholderText, "muted"),
        (role.Button, "button"),
        (role.ButtonText, "text"),
        (role.BrightText, "highlighted"),
        (role.Highlight, "highlight"),
        (role.HighlightedText, "highlighted"),
        (role.Accent, "accent"),
        (role.Link, "link"),
        (role.LinkVisited, "link"),
        (role.ToolTipBase, "tip"),
        (role.ToolTipText, "tip_text"),
        (role.Light, "base"),
        (role.Midlight, "line"),
        (role.Mid, "line"),
        (role.Dark, "strong_line"),
        (role.Shadow, "strong_line"),
    ):
        palette.setColor(which, c[name])
    for which in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(group.Disabled, which, c["disabled"])
    palette.setColor(group.Disabled, role.Highlight, c["line"])
    palette.setColor(group.Disabled, role.HighlightedText, c["text"])
    return palette


def load_fonts(app: QApplication) -> None:
    """Load the bundled fonts and set the type scale's base.

    A desktop's own font is kept; where there is no desktop (offscreen) the bundled one is used.
    """
    folder = resource("fonts")
    if folder.is_dir():
        for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if item.name.lower().endswith((".ttf", ".otf")):
                QFontDatabase.addApplicationFont(str(item))
    font = QFont(app.font())
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        families = QFontDatabase.families()
        font.setFamily(next((name for name in FAMILIES if name in families), font.family()))
    if font.pointSizeF() < 10:
        font.setPointSizeF(10)
    app.setFont(font)


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """``font`` larger or smaller by a factor; sizes follow the type scale 0.9, 1, 1.15, 1.5."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * factor)
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made
