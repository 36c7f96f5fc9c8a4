"""Published fault trees: counts of minimal cut sets and top probabilities that others verified."""

import csv

import pytest

from bcm_tool.analysis.cutsets.diagram import chance, count_by_order, count_sets
from bcm_tool.analysis.cutsets.engine import FailureFunction
from tests.benchmarks._openpsa import read_openpsa

TREES = (
    "baobab1", "baobab2", "chinese", "das9201", "das9202", "das9203", "das9205", "das9206",
    "das9209", "edf9201", "edf9205", "edfpa15b", "edfpa15p", "ftr10", "isp9603", "isp9605",
    "isp9606",
)  # fmt: skip


@pytest.fixture(scope="module")
def references(shared_data):
    path = shared_data / "aralia" / "reference.csv"
    if not path.is_file():
        pytest.skip("no fault trees among the shared data")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["tree"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", TREES)
def test_published_trees_are_counted_exactly(name, references, shared_data):
    read = read_openpsa(shared_data / "aralia" / f"{name}.xml")
    failure = FailureFunction(read.tree)
    expected = float(references[name]["independent_bdd_probability"])
    assert chance(failure.function(), read.probability) == pytest.approx(expected, rel=1e-10)
    family = failure.minimal_sets()
    assert count_sets(family) == int(references[name]["verified_mcs"])
    few = count_by_order(FailureFunction(read.tree, 3).minimal_sets())
    assert few == count_by_order(family)[: len(few)]
    assert not any(count_by_order(family)[len(few) : 4])
