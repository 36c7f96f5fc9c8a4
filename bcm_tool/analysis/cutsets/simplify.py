"""The same fault tree with fewer gates: constants, chains, twins and knots are taken out.

Diagrams of a tree depend on its shape only through their order and the steps to build them;
both gain when every gate says something of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bcm_tool.analysis.cutsets.tree import ALWAYS, NEVER, FaultTree, Gate, plain
from bcm_tool.graph import components


def simplify(tree: FaultTree) -> FaultTree:
    """An equal tree (same events, same top event): no constants inside, no gate twice.

    Gates of circles of plain ORs fail together and become one. O(size) per round; rounds end
    when nothing changes, in practice after two or three.
    """
    gates = dict(enumerate(tree.gates, tree.events))
    top = tree.top
    before = -1
    while before != _size(gates):
        before = _size(gates)
        current = FaultTree(tree.events, _filled(gates, tree.events), top)
        gates, top = _round(current)
        gates = _merged_inputs(gates, top)
    return _renumbered(gates, tree.events, top)


def _size(gates: dict[int, Gate]) -> int:
    return sum(1 + len(gate.inputs) for gate in gates.values())


def _filled(gates: dict[int, Gate], events: int) -> tuple[Gate, ...]:
    last = max(gates, default=events - 1)
    return tuple(gates.get(node, NEVER) for node in range(events, last + 1))


def _round(tree: FaultTree) -> tuple[dict[int, Gate], int]:
    """Constants, single inputs and equal gates replaced, inputs first; knots made one."""
    stands_for: dict[int, int] = {}
    known: dict[Gate, int] = {}
    made: dict[int, Gate] = {}

    def resolve(node: int) -> int:
        found = stands_for.get(plain(node), plain(node))
        return found if node >= 0 else ~found

    def keep(node: int, gate: Gate) -> None:
        if len(gate.inputs) == 1 and gate.required == 1:
            if node != tree.top or gate.inputs[0] >= 0:  # the top is never a negation
                stands_for[node] = gate.inputs[0]
            else:
                made[node] = gate
            return
        twin = known.setdefault(gate, node)
        if twin != node:
            stands_for[node] = twin
        else:
            made[node] = gate

    for block in tree.blocks:
        knots = _knots(tree, block) if tree.is_circle(block) else []
        for knot in knots:
            for node in knot[1:]:
                stands_for[node] = knot[0]
        merged = {knot[0]: knot for knot in knots}
        for node in block:
            if node in stands_for:
                continue
            if node in merged:
                inputs = [one for part in merged[node] for one in tree.gate(part).inputs]
                gate = Gate(1, tuple(one for one in map(resolve, inputs) if one != node))
            else:
                required, own = tree.gate(node)
                gate = Gate(required, tuple(map(resolve, own)))
            if tree.is_circle(block) and node not in merged:
                made[node] = gate  # its inputs are not all known yet
            else:
                keep(node, _reduced(gate, made))

    def settled(node: int) -> int:
        """A node that stood for another may itself have been replaced later, inside a circle."""
        found = resolve(node)
        while (after := resolve(found)) != found:
            found = after
        return found

    final = {n: Gate(gate.required, tuple(map(settled, gate.inputs))) for n, gate in made.items()}
    return final, settled(tree.top)


def _reduced(gate: Gate, made: dict[int, Gate]) -> Gate:
    """Without constant inputs; inputs of an OR or AND once and in order."""
    required, inputs = gate
    kept: list[int] = []
    for node in inputs:
        value = made.get(plain(node))
        if value not in (ALWAYS, NEVER):
            kept.append(node)
        elif (value == ALWAYS) == (node >= 0):
            required -= 1
    if required <= 0:
        return ALWAYS
    if required > len(kept):
        return NEVER
    if required == 1:
        kept = list(dict.fromkeys(kept))
    elif required == len(kept):
        kept = list(dict.fromkeys(kept))
        required = len(kept)
    opposite = any(node < 0 for node in kept) and not {~node for node in kept}.isdisjoint(kept)
    if opposite and required == 1:
        return ALWAYS
    if opposite and required == len(kept):
        return NEVER
    return Gate(required, tuple(kept))


def _knots(tree: FaultTree, block: tuple[int, ...]) -> list[list[int]]:
    """Gates of a circle that are ORs and need each other: they can only happen together."""
    place = {node: number for number, node in enumerate(block)}
    arcs = [
        [place[one] for one in tree.gate(node).inputs if one in place]
        if tree.gate(node).required == 1
        else []
        for node in block
    ]
    found = components(arcs)
    return [
        sorted(block[number] for number in part)
        for part in found
        if len(part) > 1 or part[0] in arcs[part[0]]
    ]


def _merged_inputs(gates: dict[int, Gate], top: int) -> dict[int, Gate]:
    """ORs inside an OR, and ANDs inside an AND, that nothing else uses are taken into it."""
    uses = Counter(plain(node) for gate in gates.values() for node in gate.inputs)
    uses[plain(top)] += 1
    made = dict(gates)
    for node, gate in gates.items():
        if node not in made or gate in (ALWAYS, NEVER):
            continue
        kind = _kind(gate)
        inputs: list[int] = []
        for one in gate.inputs:
            inner = made.get(one)
            if kind and inner and one != node and uses[one] == 1 and _kind(inner) == kind:
                inputs += inner.inputs
                del made[one]
            else:
                inputs.append(one)
        if len(inputs) != len(gate.inputs):
            made[node] = _as_kind(kind, inputs)
    return made


def _kind(gate: Gate) -> str:
    if not gate.inputs:
        return ""
    if gate.required == 1:
        return "or"
    return "and" if gate.required == len(gate.inputs) else ""


def _as_kind(kind: str, inputs: Iterable[int]) -> Gate:
    kept = tuple(dict.fromkeys(inputs))
    return Gate(1 if kind == "or" else len(kept), kept)


def _renumbered(gates: dict[int, Gate], events: int, top: int) -> FaultTree:
    tree = FaultTree(events, _filled(gates, events), top)
    order = [node for block in tree.blocks for node in block]
    place = {node: events + number for number, node in enumerate(order)}
    place |= {node: node for node in range(events)}

    def moved(node: int) -> int:
        return place[node] if node >= 0 else ~place[~node]

    made = tuple(
        Gate(tree.gate(node).required, tuple(map(moved, tree.gate(node).inputs))) for node in order
    )
    return FaultTree(events, made, moved(top))
