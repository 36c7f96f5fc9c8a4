"""Mappings remembered per source: the same headers again mean the same mapping again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from bcm_tool.errors import BcmError
from bcm_tool.exchange.mapping import Inspected, Mapping, mapping_from_json
from bcm_tool.replacing import replaced

_FILE = "import-mappings.json"
_MOST = 100


def signature(inspected: Inspected) -> str:
    """What a source is recognised by: its sheets and headers, not its name or its rows."""
    shape: Sequence[Any] = [[sheet.name, list(sheet.headers)] for sheet in inspected.sheets]
    return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()


def remembered_mapping(inspected: Inspected, folder: Path | None = None) -> Mapping | None:
    """The mapping used for this source before; None where there is none that can be read."""
    found = _stored(folder).get(signature(inspected))
    if found is None:
        return None
    try:
        return mapping_from_json(found)
    except BcmError:
        return None


def remember_mapping(inspected: Inspected, mapping: Mapping, folder: Path | None = None) -> None:
    """Keep the mapping for the next time; the oldest ones go when there are many.

    Raises
    ------
    BcmError
        When the settings folder cannot be written.
    """
    stored = _stored(folder)
    stored.pop(signature(inspected), None)
    stored[signature(inspected)] = mapping.to_json()
    kept = dict(list(stored.items())[-_MOST:])
    path = _path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as temporary:
        temporary.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def _path(folder: Path | None) -> Path:
    return (folder or user_config_path("bcm-tool", appauthor=False)) / _FILE


def _stored(folder: Path | None) -> dict[str, Any]:
    try:
        found = json.loads(_path(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # a lost memory costs a guess, not an import
    return found if isinstance(found, dict) else {}
