"""Export, import into a new document, export: equal contract sheets, cell by cell."""

import csv
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bcm_tool.errors import BcmError
from bcm_tool.exchange.contract import SHEETS
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.read_csv import read_csv
from bcm_tool.exchange.read_workbook import read_workbook
from bcm_tool.exchange.staged import stage
from bcm_tool.exchange.write_contract import contract_sheets
from bcm_tool.exchange.write_workbook import decimal_text, write_workbook_sheets
from bcm_tool.model import records as r
from bcm_tool.model.edits import checked
from bcm_tool.model.fields import field_spec, field_specs
from bcm_tool.model.method import default_model
from bcm_tool.model.model import RECORD_TYPES
from tests.builders import any_text, any_value, random_model


def write_workbook(model, path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    write_workbook_sheets(book, model)
    book.save(path)
    return path


def write_csv(model, folder, delimiter=","):
    folder.mkdir(exist_ok=True)
    for name, (columns, rows) in contract_sheets(model).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(columns)
            for row in rows:
                writer.writerow([decimal_text(x) if isinstance(x, Decimal) else x for x in row])
    return folder


def planned(source, model=None):
    plan = plan_import(model, stage(source))
    assert plan.problems == ()
    return plan


NEW_FIELDS = {
    "methods": ("appetite",),
    "elements": ("availability", "mtbf", "mtrs"),
    "teams": ("hours", "call_out", "skills"),
    "tasks": ("skill", "lag", "blocking"),
    "scenarios": ("start", "frequency"),
}


@st.composite
def written_model(draw):
    """A random model whose free texts are whatever a person may type."""
    model = draw(random_model())
    words = any_text(8)
    tables = {}
    for name in (
        "elements",
        "teams",
        "tasks",
        "agreements",
        "risks",
        "people",
        "options",
        "scenarios",
        "scales",
    ):
        table = dict(model.table(name))
        for record in table.values():
            texts = [
                spec.name
                for spec in field_specs(RECORD_TYPES[name])
                if spec.type == "text" and spec.name != "key" and (not spec.form or spec.lenient)
            ]
            field = draw(st.sampled_from(texts))
            text = draw(words)
            if text.strip() or field not in ("name", "title"):
                table[record.id] = replace(record, **{field: text})
        tables[name] = table
    for name, fields in NEW_FIELDS.items():
        specs = [field_spec(RECORD_TYPES[name], field) for field in fields]
        for key, record in tables.setdefault(name, dict(model.table(name))).items():
            values = {spec.name: draw(any_value(spec, {})) for spec in specs}
            tables[name][key] = replace(record, **values)
    impacts = {
        key: replace(item, loss=item.loss + draw(st.sampled_from((0, 1, 3))) * Decimal("0.125"))
        for key, item in model.impacts.items()
        if item.loss is not None and not item.loss
    }
    tables["impacts"] = {**model.impacts, **impacts}
    new = model.with_tables(tables)
    try:
        return checked(model, new)
    except BcmError:
        return model


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(model=written_model())
def test_workbook_round_trip(tmp_path, model):
    path = write_workbook(model, tmp_path / "a.xlsx")
    again = planned(read_workbook(path)).model
    assert contract_sheets(again) == contract_sheets(model)
    # and the cells themselves, as a spreadsheet program sees them
    second = write_workbook(again, tmp_path / "b.xlsx")
    first_book, second_book = openpyxl.load_workbook(path), openpyxl.load_workbook(second)
    for name in first_book.sheetnames:
        cells = [[c.value for c in row] for row in first_book[name].iter_rows()]
        assert cells == [[c.value for c in row] for row in second_book[name].iter_rows()]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(model=written_model(), delimiter=st.sampled_from(",;\t|"))
def test_csv_round_trip(tmp_path, model, delimiter):
    folder = write_csv(model, tmp_path / "sheets", delimiter)
    assert contract_sheets(planned(read_csv(folder)).model) == contract_sheets(model)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(model=written_model())
def test_importing_an_export_into_itself_changes_nothing(tmp_path, model):
    plan = planned(read_workbook(write_workbook(model, tmp_path / "a.xlsx")), model)
    assert not plan.added
    assert not plan.changed
    assert not plan.kept
    assert not plan.created
    assert all(plan.model.table(sheet.table) == model.table(sheet.table) for sheet in SHEETS)


def test_a_method_of_their_own_replaces_the_default_one(tmp_path):
    model = default_model().with_tables(
        {
            "methods": {
                "method": r.Method(
                    id="method", organisation="Port", currency="SEK", detection=15, horizon=14400
                )
            },
            "scales": {
                "s1": r.ScaleLevel(id="s1", scale="impact", number=0, name="None"),
                "s2": r.ScaleLevel(id="s2", scale="impact", number=9, name="Dire"),
            },
            "tiers": {"t": r.Tier(id="t", name="Only", rto_up_to=60, weight=Decimal("1.125"))},
            "categories": {"c": r.ImpactCategory(id="c", name="Harm", intolerable=9)},
            "matrix": {"m": r.MatrixCell(id="m", likelihood=1, impact=9, risk=3)},
        }
    )
    again = planned(read_workbook(write_workbook(model, tmp_path / "a.xlsx"))).model
    sheets, expected = contract_sheets(again), contract_sheets(model)
    # The source says nothing of likelihood and risk: a new document keeps those of its method.
    columns, rows = sheets.pop("scales")
    own = tuple(row for row in rows if row[0] == "impact")
    assert (columns, own) == expected.pop("scales")
    assert len(rows) == len(own) + 9
    assert sheets == expected


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "@SUM(A1)", "#REF!", "_x0041_", "  both  ", "a\nb", "TRUE", "007", "1e5", "–"],
)
def test_text_stays_text(tmp_path, text):
    element = r.Element(id="e", key="K;:1", name=text, description=text, site=text)
    scenario = r.Scenario(id="s", key="S", name="S", lost=("element:e", "site:A;B"))
    model = default_model().with_tables({"elements": {"e": element}, "scenarios": {"s": scenario}})
    path = write_workbook(model, tmp_path / "a.xlsx")
    cell = openpyxl.load_workbook(path)["elements"]["B2"]
    assert cell.data_type in ("s", "inlineStr")
    (found,) = planned(read_workbook(path)).model.elements.values()
    assert (found.name, found.description, found.site) == (text, text, text)
    (found,) = planned(read_csv(write_csv(model, tmp_path / "csv"))).model.elements.values()
    assert (found.name, found.description) == (text, text)


def test_money_and_dates_keep_every_digit(tmp_path):
    amounts = ["0.1", "1234567890123.45", "123456789012345.67", "1.125", "1000000000000000"]
    model = default_model()
    element = r.Element(id="e", key="E", name="E")
    options = {
        f"o{n}": r.RecoveryOption(
            id=f"o{n}",
            key=f"O{n}",
            element="e",
            name="O",
            yearly_cost=Decimal(amount),
            proven_on=date(1815 + n * 60, 2, 28),
        )
        for n, amount in enumerate(amounts)
    }
    model = model.with_tables({"elements": {"e": element}, "options": options})
    path = write_workbook(model, tmp_path / "a.xlsx")
    for source in (read_workbook(path), read_csv(write_csv(model, tmp_path / "csv"))):
        again = planned(source).model
        assert contract_sheets(again)["options"] == contract_sheets(model)["options"]
    row = next(openpyxl.load_workbook(path)["options"].iter_rows(min_row=4, max_row=4))
    assert isinstance(row[10].value, datetime)
