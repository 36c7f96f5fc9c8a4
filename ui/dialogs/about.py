"""Version, licence and what the program is built with."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

import bcm_tool
from ui.widgets.labels import heading, plain_label, selectable

TEXT = (
    "Business continuity: one model, one engine, every number explained.\n\n"
    "Open source under the MIT licence. It is built with Qt for Python (LGPL), NetworkX, "
    "NumPy, OR-Tools, openpyxl and ReportLab; the icons are Lucide (ISC), the fonts Noto Sans "
    "(OFL) and DejaVu. Their licences come with the program.\n\n"
    "It works offline: it opens no connection and sends nothing anywhere."
)


class AboutDialog(QDialog):
    """A few lines about the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About")
        layout = QVBoxLayout(self)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        layout.addWidget(heading("Continuity", 1.5))
        self.version = selectable(
            plain_label(f"bcm-tool {bcm_tool.__version__}, Qt {qVersion()}", muted=True)
        )
        layout.addWidget(self.version)
        text = plain_label(TEXT)
        text.setWordWrap(True)
        text.setFixedWidth(430)
        layout.addWidget(text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
