"""Folders of the program's own: untitled documents and backups, for their owner only."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path

SUFFIX = ".bcm"


def untitled_folder() -> Path:
    """Where documents live that have no name yet; it may not exist."""
    return _data() / "untitled"


def backups_folder(document: str) -> Path:
    """Where the backups of one document live, whatever its file is called; it may not exist."""
    return _data() / "backups" / document


def made(folder: Path) -> Path:
    """One of these folders, made when it was not there."""
    for part in (_data(), folder):  # the mode counts for the last part alone
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _data() -> Path:
    return user_data_path("bcm-tool", appauthor=False)
