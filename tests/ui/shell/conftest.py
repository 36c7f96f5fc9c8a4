"""The real window with a real document."""

import pytest

from bcm_tool.document import Document
from tests.ui.doing import close_dialogs
from tests.ui.shop import small_model
from ui.main_window import MainWindow
from ui.session import Session


class HeardSession(Session):
    """Keeps what was said to the person."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.problemRaised.connect(self.said.append)


@pytest.fixture
def session(app, tmp_path):
    made = HeardSession()
    made.set_document(Document.create(tmp_path / "shop.bcm", small_model()))
    yield made
    made.close()


@pytest.fixture
def empty_window(app, qtbot):
    """The window without a document."""
    window = MainWindow()
    crashes: list[BaseException] = []
    window.session.tasks.crashed.connect(crashes.append)
    qtbot.addWidget(window)
    window.show()
    yield window
    close_dialogs()
    window.close()
    assert not crashes


@pytest.fixture
def window(empty_window, tmp_path):
    """The window with the small document, in a file."""
    empty_window.session.set_document(Document.create(tmp_path / "shop.bcm", small_model()))
    return empty_window
