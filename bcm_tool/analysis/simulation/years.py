"""How often something stops, counted in many random years instead of computed.

Independent failures spread by the static rules (ENGINE 8) over a network or a fault tree, 64
years at a time. Where a decision diagram is too large, this still answers, with a standard error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from bcm_tool.analysis.arrays.bulk import spread
from bcm_tool.analysis.arrays.rules import Clause, Rules, compile_rules
from bcm_tool.analysis.simulation.failures import random_failures
from bcm_tool.errors import BcmError
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bcm_tool.analysis.cutsets.tree import FaultTree

YEARS = 100_000
MEMORY = 2 << 20
LEAST_WORDS = 512
"""Bytes of one lot of years (what stays near the processor), but so many words in any case."""


@dataclass(frozen=True, slots=True)
class Share:
    """In how many of the ``years`` something was down, with the standard error of the share."""

    hits: int
    years: int

    @property
    def value(self) -> float:
        """The estimate."""
        return self.hits / self.years

    @property
    def error(self) -> float:
        """sqrt(p (1 - p) / n)."""
        return sqrt(self.value * (1.0 - self.value) / self.years)


def sample_tree(
    tree: FaultTree, chances: Sequence[float], progress: Progress = no_progress
) -> Share:
    """In how many random years the top of a coherent fault tree happens; chances per event."""
    rules = tree_rules(tree)
    own = np.zeros(tree.events + len(tree.gates))
    own[: tree.events] = chances
    return sample_years(rules, own, [tree.top], progress=progress)[0]


def sample_years(
    rules: Rules,
    chances: NDArray[np.float64],
    watched: Sequence[int],
    *,
    years: int = YEARS,
    seed: int = 1,
    progress: Progress = no_progress,
) -> list[Share]:
    """In how many random years each of the ``watched`` elements is down.

    ``chances`` are per element. The same rules, chances, years and seed give the same result.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    words = min(-(-years // 64), max(LEAST_WORDS, MEMORY // (8 * max(1, rules.size))))
    whole = np.empty((rules.size, words), dtype=np.uint64)
    rows = rules.node[np.asarray(watched, dtype=np.int64)]
    failing = np.flatnonzero(chances)
    # Elements that stop together share a row, which then has a failure of its own for each.
    nodes, some = rules.node[failing], chances[failing]
    joint = _joint(nodes, some, rules.size)
    events = np.flatnonzero(joint)
    hits = np.zeros(len(rows), dtype=np.int64)
    for first in range(0, years, 64 * words):
        progress(first, years)
        count = min(64 * words, years - first)
        used = -(-count // 64)
        bits = whole if used == words else np.empty((rules.size, used), dtype=np.uint64)
        bits.fill(0)
        random_failures(joint[events], count, generator, events, bits)
        spread(rules, bits)
        if count % 64:
            bits[:, -1] &= np.uint64((1 << count % 64) - 1)
        hits += np.bitwise_count(bits[rows]).sum(axis=1, dtype=np.int64)
    progress(years, years)
    return [Share(int(number), years) for number in hits]


def _joint(
    nodes: NDArray[np.int64], chances: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    """Per row the chance that any of its elements fails."""
    joint = np.zeros(size)
    joint[nodes] = chances
    single = np.bincount(nodes, minlength=size) <= 1
    if not single[nodes].all():
        up = np.ones(size)
        np.multiply.at(up, nodes, 1.0 - chances)
        joint = np.where(single, joint, 1.0 - up)
    return joint


def tree_rules(tree: FaultTree) -> Rules:
    """A coherent fault tree as failure rules: its events first, then its gates.

    Raises
    ------
    BcmError
        When the tree has negations, or a gate that always happens.
    """
    if not tree.coherent or any(gate.required < 1 for gate in tree.gates):
        raise BcmError("Only coherent fault trees can be sampled.")
    clauses = [
        Clause(tree.events + place, gate.required, gate.inputs)
        for place, gate in enumerate(tree.gates)
    ]
    nothing = np.zeros(0, dtype=np.int64)
    return compile_rules(tree.events + len(tree.gates), nothing, nothing, clauses)
