"""Layouts of large maps, kept in the user's cache folder so that the next opening draws at once.

A file has numbers only, and its name tells nothing: no key and no name of an organisation
leaves the document. Whatever is damaged, of another program or too large counts as not there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from math import isfinite
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

import bcm_tool
from bcm_tool.errors import BcmError
from bcm_tool.layout import Point, Sizes
from bcm_tool.replacing import replaced

KEPT = 12
"""Layouts that are kept; the one not used for longest goes first."""
LARGEST = 8_000_000
"""Bytes of one file."""
FURTHEST = 1e7
"""Pixels from the middle beyond which no layout puts a node."""
VERSION = 1
"""To be raised when the layout puts nodes elsewhere."""

Nodes = Sequence[tuple[str, int, str]]
Links = Sequence[tuple[str, str]]


def digest_of(nodes: Nodes, links: Links, sizes: Sizes) -> str:
    """What the layout depends on, whatever the order of nodes and links."""
    made_by = [VERSION, bcm_tool.__version__, list(sizes)]
    joined = sorted(set(map("\0".join, links)))  # texts are sorted in half the time of pairs
    content = json.dumps([made_by, sorted(nodes), joined], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def read(digest: str, nodes: Nodes) -> dict[str, Point] | None:
    """The kept layout of these nodes; None without one that is whole."""
    path = _folder() / f"{digest}.json"
    try:
        if path.stat().st_size > LARGEST:
            return None
        found = json.loads(path.read_bytes())
        path.touch()
    except (OSError, ValueError, RecursionError):
        return None
    places = found.get("places") if isinstance(found, dict) else None
    if not isinstance(places, list) or len(places) != len(nodes):
        return None
    if found.get("digest") != digest or not all(_is_place(item) for item in places):
        return None
    ids = sorted(node[0] for node in nodes)
    return {node: (float(x), float(y)) for node, (x, y) in zip(ids, places, strict=True)}


def keep(digest: str, places: dict[str, Point]) -> None:
    """Keep a layout; that the folder refuses is no reason not to show the map."""
    content = json.dumps(
        {"digest": digest, "places": [places[node] for node in sorted(places)]},
        separators=(",", ":"),
    ).encode()
    if len(content) > LARGEST:
        return
    with suppress(OSError, BcmError):
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replaced(folder / f"{digest}.json") as temporary:
            temporary.write_bytes(content)
        files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
        for file in files[:-KEPT]:
            file.unlink(missing_ok=True)


def _is_place(item: Any) -> bool:
    return (
        isinstance(item, list)
        and len(item) == 2
        and all(type(part) in (int, float) for part in item)
        and all(isfinite(part) and abs(part) <= FURTHEST for part in item)
    )


def _folder() -> Path:
    return user_cache_path("bcm-tool", appauthor=False) / "layouts"
