"""Fault trees: what makes a top event happen, as gates over basic events.

Every gate is "at least ``required`` of its inputs", which is an OR at 1 and an AND at all.
Gates may need each other in circles: failure is then the least fixed point (ENGINE 2), what is
forced from nothing failed upwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bcm_tool.graph import components


class Gate(NamedTuple):
    """Happens when at least ``required`` of ``inputs`` do.

    Inputs are node numbers; ``~node`` is the negation of a node (only for trees that readers
    bring along: networks never need it). ``Gate(0, ())`` always happens, ``Gate(1, ())`` never.
    """

    required: int
    inputs: tuple[int, ...]


ALWAYS, NEVER = Gate(0, ()), Gate(1, ())


@dataclass(frozen=True, eq=False)
class FaultTree:
    """Nodes 0..events-1 are basic events, ``events + i`` is ``gates[i]``; ``top`` is a node."""

    events: int
    gates: tuple[Gate, ...]
    top: int

    def gate(self, node: int) -> Gate:
        """The gate of a node that is none of the events."""
        return self.gates[node - self.events]

    @cached_property
    def coherent(self) -> bool:
        """Whether no input is negated, so that more failures never make it less."""
        return all(node >= 0 for gate in self.gates for node in gate.inputs)

    @cached_property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """Gates below the top, inputs first; gates in one circle together."""
        arcs: list[list[int]] = [[] for _ in self.gates]
        seen: set[int] = set()
        waiting = [self.top] if self.top >= self.events else []
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            found = [plain(one) for one in self.gate(node).inputs]
            inner = [one for one in found if one >= self.events]
            arcs[node - self.events] = [one - self.events for one in inner]
            waiting += inner
        blocks = (tuple(one + self.events for one in block) for block in components(arcs))
        return tuple(block for block in blocks if block[0] in seen)

    def is_circle(self, block: tuple[int, ...]) -> bool:
        """Whether the gates of a block need each other (or one needs itself)."""
        return len(block) > 1 or block[0] in self.gate(block[0]).inputs


def plain(node: int) -> int:
    """A node without its negation."""
    return node if node >= 0 else ~node
