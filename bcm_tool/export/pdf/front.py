"""Cover with document control, contents, and the records that are kept by hand."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, NextPageTemplate, PageBreak, Spacer

from bcm_tool.export.pdf.info import PlanInfo
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.page import contents
from bcm_tool.export.pdf.parts import (
    body,
    chapter,
    form,
    pairs_table,
    section,
    section_small,
    shares,
)
from bcm_tool.model import records as r
from bcm_tool.model.model import Model


def plan_title(scenario: r.Scenario | None) -> str:
    """What the document is called."""
    return "Recovery plan" if scenario else "Continuity report"


def plan_identity(scenario: r.Scenario | None) -> str:
    """The document id in the footer."""
    return f"RP {scenario.key}" if scenario else "CR"


def cover(
    ink: Ink,
    model: Model,
    scenario: r.Scenario | None,
    info: PlanInfo,
    width: float,
    notices: tuple[str, ...],
) -> list[Flowable]:
    """Title, document control and approval on the first page."""
    method = model.method
    found: list[Flowable] = [Spacer(1, 14 * mm)]
    if method.organisation:
        found.append(body(ink, method.organisation, "Organisation"))
    found.append(body(ink, plan_title(scenario), "Title"))
    if scenario:
        found.append(body(ink, scenario.name, "Subtitle"))
    found.append(Spacer(1, 3 * mm))
    found += section_small(ink, "Document control")
    found.append(pairs_table(ink, _control(model, scenario, info), width))
    found.append(Spacer(1, 5 * mm))
    found += section_small(ink, "Approval")
    titles = ("Role", "Name", "Signature", "Date")
    found.append(form(ink, titles, shares(width, 3, 4, 4, 2.4), 2, 26))
    found.append(Spacer(1, 4 * mm))
    found.append(
        body(
            ink,
            "A printed copy is uncontrolled: compare version and digest with the current "
            "document before use, and destroy older copies. It may hold names and telephone "
            "numbers; keep it as the classification demands.",
            "Note",
        )
    )
    found += [body(ink, notice, "Note") for notice in notices]
    return found


def _control(model: Model, scenario: r.Scenario | None, info: PlanInfo) -> list[tuple[str, str]]:
    what = "Recovery plan of a scenario" if scenario else "Report on all services"
    return [
        ("Document", f"{plan_identity(scenario)}, {what.lower()}"),
        ("Organisation", model.method.organisation),
        ("Classification", info.classification),
        ("Status", info.status),
        ("Version", info.version),
        ("Content digest", info.digest),
        ("Printed on", f"{info.printed_on.isoformat()}{_with(info.software)}"),
        ("Owner", info.owner or (scenario.decided_by if scenario else "")),
        ("Approved by", info.approver),
        ("Next review", info.next_review.isoformat() if info.next_review else ""),
    ]


def _with(software: str) -> str:
    return f", with {software}" if software else ""


def contents_page(ink: Ink) -> list[Flowable]:
    """The linked contents on a page of their own."""
    return [NextPageTemplate("portrait"), PageBreak(), body(ink, "Contents", "Plain1"), contents()]


def records_chapter(ink: Ink, width: float) -> list[Flowable]:
    """Forms: incident log, record of changes, record of distribution."""
    return [
        *chapter(ink, "Records", "records"),
        *section(ink, "Incident log", "records-log"),
        form(
            ink,
            ("Date, time", "What was observed, decided or done", "By", "Told to"),
            shares(width, 2, 8, 2, 2),
            11,
        ),
        *section(ink, "Record of changes", "records-changes"),
        form(
            ink,
            ("No.", "Section", "Date", "Made by", "What was changed"),
            shares(width, 1, 2, 2, 3, 6),
            4,
        ),
        *section(ink, "Record of distribution", "records-distribution"),
        form(
            ink,
            ("Copy", "Holder", "Form", "Date", "Returned or destroyed"),
            shares(width, 1, 5, 2, 2, 3),
            4,
        ),
    ]
