"""Sampled years: the failures drawn, how they spread, and the exact figures they come close to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from bcm_tool.analysis.arrays.rules import network_rules
from bcm_tool.analysis.cutsets.analyze import analyze_cut_sets
from bcm_tool.analysis.cutsets.figures import unavailability
from bcm_tool.analysis.cutsets.tree import FaultTree, Gate
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.simulation.failures import random_failures
from bcm_tool.analysis.simulation.outages import Flags
from bcm_tool.analysis.simulation.years import Share, sample_years, tree_rules
from bcm_tool.errors import BcmError
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import small_case
from tests.benchmarks._openpsa import read_openpsa

YEARS = 40_000


def close(found: Share, exact: float, width: float = 4.0) -> bool:
    """Within so many standard errors of the exact value."""
    return abs(found.value - exact) <= width * sqrt(exact * (1 - exact) / found.years) + 1e-12


def drawn(chances: list[float], years: int, seed: int = 1) -> Flags:
    bits = np.zeros((len(chances) + 2, -(-years // 64)), dtype=np.uint64)
    rows = np.arange(len(chances)) + 1
    generator = np.random.Generator(np.random.PCG64(seed))
    random_failures(np.array(chances), years, generator, rows, bits)
    assert not bits[0].any()
    assert not bits[-1].any()
    flat = np.unpackbits(bits.view(np.uint8), axis=1, count=years, bitorder="little")
    return flat[1:-1].astype(np.bool_)


def test_every_chance_is_kept_whichever_way_it_is_drawn() -> None:
    chances = [0.0, 1e-5, 0.0011, 0.0019, 0.01, 0.01, 0.029, 0.03, 0.3, 0.5, 0.97, 1.0]
    years = 300_000
    found = drawn(chances, years)
    for row, chance in zip(found, chances, strict=True):
        hits = int(row.sum())
        if chance in (0.0, 1.0):
            assert hits == chance * years
        else:
            assert abs(hits - chance * years) < 4.5 * sqrt(years * chance * (1 - chance)), chance


def test_years_and_events_are_independent() -> None:
    years = 400_000
    found = drawn([0.02, 0.013, 0.2, 0.45], years)
    for row in found:
        chance = row.mean()
        for lag in (1, 2, 63, 64, 65):
            both = float((row[lag:] & row[:-lag]).mean())
            assert abs(both - chance**2) < 5 * chance / sqrt(years), lag
    for one in range(4):
        for other in range(one):
            expected = found[one].mean() * found[other].mean()
            both = float((found[one] & found[other]).mean())
            assert abs(both - expected) < 5 * sqrt(expected / years)


def test_a_year_count_that_fills_no_whole_word() -> None:
    tree = FaultTree(1, (Gate(1, (0,)),), 1)
    rules = tree_rules(tree)
    for years in (1, 63, 64, 65, 1000):
        chances = np.array([1.0, 0.0])
        assert sample_years(rules, chances, [1], years=years)[0].hits == years


def with_figures(model: Model, seed: int) -> Model:
    """Availabilities for most elements, low enough to see something."""
    random = np.random.default_rng(seed)
    elements = {
        name: replace(
            element,
            availability=None
            if random.random() < 0.2
            else Decimal(str(round(100 - 30 * float(random.random()) ** 2, 3))),
        )
        for name, element in model.elements.items()
    }
    return model.with_tables({"elements": elements})


def sample_services(
    model: Model, *, services: list[str], context: Sequence[str] = (), seed: int
) -> dict[str, Share]:
    """Every service of the network itself; what has no figure never fails."""
    network = compile_network(model)
    chances = np.array([unavailability(model.elements[name]) or 0.0 for name in network.ids])
    chances[[network.index[name] for name in context]] = 1.0
    watched = [network.index[name] for name in services]
    found = sample_years(network_rules(network), chances, watched, years=YEARS, seed=seed)
    return dict(zip(services, found, strict=True))


def test_services_come_close_to_the_exact_unavailability() -> None:
    """Random networks with groups and cycles; about one in 16,000 may miss four errors."""
    compared = 0
    for seed in range(40):
        model = with_figures(small_case(seed), seed)
        names = sorted(model.elements)
        exact = analyze_cut_sets(model, services=names, importance=False)
        found = sample_services(model, services=names, seed=seed)
        for name, share in found.items():
            value = exact.services[name].unavailability
            assert value is not None
            assert close(share, value), (seed, name)
            compared += 0 < value < 1
        out = names[:1]
        exact = analyze_cut_sets(model, services=names, context=out, importance=False)
        found = sample_services(model, services=names, context=out, seed=seed)
        assert found[out[0]].hits == YEARS
        for name, share in found.items():
            assert close(share, exact.services[name].unavailability or 0.0), (seed, name)
    assert compared > 100


def test_same_seed_same_years_and_another_seed_others() -> None:
    model = with_figures(small_case(3), 3)
    names = sorted(model.elements)
    first = sample_services(model, services=names, seed=5)
    assert first == sample_services(model, services=names, seed=5)
    assert first != sample_services(model, services=names, seed=6)


def test_negations_are_refused() -> None:
    with pytest.raises(BcmError, match="coherent"):
        tree_rules(FaultTree(1, (Gate(1, (~0,)),), 1))


@pytest.mark.parametrize("name", ["chinese", "das9206", "edfpa15p", "ftr10", "isp9606"])
def test_published_trees(shared_data: Path, name: str) -> None:
    lines = (shared_data / "aralia" / "reference.csv").read_text().splitlines()
    row = next(line.split(",") for line in lines if line.startswith(f"{name},"))
    read = read_openpsa(shared_data / "aralia" / f"{name}.xml")
    rules = tree_rules(read.tree)
    chances = np.zeros(rules.elements)
    chances[: read.tree.events] = read.probability
    (share,) = sample_years(rules, chances, [read.tree.top], years=200_000, seed=2)
    assert close(share, float(row[7]))
