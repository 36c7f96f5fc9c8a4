"""The map as a picture: PNG, SVG, or on paper; light colours whatever the window shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtWidgets import QWidget

from bcm_tool.errors import BcmError
from bcm_tool.replacing import replaced
from ui.graph.legend import legend_height, paint_legend
from ui.graph.lettering import pixel_font
from ui.graph.look import PAPER
from ui.graph.scene import MapScene

TITLE = 40.0
MOST_PIXELS = 60_000_000
Kinds = Sequence[tuple[str, str]]


def picture_size(scene: MapScene, kinds: Kinds) -> QSizeF:
    """Size of the picture at zoom 1: title, map, legend."""
    box = scene.content_box()
    width = max(box.width(), 480.0)
    return QSizeF(width, TITLE + box.height() + legend_height(kinds, width) + 16)


def paint_picture(
    scene: MapScene, painter: QPainter, target: QRectF, title: str, kinds: Kinds
) -> None:
    """Paint the whole picture into ``target``, as large as fits."""
    size = picture_size(scene, kinds)
    scale = min(target.width() / size.width(), target.height() / size.height())
    box = scene.content_box()
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.translate(target.left() + (target.width() - size.width() * scale) / 2, target.top())
    painter.scale(scale, scale)
    painter.fillRect(QRectF(QPointF(0, 0), size), Qt.GlobalColor.white)
    painter.setPen(PAPER.colour("text"))
    painter.setFont(pixel_font(20, bold=True))
    painter.drawText(QRectF(12, 0, size.width() - 24, TITLE), Qt.AlignmentFlag.AlignVCenter, title)
    left = (size.width() - box.width()) / 2
    _on_paper(
        scene,
        lambda: scene.render(painter, QRectF(left, TITLE, box.width(), box.height()), box),
    )
    under = QPointF(0, TITLE + box.height() + 8)
    paint_legend(painter, under, PAPER, kinds, size.width())
    painter.restore()


def save_picture(scene: MapScene, path: Path, title: str, kinds: Kinds) -> None:
    """Write a PNG or SVG, by the name's ending; whole or not at all.

    Raises
    ------
    BcmError
        When the ending is another one or the file cannot be written.
    """
    writers = {".png": _png, ".svg": _svg}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise BcmError("A picture of the map is a .png or .svg file; give it one of these endings.")
    content = write(scene, title, kinds)
    with replaced(path) as temporary:
        temporary.write_bytes(content)


def _png(scene: MapScene, title: str, kinds: Kinds) -> bytes:
    size = picture_size(scene, kinds)
    scale = min(2.0, (MOST_PIXELS / (size.width() * size.height())) ** 0.5)
    image = QImage((size * scale).toSize(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_picture(scene, painter, QRectF(image.rect()), title, kinds)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _svg(scene: MapScene, title: str, kinds: Kinds) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    size = picture_size(scene, kinds)
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size.toSize())
    generator.setViewBox(QRectF(QPointF(0, 0), size))
    generator.setTitle(title)
    painter = QPainter(generator)
    paint_picture(scene, painter, QRectF(QPointF(0, 0), size), title, kinds)
    painter.end()
    return bytes(buffer.data().data())


def print_preview(scene: MapScene, title: str, kinds: Kinds, parent: QWidget) -> None:
    """Show the map on a page before it is printed."""
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    size = picture_size(scene, kinds)
    wide = size.width() > size.height()
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    )
    printer.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle(f"Print – {title}")
    dialog.paintRequested.connect(lambda device: paint_page(scene, device, title, kinds))
    dialog.exec()
    dialog.deleteLater()


def paint_page(scene: MapScene, printer: object, title: str, kinds: Kinds) -> None:
    """Paint the map onto one page of a printer."""
    from PySide6.QtPrintSupport import QPrinter

    assert isinstance(printer, QPrinter)
    painter = QPainter()
    if painter.begin(printer):  # not where there is no printer and no file to print to
        paint_picture(scene, painter, QRectF(painter.viewport()), title, kinds)
        painter.end()


def _on_paper(scene: MapScene, action: Callable[[], None]) -> None:
    """Do something while the scene has the colours of paper and nothing is selected."""
    look, chosen = scene.look, scene.selected_ids()
    blocked = scene.blockSignals(True)
    scene.select_nodes(())
    scene.set_look(PAPER)
    scene.setBackgroundBrush(Qt.GlobalColor.white)
    try:
        action()
    finally:
        scene.set_look(look)
        scene.select_nodes(chosen)
        scene.blockSignals(blocked)
