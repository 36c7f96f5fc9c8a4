"""Pictures of the real window with the sample: every view, in any size and look.

python -m tests.screenshots OUT_DIR [--size 1280x800] [--theme light] [--view NAME ...]
                            [--scenario SITE] [--select KEY] [--document FILE.bcm] [--help-pages]

Nothing of the person who runs it is read or changed: settings and documents live in a temporary
folder. Each picture is taken when the results in sight are complete.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from bcm_tool.document import Document
    from ui.main_window import MainWindow

MOST_SECONDS = 180
THEMES = ("light", "dark", "contrast")


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; returns the exit code."""
    wanted = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bcm-pictures-", ignore_cleanup_errors=True) as home:
        _keep_to(Path(home))
        for path in take_pictures(wanted, Path(home)):
            print(path)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("out", metavar="OUT_DIR", type=Path)
    parser.add_argument("--size", type=_size, default=(1280, 800), help="WIDTHxHEIGHT")
    parser.add_argument("--theme", choices=THEMES, default="light")
    parser.add_argument("--view", action="append", metavar="NAME", help="only this view")
    parser.add_argument("--scenario", default="SITE", help="key of the scenario to sequence")
    parser.add_argument("--select", default="S-CLAIMS", help="key of the element to select")
    parser.add_argument("--document", type=Path, help="a document instead of the sample")
    parser.add_argument("--help-pages", action="store_true", help="pictures of the help instead")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write it as 1280x800")
    return int(width), int(height)


def _keep_to(home: Path) -> None:
    """Before Qt starts: no screen, and folders of our own."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    if sys.platform == "darwin":
        os.environ["HOME"] = str(home)


def take_pictures(wanted: argparse.Namespace, home: Path) -> list[Path]:
    """One PNG per view (or per help page) in the folder asked for."""
    from ui.app import make_app
    from ui.appearance import set_mode
    from ui.main_window import MainWindow

    make_app()
    set_mode(wanted.theme)
    wanted.out.mkdir(parents=True, exist_ok=True)
    window = MainWindow()
    try:
        window.session.set_document(_document(wanted.document, home))
        window.resize(*wanted.size)
        window.show()
        if wanted.help_pages:
            return _help_pages(window, wanted.out)
        return _views(window, wanted)
    finally:
        window.close()


def _document(path: Path | None, home: Path) -> Document:
    from bcm_tool.document import Document
    from bcm_tool.sample import SAMPLE_NAME, sample_model

    if path is None:
        return Document.create(home / f"{SAMPLE_NAME}.bcm", sample_model())
    copy = home / path.name
    original = Document.open(path)
    try:
        original.save_copy(copy)
    finally:
        original.close()
    return Document.open(copy)


def _views(window: MainWindow, wanted: argparse.Namespace) -> list[Path]:
    from ui.navigation import VIEWS

    session = window.session
    model = session.model
    chosen = model.element_by_key(wanted.select)
    scenario = model.ids_by_key["scenarios"].get(wanted.scenario.casefold())
    if scenario:
        # Showing the view sequences its first scenario; ours comes after it, so that all that
        # names a sequence names ours.
        session.show_in("recovery", [scenario])
        _wait_for(lambda: not session.tasks.running)
        session.results.start_recovery(scenario)
        _wait_for(lambda: not session.tasks.running)
    taken = []
    for view in VIEWS:
        if wanted.view and view.name not in wanted.view:
            continue
        session.show_in(view.name, [scenario] if scenario and view.name == "recovery" else [])
        session.select([chosen.id] if chosen else [])
        _wait_for(lambda: not session.tasks.running and not session.results.busy)
        taken.append(_save(window, wanted.out / f"{view.name}.png"))
    return taken


def _help_pages(window: MainWindow, out: Path) -> list[Path]:
    from ui.dialogs.help import HelpDialog, topics

    taken = []
    for name, _ in topics():
        dialog = HelpDialog.show_topic(name, window)
        text = dialog.page.document()
        _settle()
        dialog.resize(dialog.width(), min(6000, round(text.size().height()) + 40))
        taken.append(_save(dialog, out / f"help-{name}.png"))
        dialog.close()
    return taken


def _save(widget: QWidget, path: Path) -> Path:
    _settle()
    if not widget.grab().save(str(path)):
        sys.exit(f"The picture {path} could not be written.")
    return path


def _settle(seconds: float = 0.5) -> None:
    """Let timers that follow a change run out."""
    end = time.monotonic() + seconds
    _wait_for(lambda: time.monotonic() >= end)


def _wait_for(reached: Callable[[], bool]) -> None:
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + MOST_SECONDS
    while not reached():
        if time.monotonic() > end:
            sys.exit(f"The window was not ready after {MOST_SECONDS} s.")
        QApplication.processEvents()
        time.sleep(0.01)
    QApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main())
