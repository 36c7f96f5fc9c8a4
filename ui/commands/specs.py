"""Every action of the window, and the menus and the toolbar made of them."""

from __future__ import annotations

from ui.actions import ActionSpec
from ui.commands import documents, exchange, windows
from ui.navigation import VIEWS

_doc, _edit = documents.has_document, documents.can_edit

FILE = (
    ActionSpec("file.new", "&New", documents.new_document, "Ctrl+Shift+N", "file-plus-2",
               "Begin an empty document"),
    ActionSpec("file.open", "&Open…", documents.open_dialog, "Ctrl+O", "folder-open",
               "Open a document"),
    ActionSpec("file.sample", "Open the s&ample", documents.open_sample, "", "flask-conical",
               "Open a worked example to try things out"),
    ActionSpec("file.save", "&Save version…", documents.save, "Ctrl+S", "bookmark",
               "Every change is saved at once; this gives the present state a name", _edit),
    ActionSpec("file.save_as", "Save &as…", documents.save_as, "Ctrl+Shift+S", "save",
               "Go on in a file of another name", _doc),
    ActionSpec("file.save_copy", "Save a &copy…", documents.save_copy, "", "copy",
               "Write a copy and go on in this document", _doc),
    ActionSpec("file.versions", "&Versions…", windows.show_versions, "", "history",
               "Named versions of this document", _doc),
    ActionSpec("file.erase_history", "E&rase history…", windows.show_erase_history, "", "",
               "Forget undo, versions and what was deleted, so that it is really gone", _edit),
    ActionSpec("file.import", "&Import…", exchange.import_dialog, "Ctrl+I", "file-input",
               "Take in a workbook, a folder of CSV files or an ArchiMate model"),
    ActionSpec("file.export", "&Export…", exchange.export_dialog, "Ctrl+Shift+E", "file-output",
               "Write an Excel workbook or the printable recovery plan", _doc),
    ActionSpec("file.close", "C&lose document", documents.close_document, "Ctrl+W", "",
               "Back to the start page", _doc),
    ActionSpec("file.quit", "&Quit", windows.quit_program, "Ctrl+Q", "log-out",
               "Leave the program; everything is saved"),
)  # fmt: skip
EDIT = (
    ActionSpec("edit.undo", "&Undo", windows.undo, "Ctrl+Z", "undo-2",
               "Take the last change back", windows.can_undo),
    ActionSpec("edit.redo", "&Redo", windows.redo, "Ctrl+Shift+Z; Ctrl+Y", "redo-2",
               "Do the change again that was taken back", windows.can_redo),
    ActionSpec("edit.find", "&Find…", windows.show_find, "Ctrl+F", "search",
               "Find any record of the document", _doc),
    ActionSpec("edit.method", "&Method…", windows.show_method, "", "sliders-horizontal",
               "Scales, categories, time bands, tiers, risk matrix and kinds", _doc),
    ActionSpec("edit.preferences", "Pre&ferences…", windows.show_preferences, "Ctrl+,",
               "settings", "How the program looks"),
)  # fmt: skip
GO = tuple(
    ActionSpec(f"go.{view.name}", view.title, windows.go_to(view.name),
               f"Ctrl+{number}", view.icon, view.tip, _doc)
    for number, view in enumerate(VIEWS, 1)
)  # fmt: skip
VIEW = (
    ActionSpec(
        "view.inspector",
        "&Inspector",
        windows.toggle_inspector,
        "F4",
        "panel-right",
        "Show or hide what is known about the selected element",
        None,
        windows.inspector_shown,
    ),
    ActionSpec(
        "view.recompute",
        "Compute a&gain",
        windows.recompute,
        "F5",
        "refresh-cw",
        "Compute all results again",
        _doc,
    ),
    ActionSpec(
        "view.reset",
        "&Reset layout",
        windows.reset_layout,
        "",
        "rotate-ccw",
        "Window and tables as they were at the first start",
    ),
)
HELP = (
    ActionSpec("help.topic", "&Help", windows.show_help, "F1", "circle-help",
               "Help about what is in sight"),
    ActionSpec("help.commands", "&Commands…", windows.show_palette, "Ctrl+K; Ctrl+Shift+P",
               "command", "Find any command by its name"),
    ActionSpec("help.diagnostics", "Copy &diagnostics", windows.copy_diagnostics, "", "",
               "Versions and places, for a report of a fault"),
    ActionSpec("help.about", "&About", windows.show_about, "", "info",
               "Version and licences"),
)  # fmt: skip

WINDOW_ACTIONS: tuple[ActionSpec, ...] = (*FILE, *EDIT, *GO, *VIEW, *HELP)
SEPARATOR = ""
RECENT = "recent"
MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("&File", ("file.new", "file.open", RECENT, "file.sample", SEPARATOR, "file.save",
               "file.save_as", "file.save_copy", "file.versions", "file.erase_history",
               SEPARATOR, "file.import", "file.export", SEPARATOR, "file.close", "file.quit")),
    ("&Edit", ("edit.undo", "edit.redo", SEPARATOR, "edit.find", SEPARATOR, "edit.method",
               "edit.preferences")),
    ("&View", (*(spec.id for spec in GO), SEPARATOR, *(spec.id for spec in VIEW))),
    ("&Help", tuple(spec.id for spec in HELP)),
)  # fmt: skip
TOOLBAR = ("edit.undo", "edit.redo", SEPARATOR, "file.import", "file.export")
TOOLBAR_RIGHT = ("edit.find", "help.commands", "view.inspector")
