"""The row in which a question to the structure is put."""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from ui.widgets.picker import Picker

LONG = "S-CLAIMS Claims service for customers of the Lakeside region & <others>"


def test_a_long_name_ends_with_dots_and_is_whole_in_hint_and_list(qtbot, app):
    box = Picker("Service", 8)
    qtbot.addWidget(box)
    box.addItems(["S1", LONG])
    box.resize(160, box.sizeHint().height())
    box.show()
    box.setCurrentIndex(1)
    assert box.shown_text().endswith("…")
    ask(box)
    assert "Lakeside region" in box.toolTip()
    assert "&lt;others>" in box.toolTip()  # text, not markup
    box.showPopup()
    assert box.view().minimumWidth() >= box.fontMetrics().horizontalAdvance(LONG)
    box.hidePopup()
    box.setCurrentIndex(0)
    ask(box)
    assert (box.shown_text(), box.toolTip()) == ("S1", "")


def ask(box):
    """Rest the pointer on the box."""
    place = QPoint(5, 5)
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, place, box.mapToGlobal(place)))
