"""The one application of all tests of the window: light theme, nothing remembered."""

import pytest
from PySide6.QtWidgets import QApplication

from ui import settings, theme
from ui.app import make_app


@pytest.fixture
def clean_settings():
    """Nothing remembered from another test."""
    settings._store().clear()


@pytest.fixture
def app(qtbot, clean_settings):
    made = QApplication.instance()
    assert isinstance(made, QApplication)
    if "themed" not in made.dynamicPropertyNames() or theme.current() is not theme.LIGHT:
        made = make_app()
        theme.apply(made, "light")
        made.setProperty("themed", True)
    return made
