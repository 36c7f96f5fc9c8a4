"""Faults of Qt's Python binding that would take the whole program down."""

import subprocess
import sys

import pytest

# Some releases lose a reference to None with each of these calls; Python then aborts after a few
# thousand. It dies with its process, so it is tried in one of its own.
PROBE = """
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter

app = QGuiApplication([])
image = QImage(8, 8, QImage.Format.Format_ARGB32)
image.fill(0)
painter = QPainter(image)
shape = {shape}
for _ in range(8000):
    painter.{call}(shape)
painter.end()
print("alive")
"""


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("drawLine", "QLineF(0, 0, 5, 5)"),
        ("drawRect", "QRectF(0, 0, 5, 5)"),
        ("drawEllipse", "QRectF(0, 0, 5, 5)"),
        ("drawPoint", "QPointF(1, 1)"),
    ],
)
def test_painting_keeps_the_interpreter_alive(call: str, shape: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(call=call, shape=shape)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "alive", done.stderr[-2000:]
    assert done.returncode == 0
