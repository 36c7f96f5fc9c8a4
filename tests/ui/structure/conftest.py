"""The Structure view on the small document of the window's tests."""

from tests.ui.shell.conftest import app, clean_settings

__all__ = ["app", "clean_settings"]
