"""ArchiMate Open Exchange models to staged rows: elements, dependencies and groups.

Which relationship means which need is fixed by the exchange contract. Every relationship of the
file is accounted for: used, doubled, a loop, or counted among the notes as skipped.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bcm_tool.errors import BcmError, Problem
from bcm_tool.exchange import values as v
from bcm_tool.exchange.archimate_file import ArchimateFile, Part, read_file
from bcm_tool.exchange.archimate_kinds import KIND_OF_TYPE
from bcm_tool.exchange.archimate_needs import Edge, Needs, resolve
from bcm_tool.exchange.cells import read_duration
from bcm_tool.exchange.contract import SHEET_BY_NAME, Column, Sheet, header_name
from bcm_tool.exchange.staged import CellValue, Staged, StagedRow
from bcm_tool.model.forms import check_text
from bcm_tool.model.rules import LONGEST_TEXT
from bcm_tool.progress import Progress, no_progress

_JUNCTIONS = {"AndJunction": "and", "OrJunction": "or", "Junction": "and"}
_TARGET_NEEDS = ("Serving", "Realization", "Assignment")
_TARGET_NEEDS_SOFT = ("Triggering", "Flow")
_SOURCE_NEEDS = ("Access", "Composition", "Aggregation")
# Names of version 2 of the language.
_ALIASES = {
    "UsedBy": "Serving",
    "Realisation": "Realization",
    "Specialisation": "Specialization",
}
_SHORT_ID = 12
_HEX = re.compile(r"[0-9a-fA-F]{8}")
_NOT_TAKEN = ("key", "name", "dependent", "provider", "group")


def read_archimate(path: Path, progress: Progress = no_progress) -> Staged:
    """Read a model, ``.xml`` or a ``.zip`` with exactly one ``model.xml``.

    Raises
    ------
    BcmError
        When the file cannot be read; what is wrong inside it are the result's problems.
    """
    path = Path(path)
    return _Reading(path.name, read_file(path, progress)).stage()


def short_keys(ids: Iterable[str]) -> dict[str, str]:
    """Identifiers to keys that are short, unique and the same at every import.

    A short identifier is its own key; of a long one the part up to its first eight hexadecimal
    digits is, and a digest where it has none. Where two would be equal, both stay long.
    """
    shortened = {item: _short(item) for item in ids}
    counts = Counter(key.casefold() for key in shortened.values())
    return {item: key if counts[key.casefold()] == 1 else item for item, key in shortened.items()}


def _short(identifier: str) -> str:
    if len(identifier) <= _SHORT_ID:
        return identifier
    found = _HEX.search(identifier)
    if found is not None and found.end() <= 2 * _SHORT_ID:
        return identifier[: found.end()]
    digest = hashlib.blake2s(identifier.encode(), digest_size=4).hexdigest()
    return f"{identifier[:3]}-{digest}"


class _Reading:
    """One model on its way from parts to rows, with everything that is said about it."""

    def __init__(self, file: str, found: ArchimateFile) -> None:
        self.file = file
        self.found = found
        self.parts = {part.id: part for part in found.elements}
        self.relations = {part.id: part for part in found.relations}
        self.keys = short_keys(part.id for part in found.elements)
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.skipped: Counter[str] = Counter()

    def stage(self) -> Staged:
        self._check_identifiers()
        junctions = {
            part.id: _JUNCTIONS[part.type]
            for part in self.found.elements
            if part.type in _JUNCTIONS
        }
        needs = resolve(self._edges(), junctions)
        elements = [self._element(part) for part in self._wanted(needs, junctions)]
        sheets = {
            "elements": elements,
            "groups": list(self._groups(needs)),
            "dependencies": list(self._dependencies(needs)),
        }
        self._say(needs, junctions)
        return Staged(
            self.file,
            {
                name: tuple(StagedRow(number, cells) for number, cells in enumerate(rows, 1))
                for name, rows in sheets.items()
                if rows
            },
            {name: SHEET_BY_NAME[name].names for name, rows in sheets.items() if rows},
            tuple(self.problems),
            tuple(self.notes),
        )

    def _check_identifiers(self) -> None:
        if not self.found.elements:
            self._problem("the model has no elements.")
        counts = Counter(part.id for part in self.found.elements)
        for identifier, count in counts.items():
            if not identifier:
                self._problem(f"{count} elements have no identifier.")
            elif count > 1:
                self._problem(f"{count} elements have the identifier {identifier}.")

    def _problem(self, text: str) -> None:
        self.problems.append(Problem(text, self.file))

    def _note(self, text: str) -> None:
        self.notes.append(Problem(text, self.file))

    def _edges(self) -> Iterator[Edge]:
        for relation in self.found.relations:
            ends = (relation.source, relation.target)
            if any(end in self.relations for end in ends):
                self.skipped["relationships from or to relationships"] += 1
                continue
            missing = [end for end in ends if end not in self.parts]
            if missing:
                self._problem(
                    f"the relationship {relation.id} names {missing[0] or 'nothing'}, which is no "
                    "element of the file."
                )
                continue
            kind = relation.type.removesuffix("Relationship")
            kind = _ALIASES.get(kind, kind)
            if kind in _TARGET_NEEDS or kind in _TARGET_NEEDS_SOFT:
                hard = self._is_hard(relation, kind in _TARGET_NEEDS)
                yield Edge(relation.target, relation.source, hard, relation.id)
            elif kind in _SOURCE_NEEDS:
                yield Edge(
                    relation.source, relation.target, self._is_hard(relation, True), relation.id
                )
            else:
                self.skipped[kind or "relationships without a type"] += 1

    def _is_hard(self, relation: Part, usual: bool) -> bool:
        found = dict(self._taken(relation, "dependencies", {"strength"})).get("strength")
        return usual if found is None else found == "hard"

    def _wanted(self, needs: Needs, junctions: Mapping[str, str]) -> list[Part]:
        return [
            part
            for part in self.found.elements
            if part.id and (part.id not in junctions or part.id in needs.kept)
        ]

    def _element(self, part: Part) -> dict[str, CellValue]:
        if part.type not in KIND_OF_TYPE and part.type not in _JUNCTIONS:
            self.skipped[f"unknown element type {part.type or '(none)'}, taken without a kind"] += 1
        cells: dict[str, CellValue] = {
            "key": self.keys[part.id],
            "name": self._name(part),
            "kind": KIND_OF_TYPE.get(part.type) or None,
            "description": self._clean(part.documentation, f"the description of {part.id}"),
        }
        for name, value in self._taken(part, "elements"):
            if name != "description" or not cells["description"]:
                cells[name] = value
        return {name: value for name, value in cells.items() if value}

    def _name(self, part: Part) -> str:
        name = self._clean(part.name, f"the name of {part.id}").strip()
        return name or f"{part.type or 'Element'} {self.keys[part.id]}"

    def _clean(self, text: str, what: str) -> str:
        """Text that a document accepts; what is taken away is said."""
        cleaned = "".join(item if _is_plain(item) else " " for item in text)
        if cleaned != text:
            self._note(f"{what} holds control characters; they became blanks.")
        if len(cleaned) > LONGEST_TEXT:
            self._note(f"{what} was cut to {LONGEST_TEXT:,} characters.")
        return cleaned[:LONGEST_TEXT]

    def _taken(
        self, part: Part, sheet: str, only: set[str] | None = None
    ) -> Iterator[tuple[str, CellValue]]:
        """Properties named like a column, as far as their values are valid."""
        columns = {column.name: column for column in SHEET_BY_NAME[sheet].columns}
        for reference, text in part.properties:
            name = header_name(self.found.property_names.get(reference, ""))
            column = columns.get(name)
            if column is None or name in _NOT_TAKEN or not text or (only and name not in only):
                continue
            try:
                yield name, _property_value(SHEET_BY_NAME[sheet], column, text)
            except BcmError as error:
                if only is None:
                    self._note(f"the property {name} of {part.id} was left out: {error}")

    def _groups(self, needs: Needs) -> Iterator[dict[str, CellValue]]:
        for group in needs.groups:
            yield {
                "dependent": self.keys[group.dependent],
                "group": self._group_name(group.junction),
                "required": 1,
            }

    def _group_name(self, junction: str) -> str:
        name = self._clean(self.parts[junction].name, f"the name of {junction}").strip()
        return f"{name} ({self.keys[junction]})" if name else f"One of ({self.keys[junction]})"

    def _dependencies(self, needs: Needs) -> Iterator[dict[str, CellValue]]:
        groups = {
            (group.dependent, member): self._group_name(group.junction)
            for group in needs.groups
            for member in group.members
        }
        for pair, edge in needs.edges.items():
            cells: dict[str, CellValue] = {
                "dependent": self.keys[edge.dependent],
                "provider": self.keys[edge.provider],
                "strength": "hard" if edge.hard else "soft",
            }
            if pair in groups:
                cells["group"] = groups[pair]
            relation = self.relations.get(edge.relation)
            if relation is not None:
                taken = dict(self._taken(relation, "dependencies"))
                cells.update({name: taken[name] for name in taken if name != "strength"})
            yield cells

    def _say(self, needs: Needs, junctions: Mapping[str, str]) -> None:
        elements = len(self.found.elements) - len(junctions)
        self._note(
            f"{elements} elements, {len(junctions)} junctions and {len(self.found.relations)} "
            f"relationships were read; they come to {len(needs.edges)} dependencies, "
            f"{len(needs.groups)} groups of alternatives."
        )
        for kind, count in sorted(self.skipped.items()):
            self._note(f"skipped: {kind} ({count}).")
        for count, text in (
            (self.found.views, "skipped: views"),
            (needs.loops, "skipped: relationships of an element to itself"),
            (needs.doubles, "several relationships say the same need, the strictest counts"),
            (needs.circular, "skipped: junctions that lead to themselves"),
        ):
            if count:
                self._note(f"{text} ({count}).")
        for group in needs.dissolved:
            self._note(
                f"the junction {group.junction} offers {group.dependent} alternatives, but it "
                "needs one of them in any case; the others became soft."
            )
        for junction in needs.kept:
            self._note(
                f"the junction {junction} is kept as the element {self.keys[junction]}: no group "
                "of elements says the same."
            )


def _is_plain(character: str) -> bool:
    return character in "\n\t" or not (ord(character) < 32 or 127 <= ord(character) < 160)


def _property_value(sheet: Sheet, column: Column, text: str) -> CellValue:
    """The property's text when the column accepts it; BcmError when it does not."""
    if v.is_clear(text):
        raise BcmError("“-” says nothing.")
    match column.type:
        case "minutes":
            read_duration(sheet, column, text)
        case "choice":
            return v.read_choice(text, column.choices)
        case "date":
            v.read_date(text)
        case "percent":
            v.read_percent(text)
        case _:
            check_text(column.form, v.read_text(text))
    return text
