"""Malformed and hostile files: an answer in words, in time, and nothing else happens."""

import json
import shutil
from pathlib import Path

from bcm_tool.errors import BcmError
from bcm_tool.exchange.child import import_file, inspect_file
from bcm_tool.exchange.mapping_guess import guess_mapping
from bcm_tool.exchange.source import read_source

FORMATS = ("csv", "xlsx", "xml", "zip", "pickle")


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        cases = _cases()
        # Without the files one test remains, which says why it is skipped.
        metafunc.parametrize("case", cases or [None], ids=[c["file"] for c in cases] or ["none"])


def _cases():
    from tests.conftest import ROOT

    index = ROOT.parent / "shared" / "data" / "badinputs" / "index.json"
    if not index.is_file():
        return []
    found = json.loads(index.read_text(encoding="utf-8"))["cases"]
    return [case for case in found if case["format"] in FORMATS]


def answer(path):
    """(plan or None, every sentence said)."""
    try:
        mapping = None
        if path.suffix in (".csv", ".xlsx"):
            mapping = guess_mapping(inspect_file(path, seconds=20))
        plan = import_file(None, path, mapping=mapping, seconds=20)
    except BcmError as error:
        return None, [str(error), *getattr(error, "__notes__", ())]
    assert (plan.model is None) == bool(plan.problems)
    return plan, [str(item) for item in (*plan.problems, *plan.notes)]


def outcome(plan, said):
    if plan is None or plan.model is None:
        return "reject"
    return "warn" if any("left out" not in text for text in said) else "accept"


def test_every_bad_input_is_answered(shared_data, tmp_path, case):
    assert case is not None
    expected = case["expected"]
    path = tmp_path / Path(case["file"]).name
    shutil.copy(shared_data / "badinputs" / case["file"], path)
    before = path.read_bytes()
    plan, said = answer(path)
    found = outcome(plan, said)

    if case["format"] in ("xml", "zip"):
        # Files of another format than ours: those that are accepted there are refused here.
        assert found == "reject"
    else:
        assert found in {expected["outcome"], *expected.get("either", ())}, said
    if found == "reject":
        assert said
        assert all(len(text) > 20 and text.rstrip().endswith(".") for text in said), said
        assert path.name in said[0] or "“" in said[0]
        assert not any("Traceback" in text or "unexpected error" in text for text in said), said
        if case["format"] not in ("xml", "zip") and expected["outcome"] == "reject":
            location = (expected.get("location") or "").replace("line", "row")
            assert any(location in text for text in said), (location, said)
    if found == "accept":
        assert plan is not None
        assert plan.model is not None
        elements = {item.key: item for item in plan.model.elements.values()}
        assert len(elements) == expected.get("rows", len(elements))
        for place, hours in expected.get("values", {}).items():
            assert elements[place.partition(".")[0]].rto == hours * 60
        texts = [item.name for item in elements.values()] + list(elements)
        for text in expected.get("contains", ()):
            assert text in texts
        for place, length in expected.get("length", {}).items():
            assert len(elements[place.partition(".")[0]].name) == length
    for text in expected.get("must_not_contain", ()):
        assert text not in "".join(said)
    for created in expected.get("must_not_create", ()):
        assert not (tmp_path / created).exists()
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_none_passes_as_the_contract(shared_data):
    """The same files without a mapping hold none of our sheets."""
    for case in _cases():
        if case["format"] == "xlsx" and case["category"] not in ("zip-bomb", "limits"):
            path = shared_data / "badinputs" / case["file"]
            said = contract_problems(path)
            assert said
            assert path.name in said[0]


def contract_problems(path):
    try:
        return [str(problem) for problem in read_source(path).problems]
    except BcmError as error:
        return [str(error)]
