"""The map as a file and on paper."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtPrintSupport import QPrinter

from ui.graph.picture import paint_page


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_png_shows_every_node_on_white(hands, qapp, tmp_path, mode):
    from ui import theme

    theme.apply(qapp, mode)
    try:
        hands.choose("APP-02")
        path = tmp_path / "map.png"
        assert hands.view.write_picture(path)
    finally:
        theme.apply(qapp, "light")
    image = QImage(str(path))
    box = hands.scene.content_box()
    assert image.width() >= box.width()
    assert image.pixelColor(3, 3) == QColor("white")
    dark = sum(
        image.pixelColor(x, y).lightness() < 100
        for x in range(0, image.width(), 5)
        for y in range(0, image.height(), 5)
    )
    assert dark > 500  # names and lines
    assert hands.scene.selected_ids() == ["APP-02"]
    assert "map.png" in hands.view.message.text()


def test_svg_holds_names_as_text(hands, tmp_path):
    path = tmp_path / "map.svg"
    assert hands.view.write_picture(path)
    text = path.read_text(encoding="utf-8")
    for name in ("Payment engine", "Card services", "Product or service"):
        assert name in text
    assert "bank" in text


def test_another_ending_is_refused_and_nothing_is_written(hands, tmp_path):
    path = tmp_path / "map.bmp"
    assert not hands.view.write_picture(path)
    assert ".png" in hands.said[-1]
    assert not path.exists()
    assert not hands.view.write_picture(tmp_path / "nowhere" / "map.png")
    assert "nowhere" in hands.said[-1]


def test_printing_fills_one_page(hands, tmp_path):
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    path = tmp_path / "map.pdf"
    printer.setOutputFileName(str(path))
    paint_page(hands.scene, printer, "Map", [("service", "Product or service")])
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 1
    assert len(content) > 20_000


def test_save_picture_asks_for_a_file(hands, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    path = tmp_path / "asked.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    hands.act("map.picture")
    assert path.stat().st_size > 10_000


def test_print_shows_a_preview(hands, monkeypatch):
    from PySide6.QtPrintSupport import QPrintPreviewDialog

    shown = []

    def look(dialog):
        shown.append(dialog.windowTitle())
        dialog.paintRequested.emit(dialog.printer())
        return 0

    monkeypatch.setattr(QPrintPreviewDialog, "exec", look)
    hands.act("map.print")
    assert shown
    assert "bank" in shown[0]
