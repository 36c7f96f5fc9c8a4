"""The template is ready to fill in, and its examples import cleanly."""

import openpyxl
import pytest

from bcm_tool.errors import BcmError
from bcm_tool.exchange.contract import SHEETS
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.read_workbook import read_workbook
from bcm_tool.exchange.staged import stage
from bcm_tool.exchange.template import template_model, write_template
from bcm_tool.exchange.write_contract import contract_sheets
from bcm_tool.model.method import default_model


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(path)
    return path


@pytest.mark.parametrize("model", [None, default_model()], ids=["new document", "default method"])
def test_its_examples_import_cleanly(template, model):
    staged = stage(read_workbook(template))
    assert staged.notes == ()
    plan = plan_import(model, staged)
    assert plan.problems == ()
    assert plan.notes == ()
    assert plan.model is not None
    assert contract_sheets(plan.model) == contract_sheets(template_model())
    assert [item.noun for item in plan.created] == ["threat"]


def test_every_sheet_has_headers_notes_and_an_example(template):
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == [sheet.name for sheet in SHEETS]
    for sheet in SHEETS:
        page = book[sheet.name]
        assert page.freeze_panes == "A2"
        assert [cell.value for cell in page[1]] == list(sheet.names)
        assert all(len(cell.comment.text) > 8 for cell in page[1])
        assert any(cell.value is not None for cell in page[2])


def test_it_offers_lists(template):
    book = openpyxl.load_workbook(template)
    offers = {
        (name, str(offer.sqref).split("2:")[0]): offer
        for name in book.sheetnames
        for offer in book[name].data_validations.dataValidation
    }
    assert offers["dependencies", "C"].formula1 == '"hard,soft"'
    assert offers["dependencies", "C"].showErrorMessage
    assert "Business process" in offers["elements", "C"].formula1
    assert not offers["elements", "C"].showErrorMessage  # a kind of one's own is allowed
    assert offers["options", "H"].formula1 == '"yes,no"'
    assert offers["impacts", "D"].formula1 == '"1,2,3,4,5"'
    assert len(offers) >= 20


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BcmError, match="there is no folder"):
        write_template(tmp_path / "nowhere" / "x.xlsx")
