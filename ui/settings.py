"""What the program remembers between runs: one INI file, nothing about people in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

MOST_RECENT = 10


def _store() -> QSettings:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return QSettings(str(Path(folder) / "bcm-tool" / "window.ini"), QSettings.Format.IniFormat)


def text(name: str, default: str = "") -> str:
    """A remembered text."""
    value = _store().value(name, default)
    return value if isinstance(value, str) else default


def set_text(name: str, value: str) -> None:
    """Remember a text."""
    _store().setValue(name, value)


def state(name: str) -> QByteArray:
    """A remembered state of a window, dock or header; empty when there is none."""
    value = _store().value(name)
    return value if isinstance(value, QByteArray) else QByteArray()


def set_state(name: str, value: QByteArray) -> None:
    """Remember a state that Qt wrote."""
    _store().setValue(name, value)


def forget(prefix: str) -> None:
    """Forget everything under a name (reset of the layout)."""
    _store().remove(prefix)


def mapping(name: str) -> dict[str, Any]:
    """A remembered mapping (of import columns, for instance); empty when it is not readable."""
    written = text(name)
    if not written:
        return {}
    import json

    try:
        value = json.loads(written)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def set_mapping(name: str, value: dict[str, Any]) -> None:
    """Remember a mapping of plain JSON values."""
    import json

    set_text(name, json.dumps(value))


def folder(purpose: str) -> str:
    """The folder last used for a purpose ("open", "import", "export"), else the documents."""
    remembered = text(f"folders/{purpose}")
    if remembered and Path(remembered).is_dir():
        return remembered
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def remember_folder(purpose: str, path: str | Path) -> None:
    """Remember the folder of a chosen file."""
    set_text(f"folders/{purpose}", str(Path(path).absolute().parent))


def recent_files() -> list[str]:
    """Documents opened before, latest first; some may be gone."""
    return [item for item in mapping("recent").get("files", []) if isinstance(item, str)]


def add_recent(path: str | Path) -> None:
    """Put a document at the head of the recent files."""
    shown = str(Path(path).absolute())
    files = [shown, *(item for item in recent_files() if item != shown)]
    set_mapping("recent", {"files": files[:MOST_RECENT]})


def clear_recent() -> None:
    """Forget the recent files."""
    set_mapping("recent", {"files": []})
