"""How the program looks on this computer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.appearance import mode, set_mode
from ui.widgets.labels import heading, plain_label

MODES: tuple[tuple[theme.Mode, str], ...] = (
    ("system", "Like the desktop"),
    ("light", "Light"),
    ("dark", "Dark"),
    ("contrast", "High contrast"),
)


class PreferencesDialog(QDialog):
    """Every choice takes effect at once and is kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Preferences")
        self.setMinimumWidth(360)
        layout = QVBoxLayout(self)
        layout.addWidget(heading("Colours", 1.0))
        group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for name, text in MODES:
            button = QRadioButton(text)
            button.setChecked(name == mode())
            button.clicked.connect(lambda _=False, one=name: set_mode(one))
            group.addButton(button)
            self.choices[name] = button
            layout.addWidget(button)
        layout.addSpacing(8)
        layout.addWidget(
            plain_label(
                "Scales, categories, time bands and currency belong to the document: Edit, Method.",
                muted=True,
                wrap=True,
            )
        )
        layout.addSpacing(8)
        layout.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
