"""Actions as data: what menus, toolbars, context menus and the command palette are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.icons import set_icon


@dataclass(frozen=True)
class ActionSpec:
    """One thing a person can do.

    ``run`` gets the widget that the action is installed on; ``enabled`` says whether it makes
    sense now. ``shortcut`` may name several, separated by "; ".
    """

    id: str
    text: str
    run: Callable[[Any], object]
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    enabled: Callable[[Any], bool] | None = None
    checked: Callable[[Any], bool] | None = None

    @property
    def plain_text(self) -> str:
        """The text without marks for the keyboard and dots."""
        return self.text.replace("&", "").removesuffix("…")


Actions = dict[str, QAction]


def install(
    owner: QWidget,
    specs: Iterable[ActionSpec],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> Actions:
    """Make the actions of a widget; keys work wherever ``context`` says."""
    made: Actions = {}
    for spec in specs:
        action = QAction(spec.text, owner)
        action.setObjectName(spec.id)
        shortcuts = [QKeySequence(keys) for keys in spec.shortcut.split("; ") if keys]
        action.setShortcuts(shortcuts)
        action.setShortcutContext(context)
        action.setStatusTip(spec.tip)
        shown = f" ({shortcuts[0].toString(NATIVE)})" if shortcuts else ""
        action.setToolTip(f"{spec.plain_text}{shown}")
        if spec.icon:
            set_icon(action, spec.icon)
        if spec.checked is not None:
            action.setCheckable(True)
        action.triggered.connect(lambda _=False, run=spec.run: run(owner))
        owner.addAction(action)
        made[spec.id] = action
    return made


NATIVE = QKeySequence.SequenceFormat.NativeText


def update(owner: QWidget, specs: Iterable[ActionSpec], actions: Mapping[str, QAction]) -> None:
    """Enable and tick what makes sense now."""
    for spec in specs:
        action = actions[spec.id]
        action.setEnabled(spec.enabled is None or spec.enabled(owner))
        if spec.checked is not None:
            action.setChecked(spec.checked(owner))
