"""What every test relies on. Must not import Qt: the core's tests also run where it is absent."""

import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from platformdirs import user_cache_path

ROOT = Path(__file__).resolve().parents[1]
UI_TESTS = ROOT / "tests" / "ui"

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

collect_ignore = [] if importlib.util.find_spec("PySide6") else [str(UI_TESTS)]

# Without "explain", which traces every line and has kept examples of large models beyond 300 s.
_PHASES = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile(
    "default", max_examples=50, deadline=None, print_blob=True, phases=_PHASES
)
settings.register_profile(
    "ci",
    settings.get_profile("default"),
    derandomize=True,  # a change fails for what it did, not for what was drawn
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=1000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default")
)

_home = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Give this process folders of its own, so that no test sees or changes a person's settings."""
    # Compiled once for all runs of the tests, where only this person can write.
    os.environ.setdefault("NUMBA_CACHE_DIR", str(user_cache_path("bcm-tool-tests", False)))
    home = Path(tempfile.mkdtemp(prefix="bcm-test-"))
    config.stash[_home] = home
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    os.environ["XDG_RUNTIME_DIR"] = str(home)
    if sys.platform == "darwin":
        os.environ["HOME"] = str(home)


def pytest_unconfigure(config: pytest.Config) -> None:
    if home := config.stash.get(_home, None):
        shutil.rmtree(home, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(UI_TESTS):
            item.add_marker(pytest.mark.qt)


def pytest_sessionfinish() -> None:
    """Empty the clipboard: on the offscreen platform Qt crashes at exit while it holds data."""
    gui = sys.modules.get("PySide6.QtGui")
    if gui is not None and gui.QGuiApplication.instance() is not None:
        gui.QGuiApplication.clipboard().clear()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Data that is too large, or not ours, to be in this repository; skips where it is absent."""
    folder = Path(os.environ.get("BCM_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("no shared data: neither ../shared/data nor BCM_SHARED")
    return folder
