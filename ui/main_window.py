"""The main window: puts views, inspector, menus and status bar together, nothing else.

Whatever is not needed to paint the welcome page is imported when the window is completed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeGuard

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

from ui import settings
from ui.tips import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
    from PySide6.QtWidgets import QListWidgetItem

    from bcm_tool.document import Document
    from ui.session import Session
    from ui.views.overview import OverviewView

APP = "Continuity"
TELL_MS = 8000
AROUND = (164, 73, 0, 37)
"""Left, top, right and bottom: what stands around the welcome page when the window is complete."""


class MainWindow(QMainWindow):
    """One window with one document.

    ``after_paint``: begin with the welcome page alone, and call this when it has been painted;
    :meth:`complete` then makes the rest, and :meth:`begin` shows the first view.
    """

    def __init__(
        self,
        session: Session | None = None,
        *,
        after_paint: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._after_paint = after_paint
        self._session = session
        self.views: dict[str, QWidget] = {}
        self._last_view = ""
        self.setWindowTitle(APP)
        self.setMinimumSize(QSize(860, 560))
        if after_paint is None:
            self.complete()
            self.begin()
        else:
            self._welcome()

    def _welcome(self) -> None:
        """The welcome page where it will stand, with room for what comes around it."""
        from ui.views.welcome import WelcomePage

        page = WelcomePage()
        page.setContentsMargins(*AROUND)
        self.setCentralWidget(page)
        self.resize(1280, 800)
        geometry = settings.state("window/geometry")
        if geometry.size():
            self.restoreGeometry(geometry)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        then, self._after_paint = self._after_paint, None
        if then is not None:
            QTimer.singleShot(0, then)

    @property
    def session(self) -> Session:
        """The open document and all that is known of it."""
        if self._session is None:
            from ui.session import Session

            self._session = Session(self)
        return self._session

    def complete(self) -> None:
        """Menus, inspector and all the rest, without a paint in between; no view as yet."""
        from PySide6.QtWidgets import QMenu

        from ui.actions import install
        from ui.commands.recent import fill_recent
        from ui.commands.specs import WINDOW_ACTIONS
        from ui.window_parts import build_menus, build_toolbar

        self.setUpdatesEnabled(False)
        self.setAcceptDrops(True)
        self._build_centre()
        self._build_inspector()
        self.actions_ = install(self, WINDOW_ACTIONS)
        self.recent_menu = QMenu("Open &recent", self)
        self.recent_menu.aboutToShow.connect(lambda: fill_recent(self))
        for menu in build_menus(self, self.actions_, self.recent_menu):
            menu.aboutToShow.connect(self.refresh)
        self.addToolBar(build_toolbar(self, self.actions_))
        self._build_status()
        self._connect()
        self.reset_layout()
        self._restore()
        self._show_whether_open()
        self.setUpdatesEnabled(True)

    def begin(self) -> None:
        """Show the first view; a document that is opened at once does so itself."""
        self.show_view("overview")
        if self.session.document is not None:
            self._replaced()

    # --- building ---------------------------------------------------------------------------

    def _build_centre(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QDockWidget, QStackedWidget, QVBoxLayout

        from ui.widgets.message_bar import MessageBar
        from ui.window_parts import build_navigation

        self.navigation = build_navigation()
        self.message = MessageBar()
        self.stack = QStackedWidget()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.message)
        column.addWidget(self.stack, 1)
        right = QWidget()
        right.setLayout(column)
        self.setCentralWidget(right)
        side = QDockWidget("Views", self)
        side.setObjectName("views")
        side.setTitleBarWidget(QWidget())
        side.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        side.setWidget(self.navigation)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, side)

    def _build_inspector(self) -> None:
        from ui.inspector_dock import InspectorDock

        self.inspector_dock = InspectorDock(self.session, self)
        self.inspector = self.inspector_dock.inspector

    def _build_status(self) -> None:
        from ui.widgets.labels import plain_label
        from ui.widgets.progress_strip import ProgressStrip

        self.place = plain_label(muted=True)
        self.place.setContentsMargins(8, 0, 10, 0)
        self.statusBar().addPermanentWidget(ProgressStrip(self.session.tasks))
        self.statusBar().addPermanentWidget(self.place)
        self.statusBar().setSizeGripEnabled(False)

    def _connect(self) -> None:
        session = self.session
        session.problemRaised.connect(lambda text: self.message.say(text))
        session.documentReplaced.connect(self._replaced)
        session.modelChanged.connect(lambda _: self._changed())
        session.resultsChanged.connect(lambda name: self._refresh_place(name))
        session.viewRequested.connect(self._show_records)
        self.navigation.currentItemChanged.connect(self._navigated)
        self.inspector_dock.visibilityChanged.connect(
            lambda shown: self.actions_["view.inspector"].setChecked(shown)
        )

    # --- views ------------------------------------------------------------------------------

    @property
    def current_view(self) -> str:
        """The name of the view in sight."""
        from PySide6.QtCore import Qt

        return str(self.navigation.currentItem().data(Qt.ItemDataRole.UserRole))

    def view(self, name: str) -> QWidget:
        """The view called ``name``, made when first asked for."""
        from ui.navigation import VIEWS

        if name not in self.views:
            spec = next(item for item in VIEWS if item.name == name)
            made = spec.make(self.session)
            if _is_overview(made, name):
                self._connect_start(made)
            self.views[name] = made
            self.stack.addWidget(made)
        return self.views[name]

    def _connect_start(self, overview: OverviewView) -> None:
        from ui.commands import documents

        overview.commandChosen.connect(lambda name: self.actions_[name].trigger())
        overview.fileChosen.connect(lambda path: documents.open_path(self, path))

    def _ways(self) -> set[str]:
        return {key for key, action in self.actions_.items() if action.isEnabled()}

    def show_view(self, name: str) -> None:
        """Bring a view into sight."""
        from PySide6.QtCore import Qt

        for row in range(self.navigation.count()):
            if self.navigation.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.navigation.setCurrentRow(row)

    def _navigated(self, item: QListWidgetItem | None) -> None:
        from PySide6.QtCore import Qt

        if item is not None:
            name = str(item.data(Qt.ItemDataRole.UserRole))
            view = self.view(name)
            if _is_overview(view, name):
                view.show_ways(self._ways())
            self.stack.setCurrentWidget(view)

    def _show_records(self, name: str, ids: tuple[str, ...]) -> None:
        self.show_view(name)
        show = getattr(self.view(name), "show_records", None)
        if show is not None and ids:
            show(ids)

    # --- state of the window ----------------------------------------------------------------

    def refresh(self) -> None:
        """Enable what makes sense, name undo and redo, and show the document's name."""
        from ui.actions import update
        from ui.commands.specs import WINDOW_ACTIONS

        update(self, WINDOW_ACTIONS, self.actions_)
        document = self.session.document
        for name, label in (
            ("edit.undo", document.undo_label if document else ""),
            ("edit.redo", document.redo_label if document else ""),
        ):
            verb = "&Undo" if name.endswith("undo") else "&Redo"
            shown = label.replace("&", "&&")
            self.actions_[name].setText(f"{verb}: {shown}" if label else verb)
            self.actions_[name].setToolTip(plain_tip(f"{verb[1:]}: {label}") if label else verb[1:])
        self.refresh_title()

    def _changed(self) -> None:
        """What was refused before is past once something else succeeded."""
        self.message.hide()
        self.refresh()

    def refresh_title(self) -> None:
        """The document's name first; then why it cannot be changed, if so."""
        document = self.session.document
        if document is None:
            self.setWindowTitle(APP)
        else:
            reason = " (read-only)" if document.read_only else ""
            self.setWindowTitle(f"{document.title}{reason} — {APP}")
        self._refresh_place()

    def _refresh_place(self, name: str = "") -> None:
        if name not in ("", "stale", "ready"):
            return  # a part of the results says nothing about the rest
        document = self.session.document
        if document is None:
            self.place.setText("No document")
            return
        results = self.session.results
        stopped = results.is_stale(results.findings)  # by hand, or by an error that was told
        idle = "not all computed, the next edit tries again" if stopped else "up to date"
        state = "computing…" if results.busy else idle
        where = "untitled, kept safely" if document.is_untitled else document.path.name
        self.place.setText(f"{where}  ·  saved  ·  {state}")

    def _show_whether_open(self) -> None:
        """Views and inspector are there with a document only."""
        from PySide6.QtCore import Qt

        document = self.session.document
        for row in range(1, self.navigation.count()):
            item = self.navigation.item(row)
            on, off = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable, Qt.ItemFlag(0)
            item.setFlags(off if document is None else on)
        self.inspector_dock.update_shown()
        self.refresh()

    def _replaced(self) -> None:
        self.message.hide()
        document = self.session.document
        if document is not None and document.read_only:
            self.message.say(document.read_only, "note")
        self._show_whether_open()
        if document is None:
            self.show_view("overview")
        else:
            self._show_last_view(document)
        overview = self.views.get("overview")
        if overview is not None and _is_overview(overview, "overview"):
            overview.show_ways(self._ways())

    def _show_last_view(self, document: Document) -> None:
        """The first document after the start is shown where the last run ended.

        One without elements stays at the overview, which says how to begin.
        """
        name, self._last_view = self._last_view, ""
        if name and document.model.elements:
            self.show_view(name)
        elif not self.views:
            self.show_view("overview")

    def tell(self, sentence: str) -> None:
        """Say in passing that something is done."""
        self.statusBar().showMessage(sentence, TELL_MS)

    def palette_actions(self) -> list[QAction]:
        """Every action that makes sense now, of the window and of the table in sight."""
        from ui.commands.specs import WINDOW_ACTIONS

        self.refresh()
        found = [self.actions_[spec.id] for spec in WINDOW_ACTIONS]
        view = self.stack.currentWidget()
        table = getattr(view, "current", None)
        more = getattr(table, "actions_", None) or getattr(view, "actions_", None)
        if table is not None and hasattr(table, "update_actions"):
            table.update_actions()
        found += list(more.values()) if isinstance(more, dict) else []
        return [action for action in found if action.isEnabled()]

    # --- layout kept ------------------------------------------------------------------------

    def reset_layout(self) -> None:
        """Sizes and places as at the first start."""
        self.resize(1280, 800)
        self.inspector_dock.reset()
        for view in self.views.values():
            reset = getattr(view, "reset_layout", None)
            if reset is not None:
                reset()

    def _restore(self) -> None:
        geometry, state = settings.state("window/geometry"), settings.state("window/state")
        if geometry.size():
            self.restoreGeometry(geometry)
        if state.size():
            self.restoreState(state)
        self.inspector_dock.wanted = settings.text("window/inspector", "shown") == "shown"
        self._last_view = settings.text("window/view")

    def _save_layout(self) -> None:
        settings.set_state("window/geometry", self.saveGeometry())
        settings.set_state("window/state", self.saveState())
        settings.set_text("window/inspector", "shown" if self.inspector_dock.wanted else "hidden")
        if self.session.document is not None:  # without one, only the overview can be in sight
            settings.set_text("window/view", self.current_view)
        for view in self.views.values():
            save = getattr(view, "save_state", None)
            if save is not None:
                save()

    def refresh_icons(self) -> None:
        """Draw list icons in the palette's colours again; actions follow by themselves."""
        from ui.icons import icon
        from ui.navigation import VIEWS

        for row, view in enumerate(VIEWS):
            self.navigation.item(row).setIcon(icon(view.icon))
        for widget in self.views.values():
            refresh = getattr(widget, "refresh_icons", None)
            if refresh is not None:
                refresh()
        self.inspector.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.views:  # else it was closed before it was complete
            self._save_layout()
            self.session.close()
        event.accept()

    # --- files dropped ----------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take_file(paths[0])

    def take_file(self, path: str) -> None:
        """Open a document, import anything else."""
        from ui.commands import documents, exchange

        if path.lower().endswith(documents.SUFFIX):
            documents.open_path(self, path)
        else:
            exchange.import_path(self, path)


def _is_overview(_view: QWidget, name: str) -> TypeGuard[OverviewView]:
    return name == "overview"  # by its name: other views do without its modules
