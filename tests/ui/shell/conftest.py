"""The real window with a real document."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from bcm_tool.document import Document
from bcm_tool.model import records as r
from tests.builders import dependency, element, model_of
from ui import settings, theme
from ui.app import make_app
from ui.main_window import MainWindow
from ui.session import Session


def small_model():
    """A shop on two servers that stand in for each other, with all that goes with it."""
    shop = element("SHOP", name="Online shop", kind="service", rto=240, owner="Ada", site="Rome")
    crm = element("CRM", name="Customer records", kind="application", rpo=60)
    one, two = (element(key, name=f"Server {key}", kind="infrastructure") for key in ("S1", "S2"))
    power = element("POWER", name="Power feed", kind="utility")
    group = r.RedundancyGroup(id="g", dependent="CRM", name="Servers", required=1)
    bands = ("band-60", "band-240", "band-1440")
    return model_of(
        shop,
        crm,
        one,
        two,
        power,
        group,
        dependency("SHOP", "CRM"),
        dependency("CRM", "S1", group="g"),
        dependency("CRM", "S2", group="g"),
        dependency("S1", "POWER", tolerance=30),
        *(
            r.ImpactRating(
                id=f"i{n}",
                element="SHOP",
                category="category-1",
                band=band,
                level=n + 2,
                loss=Decimal(1000 * (n + 1)),
            )
            for n, band in enumerate(bands)
        ),
        r.RecoveryOption(
            id="o1", key="O-1", element="CRM", name="Restore", recovery_time=480, selected=True
        ),
        r.RecoveryOption(
            id="o2", key="O-2", element="POWER", name="Generator", recovery_time=60, selected=True
        ),
        *(
            r.RecoveryOption(
                id=f"o-{key}",
                key=f"O-{key}",
                element=key,
                name="Rebuild",
                recovery_time=300,
                selected=True,
            )
            for key in ("S1", "S2")
        ),
        r.Team(id="t1", key="DBA", name="Databases", capacity=2),
        r.Person(id="p1", key="P-1", name="Ada Byron", team="t1", phone="+39 06 555"),
        r.RecoveryTask(
            id="k1", key="T-1", element="CRM", name="Restore", likely=120, demand=(("t1", 1),)
        ),
        r.RecoveryTask(id="k2", key="T-2", element="CRM", name="Test", likely=30, after=("k1",)),
        r.Agreement(id="a1", key="A-1", element="CRM", type="SLA", ends=date(2027, 3, 31)),
        r.Risk(id="r1", key="R-1", title="Flood", element="POWER", likelihood=2, impact=4),
        r.Scenario(id="s1", key="SC-1", name="Rome is lost", lost=("site:Rome", "element:CRM")),
    )


class HeardSession(Session):
    """Keeps what was said to the person."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.problemRaised.connect(self.said.append)


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


def close_dialogs():
    for widget in QApplication.topLevelWidgets():
        if widget.inherits("QDialog"):
            widget.close()


def dialog_of(kind):
    """The one dialog of a kind that is open."""
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found


def choose_file(path):
    """Choose a file in the file dialog that is open."""
    dialog = dialog_of(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()


def settle(qtbot, window, seconds=20):
    """Wait until the results are up to date."""
    results = window.session.results if hasattr(window, "session") else window.results
    qtbot.waitUntil(lambda: not results.busy, timeout=seconds * 1000)
    qtbot.wait(10)  # what draws itself a moment after the last result
