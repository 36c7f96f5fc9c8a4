"""What an import would do, in tables, before it does it."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from bcm_tool.exchange.planned import ImportPlan
from ui.import_work import preview_tables
from ui.widgets.labels import plain_label
from ui.widgets.result_table import ResultTable


class PreviewPage(QWidget):
    """What an import would do, in tables."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = plain_label(wrap=True)
        self.tabs = QTabWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.summary)
        layout.addWidget(self.tabs, 1)

    def show_plan(self, found: ImportPlan) -> None:
        """Show another plan; empty tables are left out."""
        self.tabs.clear()
        for content in preview_tables(found):
            if content.rows:
                table = ResultTable(content)
                widths = [column.width for column in content.columns]
                table.stretch(widths.index(max(widths)))
                self.tabs.addTab(table, f"{content.title} ({len(content.rows):,})")
        if found.problems:
            self.summary.setText(
                f"{found.source} cannot be imported as it is; nothing was changed. "
                "Correct the source and read it again."
            )
        elif not (found.added or found.changed or found.created):
            self.summary.setText(f"{found.source} holds nothing that the document does not have.")
        else:
            self.summary.setText(
                f"{found.source}: {len(found.added):,} added, {len(found.changed):,} changed, "
                f"{len(found.unchanged):,} unchanged, {len(found.kept):,} only here and kept."
            )
