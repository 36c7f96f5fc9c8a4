"""The empty workbook that people fill in: lists, notes and an example in every sheet.

The scales, categories, tiers and matrix are the default ones in full, because a new document
takes them from the workbook as they stand; everywhere else one short example shows the way.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bcm_tool.exchange.column_notes import column_note
from bcm_tool.exchange.contract import SHEETS, Column
from bcm_tool.exchange.staged import column_letter
from bcm_tool.exchange.write_workbook import write_workbook_sheets
from bcm_tool.model import records as r
from bcm_tool.model.edits import add
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model
from bcm_tool.replacing import replaced

_LAST_ROW = 5_000
_LONGEST_LIST = 255  # what a spreadsheet takes as a list written out


def write_template(path: Path) -> None:
    """Write the template workbook.

    Raises
    ------
    BcmError
        When the file cannot be written.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    model = template_model()
    write_workbook_sheets(workbook, model)
    for sheet in SHEETS:
        page = workbook[sheet.name]
        page.auto_filter.ref = None  # it would end at the example
        for place, column in enumerate(sheet.columns):
            _explain(page, place, column, column_note(sheet.name, column))
            _offer(page, place, column, model)
    with replaced(Path(path)) as temporary:
        workbook.save(temporary)


def template_model() -> Model:
    """The default method with one small worked example."""
    remarks: dict[str, Any] = {"note": "Example", "source": "Interview", "as_of": date(2026, 1, 15)}
    return add(
        default_model(),
        r.Element(
            id="order",
            key="P-1",
            name="Take orders by telephone",
            kind="process",
            description="Example: replace or delete it",
            owner="Head of sales",
            site="Main office",
            delivery_model="insourced",
            lifecycle="operation",
            mtpd=24 * 60,
            rto=8 * 60,
            rpo=60,
            wrt=2 * 60,
            mbco="Half of the orders, on paper",
            availability=Decimal("99.5"),
        ),
        r.Element(
            id="line",
            key="N-1",
            name="Telephone line",
            kind="network",
            supplier="Telco",
            mtbf=200 * 24 * 60,
            mtrs=6 * 60,
        ),
        r.Element(id="spare", key="N-2", name="Mobile telephones", kind="network"),
        r.RedundancyGroup(
            id="calls",
            dependent="order",
            name="Calls",
            required=1,
            takeover="manual",
            takeover_time=30,
        ),
        r.Dependency(
            id="first", dependent="order", provider="line", tolerance=15, group="calls", **remarks
        ),
        r.Dependency(id="second", dependent="order", provider="spare", group="calls"),
        r.ImpactRating(
            id="rating",
            element="order",
            category="category-1",
            band="band-240",
            level=3,
            loss=Decimal(5000),
            **remarks,
        ),
        r.Team(
            id="it",
            key="IT",
            name="IT operations",
            capacity=2,
            hours="Mon-Fri 07:00-19:00; Sat 08:00-12:00",
            call_out=60,
            skills=("Telephony", "Networks"),
        ),
        r.Person(
            id="ada",
            key="ADA",
            name="Ada Example",
            team="it",
            role="Shift lead",
            phone="+00 000 000",
            email="ada@example.org",
        ),
        r.RecoveryOption(
            id="divert",
            key="O-1",
            element="line",
            name="Have the number diverted",
            strategy="fast",
            recovery_time=2 * 60,
            yearly_cost=Decimal(600),
            selected=True,
            proven_time=3 * 60,
            proven_on=date(2025, 11, 20),
        ),
        r.RecoveryTask(
            id="call",
            key="T-1",
            element="line",
            name="Order the diversion",
            optimistic=10,
            likely=20,
            pessimistic=60,
            demand=(("it", 1),),
        ),
        r.RecoveryTask(
            id="test",
            key="T-2",
            element="line",
            name="Test calls",
            likely=15,
            demand=(("it", 1),),
            after=("call",),
            needed="loss",
            skill="Telephony",
            lag=30,
        ),
        r.Agreement(
            id="contract",
            key="A-1",
            element="line",
            type="UC",
            supplier="Telco",
            restore_time=8 * 60,
            service_hours="Mon-Fri 08:00-18:00",
            ends=date(2027, 12, 31),
        ),
        r.Threat(id="digger", name="Cable cut"),
        r.Risk(
            id="risk",
            key="R-1",
            title="The line is cut",
            element="line",
            threat="digger",
            inherent_likelihood=3,
            inherent_impact=3,
            likelihood=3,
            impact=2,
            target_likelihood=2,
            target_impact=2,
            control="Mobile telephones",
            treatment="Second line by another route",
            owner="Head of IT",
            review_date=date(2026, 12, 1),
        ),
        r.Scenario(
            id="scenario",
            key="S-1",
            name="Telephone line lost",
            lost=("element:line",),
            invoke_when="No calls for 15 minutes",
            decided_by="Head of sales",
            start="Mon 09:00",
            frequency="once in 5 years",
        ),
    )


def _explain(page: Any, place: int, column: Column, text: str) -> None:
    from openpyxl.comments import Comment

    page.cell(1, place + 1).comment = Comment(text, "bcm-tool", height=90, width=260)


def _offer(page: Any, place: int, column: Column, model: Model) -> None:
    """A list to choose from, where the column has one; kinds and levels may be others, too."""
    from openpyxl.worksheet.datavalidation import DataValidation

    words = _words(column, model)
    written = ",".join(words)
    if not words or len(written) > _LONGEST_LIST:
        return
    strict = column.type in ("choice", "flag")
    offer = DataValidation(
        type="list",
        formula1=f'"{written}"',
        allow_blank=True,
        showErrorMessage=strict,
        errorTitle=column.name,
        error="Choose one of the list.",
    )
    letter = column_letter(place)
    offer.add(f"{letter}2:{letter}{_LAST_ROW}")
    page.add_data_validation(offer)


def _words(column: Column, model: Model) -> list[str]:
    if column.type == "choice":
        return list(column.choices)
    if column.type == "flag":
        return ["yes", "no"]
    if column.type == "level":
        return [str(level.number) for level in model.scale(column.target)]
    if column.type == "named" and column.target != "threats":
        return [record.name for record in getattr(model, column.target).values()]
    return []
