"""A small sign for each kind and state, drawn as lines on a grid of 16 by 16."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

# M x y: move, L x y: line, Z: close, O x y w h: ellipse, R x y w h: rectangle,
# A x y w h start sweep: arc.
_SIGNS = {
    "service": "M 8 1.5 L 14.5 8 L 8 14.5 L 1.5 8 Z O 6 6 4 4",
    "process": "M 1.5 3.5 L 10.5 3.5 L 14.5 8 L 10.5 12.5 L 1.5 12.5 L 5 8 Z",
    "activity": "O 1.5 1.5 13 13 M 6.5 5 L 11 8 L 6.5 11 Z",
    "it-service": "R 1.5 2.5 13 8.5 M 8 11 L 8 14 M 4.5 14 L 11.5 14",
    "application": "R 1.5 2.5 13 11 M 1.5 6 L 14.5 6 M 4 4.25 L 5 4.25",
    "data": "O 2.5 1.5 11 4 M 2.5 3.5 L 2.5 12.5 A 2.5 10.5 11 4 180 180 M 13.5 12.5 L 13.5 3.5",
    "vital-record": "M 3 1.5 L 10 1.5 L 13 4.5 L 13 14.5 L 3 14.5 Z "
    "M 5.5 8 L 10.5 8 M 5.5 11 L 10.5 11",
    "team": "O 3 2 5 5 A 0.5 9 10 12 0 180 O 9.5 3 4 4 A 8.5 9.5 7 9 0 75",
    "person": "O 5 1.5 6 6 A 2 9.5 12 11 0 180",
    "infrastructure": "R 2 1.5 12 5.5 R 2 9 12 5.5 M 4.5 4.25 L 5.5 4.25 M 4.5 11.75 L 5.5 11.75",
    "equipment": "R 3.5 3.5 9 9 R 6 6 4 4 M 5.5 1 L 5.5 3.5 M 10.5 1 L 10.5 3.5 "
    "M 5.5 12.5 L 5.5 15 M 10.5 12.5 L 10.5 15",
    "network": "R 6 1.5 4 4 R 1.5 10.5 4 4 R 10.5 10.5 4 4 M 8 5.5 L 8 8 "
    "M 3.5 10.5 L 3.5 8 L 12.5 8 L 12.5 10.5",
    "supplier": "R 1 4 8.5 7.5 M 9.5 6.5 L 12.5 6.5 L 15 9 L 15 11.5 L 9.5 11.5 "
    "O 3 10.5 3 3 O 10.5 10.5 3 3",
    "utility": "M 9 1 L 3.5 9 L 8 9 L 7 15 L 12.5 7 L 8 7 Z",
    "site": "M 2.5 14.5 L 2.5 5.5 L 8 1.5 L 13.5 5.5 L 13.5 14.5 Z "
    "M 6.5 14.5 L 6.5 9.5 L 9.5 9.5 L 9.5 14.5",
    "sign:lost": "M 3 3 L 13 13 M 13 3 L 3 13",
    "sign:stopped": "R 3 3 10 10 M 3 5 L 13 5 M 3 7 L 13 7 M 3 9 L 13 9 M 3 11 L 13 11",
    "sign:takeover": "M 2 5.5 L 13 5.5 M 10 2.5 L 13 5.5 L 10 8.5 "
    "M 14 11 L 3 11 M 6 8.5 L 3 11 L 6 14",
    "sign:tolerating": "M 3 1.5 L 13 1.5 L 3 14.5 L 13 14.5 Z",
    "sign:degraded": "O 2 2 12 12 M 8 2 L 8 14 M 5 3.5 L 5 12.5",
}
_OWN = "R 3 3 10 10"
_COUNTS = {"M": 2, "L": 2, "Z": 0, "O": 4, "R": 4, "A": 6}


@cache
def glyph(kind: str) -> QPainterPath:
    """The sign of a kind; kinds of a person's own share a square."""
    path, words = QPainterPath(), _SIGNS.get(kind, _OWN).split()
    while words:
        letter = words.pop(0)
        numbers = [float(words.pop(0)) for _ in range(_COUNTS[letter])]
        match letter:
            case "M":
                path.moveTo(*numbers)
            case "L":
                path.lineTo(*numbers)
            case "Z":
                path.closeSubpath()
            case "O":
                path.addEllipse(QRectF(*numbers))
            case "R":
                path.addRoundedRect(QRectF(*numbers), 1, 1)
            case "A":
                box = QRectF(*numbers[:4])
                path.arcMoveTo(box, numbers[4])
                path.arcTo(box, numbers[4], numbers[5])
    return path
