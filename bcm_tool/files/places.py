"""Folders of the program's own: untitled documents and backups, for their owner only."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path

SUFFIX = ".bcm"


def untitled_folder() -> Path:
    """Where documents live that have no name yet."""
    return _own_folder("untitled")


def backups_folder(document: str) -> Path:
    """Where the backups of one document live, whatever its file is called."""
    return _own_folder("backups", document)


def _own_folder(*parts: str) -> Path:
    folder = user_data_path("bcm-tool", appauthor=False).joinpath(*parts)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
