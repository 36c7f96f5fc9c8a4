"""What is asked of the structure: which service, how many failures at once, what is out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from bcm_tool.analysis.cutsets.causes import shared_causes
from ui.session import Session

ORDERS: tuple[tuple[int | None, str], ...] = (
    (1, "1 alone"),
    (2, "up to 2"),
    (3, "up to 3"),
    (4, "up to 4"),
    (5, "up to 5"),
    (None, "any number"),
)


class Question(QObject):
    """Shared by the tabs; ``changed`` follows every change. ``order`` None: any number."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.service = ""
        self.order: int | None = 3
        self.causes = True
        self.context: tuple[str, ...] = ()

    def services(self) -> list[str]:
        """Ids of the document's services, in key order."""
        model = self.session.model
        return [item.id for item in model.sorted_elements if model.is_service(item)]

    def settle(self) -> None:
        """A service that is there; nothing out beforehand that is not there any more.

        It begins with the service that is selected, else with the first by key.
        """
        found = self.services()
        if self.service not in found:
            chosen = next((item for item in self.session.selection if item in found), "")
            self.service = chosen or (found[0] if found else "")
        self.context = self._there(self.context)

    def _there(self, context: tuple[str, ...]) -> tuple[str, ...]:
        model = self.session.model
        causes = shared_causes(model) if any(":" in item for item in context) else {}
        return tuple(item for item in context if item in causes or item in model.elements)

    def set_service(self, service: str) -> None:
        """Ask about another service."""
        if service != self.service and service in self.session.model.elements:
            self.service = service
            self.changed.emit()

    def set_order(self, order: int | None) -> None:
        """Ask for sets of at most this many members."""
        if order != self.order:
            self.order = order
            self.changed.emit()

    def set_causes(self, causes: bool) -> None:
        """Whether sites, suppliers, owners and scenarios fail as a whole too."""
        if causes != self.causes:
            self.causes = causes
            self.changed.emit()

    def set_context(self, context: tuple[str, ...]) -> None:
        """What is out beforehand: element ids and ids of shared causes."""
        found = self._there(context)  # the document may have changed since it was chosen
        if found != self.context:
            self.context = found
            self.changed.emit()
