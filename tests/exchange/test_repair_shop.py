"""The repair shop goes in as a workbook and as CSV, with every number of its source."""

import json

import pytest

from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.source import read_source
from tests.exchange import repair_shop as shop


@pytest.mark.parametrize("write", ["workbook", "folder"])
def test_the_repair_shop_imports(tmp_path, write):
    if write == "workbook":
        path = shop.repair_shop_workbook(tmp_path / "shop.xlsx")
    else:
        path = shop.repair_shop_folder(tmp_path / "shop")
    plan = plan_import(None, read_source(path))
    assert plan.problems == ()
    assert plan.notes == ()
    assert plan.created == ()
    model = plan.model
    assert model is not None
    assert len(model.elements) == 16
    assert len(model.dependencies) == sum(len(row[-1]) for row in shop.PROCESSES) == 26
    for key, name, _, mtd, rto, rpo, numbers in shop.PROCESSES:
        process = model.element_by_key(key)
        assert process is not None
        assert (process.name, process.kind) == (name, "process")
        assert (process.mtpd, process.rto, process.rpo) == (mtd * 60, rto * 60, rpo * 60)
        needs = {model.elements[d.provider].key for d in model.needs[process.id]}
        assert needs == {f"SYS-{number:02}" for number in numbers}
    (promise,) = model.agreements.values()
    assert (model.elements[promise.element].key, promise.restore_time, promise.rpo) == (
        "SYS-01",
        480,
        60,
    )
    slow = next(option for option in model.options.values() if option.key == "OPT-SYS-08")
    assert (slow.selected, slow.recovery_time) == (True, 2880)


def test_its_numbers_are_those_of_the_source(shared_data):
    path = shared_data.parent / "reference" / "ground-truth.json"
    if not path.is_file():
        pytest.skip("no ground-truth.json beside the shared data")
    (case,) = [c for c in json.loads(path.read_text("utf-8"))["cases"] if c["id"] == "BIA-4"]
    rows = [
        [key, name, level, mtd, rto, rpo, [f"SYS-{number:02}" for number in numbers]]
        for key, name, level, mtd, rto, rpo, numbers in shop.PROCESSES
    ]
    assert case["inputs"]["rows"] == rows
    assert case["expected"]["vendor_rto_gaps"] == list(shop.VENDOR_RTO_GAPS)
    assert case["expected"]["inherited_system_rto_h"] == shop.REQUIRED_BY_HOURS
