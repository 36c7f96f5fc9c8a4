"""From knots to painter paths, thousands of pieces at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

from bcm_tool.layout.ways import Ways

Floats: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int32]
# The public stream format of QPainterPath: the count, then type, x and y of every element,
# then where the last subpath starts and the fill rule. Types: 0 move, 1 line, 2 and 3 curve.
# In little-endian order and single precision, which a stream may be told, nothing is converted.
_ELEMENT = np.dtype([("type", "<i4"), ("x", "<f4"), ("y", "<f4")])
_END = np.array([0, 1], dtype="<i4").tobytes()
_CURVE = np.array([0, 2, 3, 3, 1], dtype=np.int32)
_LINES = np.array([0, 1, 1], dtype=np.int32)
_HEAD = np.array([0, 1, 1, 1], dtype=np.int32)
ARROW = 7.0


def curves(ways: Ways, pieces: Ints) -> QPainterPath:
    """Pieces as they are seen near by: curves, and straight lines through the rows."""
    x, u = ways.x[pieces], ways.x[pieces + 1]
    y, v, w = ways.below[pieces], ways.above[pieces + 1], ways.below[pieces + 1]
    bend = (v - y) * np.float32(0.5)
    one, two = y + bend, v - bend
    if ways.arc.any():
        arc = ways.arc[ways.owner(pieces)]
        sag = np.maximum(y, v) + np.minimum(40.0, 16.0 + np.abs(u - x) * 0.06)
        one, two = np.where(arc, sag, one), np.where(arc, sag, two)
    xs = np.column_stack((x, x, u, u, u))
    ys = np.column_stack((y, one, two, v, w))
    return _path(_CURVE, xs, ys, _kept(ways, pieces, 5, v != w))


def lines(ways: Ways, pieces: Ints) -> QPainterPath:
    """Pieces as straight lines, for a smaller picture."""
    u, v, w = ways.x[pieces + 1], ways.above[pieces + 1], ways.below[pieces + 1]
    xs = np.column_stack((ways.x[pieces], u, u))
    ys = np.column_stack((ways.below[pieces], v, w))
    return _path(_LINES, xs, ys, _kept(ways, pieces, 3, v != w))


def sketch(ways: Ways, pieces: Ints, every: int) -> QPainterPath:
    """Pieces as few straight lines: from each knot to the one some knots further.

    Which knots these are does not depend on the pieces asked for, so that pictures of
    neighbouring parts fit together.
    """
    owner = ways.owner(pieces)
    first, last = ways.first[owner], ways.first[owner + 1] - 1
    start = pieces - (pieces - first) % every
    once = np.ones(len(start), dtype=bool)
    once[1:] = start[1:] != start[:-1]
    start, end = start[once], np.minimum(start[once] + every, last[once])
    xs = np.column_stack((ways.x[start], ways.x[end]))
    ys = np.column_stack((ways.below[start], ways.above[end]))
    return _path(_LINES[:2], xs, ys)


def heads(x: Floats, y: Floats, back: Floats) -> QPainterPath:
    """Heads of arrows whose points are at (x, y); ``back`` is 1 where they point upwards."""
    side, high = np.float32(ARROW * 0.55), y + back * np.float32(ARROW * 1.25)
    xs = np.column_stack((x, x - side, x + side, x))
    ys = np.column_stack((y, high, high, y))
    return _path(_HEAD, xs, ys)


def in_portions(pieces: Ints, most: int) -> Iterator[Ints]:
    """Pieces, so many at a time: a wide stroke of a long path takes its length squared."""
    for start in range(0, len(pieces), most):
        yield pieces[start : start + most]


def _kept(ways: Ways, pieces: Ints, width: int, straight: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which elements are needed: no move where a piece goes on from the one before it."""
    kept = np.ones((len(pieces), width), dtype=bool)
    if len(pieces) > 1:
        follows = pieces[1:] == pieces[:-1] + 1
        kept[1:, 0] = ~follows
    kept[:, -1] = straight
    return kept


def _path(
    types: NDArray[np.int32],
    xs: NDArray[np.floating],
    ys: NDArray[np.floating],
    kept: NDArray[np.bool_] | None = None,
) -> QPainterPath:
    """One path of the elements of all rows; ``kept``: of these only."""
    path = QPainterPath()
    elements = np.empty(xs.shape, dtype=_ELEMENT)
    elements["type"], elements["x"], elements["y"] = types, xs, ys
    chosen = elements.ravel() if kept is None else elements.ravel()[kept.ravel()]
    if not len(chosen):
        return path
    count = np.array([len(chosen)], dtype="<i4").tobytes()
    stream = QDataStream(QByteArray(count + chosen.tobytes() + _END))
    stream.setByteOrder(QDataStream.ByteOrder.LittleEndian)
    stream.setFloatingPointPrecision(QDataStream.FloatingPointPrecision.SinglePrecision)
    stream >> path
    return path
