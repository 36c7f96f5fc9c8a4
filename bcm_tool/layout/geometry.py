"""Sizes and points of a layered picture, in pixels at zoom 1; y grows downwards."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]


class Sizes(NamedTuple):
    """How large a node is and how much room stays around it.

    ``gap`` lies between neighbours of a row, ``row_gap`` between rows at least; ``lane`` is
    the width that one edge passing through a row gets; ``aspect`` is the width to height that
    the whole picture should come near to.
    """

    width: float = 176.0
    height: float = 56.0
    gap: float = 28.0
    row_gap: float = 46.0
    lane: float = 10.0
    aspect: float = 1.75
