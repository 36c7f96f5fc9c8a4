"""Reads fault trees in the Open-PSA format, as far as the Aralia collection uses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

from bcm_tool.analysis.cutsets.tree import FaultTree, Gate

REFERENCES = ("gate", "basic-event", "event")


@dataclass(frozen=True, eq=False)
class ReadTree:
    """A tree with the names and probabilities of its basic events."""

    tree: FaultTree
    names: tuple[str, ...]
    probability: tuple[float, ...]


def read_openpsa(path: Path) -> ReadTree:
    """The one fault tree of a file; its top is the gate that no other gate uses."""
    root = parse(path).getroot()
    formulas = {item.get("name"): _formula(item) for item in root.iter("define-gate")}
    chances = {
        item.get("name"): float(_only(item, "float").get("value", ""))
        for item in root.iter("define-basic-event")
    }
    names = tuple(sorted(chances, key=lambda name: (len(name), name)))
    numbers = {name: number for number, name in enumerate(names)}
    numbers |= {name: len(names) + place for place, name in enumerate(formulas)}
    gates: list[Gate] = [Gate(1, ())] * len(formulas)

    def input_of(item: Element) -> int:
        if item.tag in REFERENCES:
            return numbers[item.get("name", "")]
        if item.tag == "not":
            return ~input_of(item[0])
        gates.append(gate_of(item))
        return len(names) + len(gates) - 1

    def gate_of(item: Element) -> Gate:
        if item.tag in REFERENCES:
            return Gate(1, (input_of(item),))
        inputs = tuple(map(input_of, item))
        required = {"or": 1, "and": len(inputs)}.get(item.tag)
        return Gate(int(item.get("min", "0")) if required is None else required, inputs)

    for place, formula in enumerate(formulas.values()):
        gates[place] = gate_of(formula)
    used = set(_used(root))
    (top,) = (name for name in formulas if name not in used)
    tree = FaultTree(len(names), tuple(gates), numbers[top])
    return ReadTree(tree, names, tuple(chances[name] for name in names))


def _formula(gate: Element) -> Element:
    return next(item for item in gate if item.tag not in ("label", "attributes"))


def _used(root: Element) -> Iterator[str]:
    for gate in root.iter("define-gate"):
        for item in _formula(gate).iter("gate"):
            yield item.get("name", "")


def _only(item: Element, tag: str) -> Element:
    found = item.find(tag)
    assert found is not None, f"{item.get('name')} has no {tag}"
    return found
