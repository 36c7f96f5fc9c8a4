"""Reading in a process of its own: the same result, and limits that hold."""

import multiprocessing
import time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings

from bcm_tool.errors import BcmError, Cancelled
from bcm_tool.exchange.child import import_file, inspect_file
from bcm_tool.exchange.mapping_guess import guess_mapping
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.source import read_source
from bcm_tool.exchange.template import write_template
from bcm_tool.exchange.wire import model_from_json, model_to_json, plan_from_json, plan_to_json
from bcm_tool.exchange.write_contract import contract_sheets
from bcm_tool.model.diff import diff
from bcm_tool.model.method import default_model
from tests.builders import chain, random_model

FERRY = Path(__file__).parent / "data" / "ferry.xml"


@pytest.fixture
def large(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("elements")
    page.append(["key", "name"])
    for number in range(20_000):
        page.append([f"K{number}", "x" * 20])
    book.save(tmp_path / "large.xlsx")
    return tmp_path / "large.xlsx"


def test_a_new_document_from_a_file(tmp_path):
    write_template(tmp_path / "t.xlsx")
    plan = import_file(None, tmp_path / "t.xlsx")
    expected = plan_import(None, read_source(tmp_path / "t.xlsx"))
    assert plan.problems == ()
    assert plan.model is not None
    assert expected.model is not None
    assert contract_sheets(plan.model) == contract_sheets(expected.model)
    assert plan.added == expected.added
    assert plan.created == expected.created


def test_into_a_document_that_is_there():
    model = chain("A", "B")
    plan = import_file(model, FERRY)
    assert plan.base is model
    assert plan.model is not None
    assert len(plan.model.elements) == 12
    assert [item.label for item in plan.kept if item.sheet == "elements"] == ["A", "B"]
    again = import_file(plan.model, FERRY)
    assert again.model is not None
    assert not diff(plan.model, again.model)


def test_problems_come_back_with_their_places(tmp_path):
    path = tmp_path / "elements.csv"
    path.write_text("key,name,rto\nA,a,4\n", encoding="utf-8")
    plan = import_file(default_model(), path)
    assert plan.model is None
    assert plan.problems == plan_import(default_model(), read_source(path)).problems


def test_a_mapped_file(tmp_path):
    path = tmp_path / "systems.csv"
    path.write_text("System;RTO (h);Depends on\nA;4;B\nB;8;\n", encoding="utf-8")
    inspected = inspect_file(path)
    assert inspected.sheets[0].headers == ("System", "RTO (h)", "Depends on")
    plan = import_file(None, path, mapping=guess_mapping(inspected))
    assert plan.model is not None
    assert [item.rto for item in plan.model.elements.values()] == [240, 480]
    assert len(plan.model.dependencies) == 1


def test_cancel_ends_it_at_once(large):
    def cancel(done, total):
        if time.monotonic() > start + 0.5:
            raise Cancelled

    start = time.monotonic()
    with pytest.raises(Cancelled):
        import_file(None, large, progress=cancel)
    assert time.monotonic() < start + 2
    assert multiprocessing.active_children() == []


def test_time_and_memory_end(large):
    with pytest.raises(BcmError, match=r"“large\.xlsx” took longer than 0\.3 seconds"):
        import_file(None, large, seconds=0.3)
    with pytest.raises(BcmError, match=r"“large\.xlsx”.* memory"):
        import_file(None, large, memory=30_000_000)
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("name", ["gone.csv", "folder", "file.odt"])
def test_what_cannot_be_read_is_said(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.odt").write_text("x")
    with pytest.raises(BcmError, match=name):
        import_file(None, tmp_path / name)


@settings(max_examples=20)
@given(model=random_model())
def test_models_and_plans_survive_the_pipe(model):
    assert not diff(model, model_from_json(model_to_json(model)))
    plan = plan_import(model, read_source(FERRY))
    again = plan_from_json(model, plan_to_json(plan))
    assert plan.model is not None
    assert again.model is not None
    assert not diff(plan.model, again.model)
    assert (again.added, again.kept, again.notes) == (plan.added, plan.kept, plan.notes)
