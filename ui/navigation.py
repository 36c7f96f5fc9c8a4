"""The views of the window, in the order of the work; each is made when first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.session import Session


@dataclass(frozen=True)
class ViewSpec:
    """A view: its name in code, its title, and how it is made."""

    name: str
    title: str
    icon: str
    tip: str
    make: Callable[[Session], QWidget]


def _overview(session: Session) -> QWidget:
    from ui.views.overview import OverviewView

    return OverviewView(session)


def _catalogue(session: Session) -> QWidget:
    from ui.views.catalogue import CatalogueView

    return CatalogueView(session)


def _map(session: Session) -> QWidget:
    from ui.views.map import MapView

    return MapView(session)


def _bia(session: Session) -> QWidget:
    from ui.views.bia import BiaView

    return BiaView(session)


def _structure(session: Session) -> QWidget:
    from ui.views.structure import StructureView

    return StructureView(session)


def _risks(session: Session) -> QWidget:
    from ui.views.risks import RisksView

    return RisksView(session)


def _recovery(session: Session) -> QWidget:
    from ui.views.recovery import RecoveryView

    return RecoveryView(session)


def _money(session: Session) -> QWidget:
    from ui.views.money import MoneyView

    return MoneyView(session)


def _findings(session: Session) -> QWidget:
    from ui.views.findings import FindingsView

    return FindingsView(session)


VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec("overview", "Overview", "layout-dashboard", "Where things stand", _overview),
    ViewSpec("catalogue", "Catalogue", "table-2", "Every record, in tables", _catalogue),
    ViewSpec("map", "Map", "network", "What needs what, and what a loss stops", _map),
    ViewSpec("structure", "Structure", "split", "What together stops a service", _structure),
    ViewSpec("bia", "BIA", "clock-alert", "How bad an outage becomes over time", _bia),
    ViewSpec("risks", "Risks", "shield-alert", "What can happen, and how bad it is", _risks),
    ViewSpec("recovery", "Recovery", "route", "In which order the teams work", _recovery),
    ViewSpec("money", "Money", "banknote", "What a year may cost, and what to buy", _money),
    ViewSpec("findings", "Findings", "triangle-alert", "What needs attention, and why", _findings),
)
