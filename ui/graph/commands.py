"""What a person does to the model on the map: each one undoable command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bcm_tool.layout import Point
from bcm_tool.model import edits
from bcm_tool.model.model import Model
from bcm_tool.model.records import Element, Scenario, new_id
from ui.session import Session


def prefix_of(model: Model, kind: str) -> str:
    """The start of keys for a kind: as its elements have it, else from its name."""
    found: dict[str, int] = {}
    for element in model.elements.values():
        stem = element.key.rstrip("0123456789")
        if element.kind == kind and stem and stem != element.key:
            found[stem] = found.get(stem, 0) + 1
    if found:
        return max(sorted(found), key=lambda stem: found[stem])
    words = model.kinds[kind].name.replace("(", "").replace(")", "").split()
    if len(words) > 1:
        return "".join(word[0] for word in words if word != "or").upper() + "-"
    return words[0][:3].upper() + "-"


def fresh_key(model: Model, kind: str) -> str:
    """The first free key for a new element of a kind."""
    prefix = prefix_of(model, kind)
    taken = [
        element.key[len(prefix) :]
        for element in model.elements.values()
        if element.key.startswith(prefix) and element.key[len(prefix) :].isdigit()
    ]
    digits = max((len(number) for number in taken), default=2)
    number = max((int(item) for item in taken), default=0) + 1
    return edits.free_key(model, "elements", f"{prefix}{number:0{digits}d}")


def add_element(session: Session, name: str, kind: str, place: Point | None) -> str | None:
    """A new element, at ``place`` when given; its id, None when it was refused."""
    fresh = new_id()

    def edit(model: Model) -> Model:
        element = Element(id=fresh, key=fresh_key(model, kind), name=name.strip(), kind=kind)
        added = edits.add(model, element)
        return added if place is None else edits.move_elements(added, {fresh: place})

    return fresh if session.edit(f"Add {name.strip()}", edit) else None


def rename(session: Session, element: str, name: str) -> bool:
    """Give an element another name."""
    return session.edit(
        f"Rename {session.model.elements[element].key}",
        lambda model: edits.change(model, "elements", element, name=name.strip()),
    )


def set_kind(session: Session, ids: Sequence[str], kind: str) -> bool:
    """Give elements another kind."""
    return session.edit(
        f"Make {counted(len(ids), 'element')} {session.model.kinds[kind].name}",
        lambda model: edits.change_many(model, "elements", ids, kind=kind),
    )


def delete_elements(session: Session, ids: Sequence[str]) -> bool:
    """Delete elements with everything that makes no sense without them."""
    return session.edit(
        f"Delete {named(session.model, ids)}",
        lambda model: edits.remove(model, "elements", ids),
    )


def duplicate(session: Session, ids: Sequence[str]) -> list[str]:
    """Copy elements with their own needs; the ids of the copies."""
    before = set(session.model.elements)

    def edit(model: Model) -> Model:
        for element in ids:
            model = edits.duplicate_element(model, element)
        return model

    if not session.edit(f"Duplicate {named(session.model, ids)}", edit):
        return []
    return [item for item in session.model.elements if item not in before]


def move(session: Session, places: Mapping[str, Point]) -> bool:
    """Put elements somewhere; moving the same ones again at once is one step of undo."""
    return session.edit(
        f"Move {named(session.model, list(places))}",
        lambda model: edits.move_elements(model, places),
        merge_key="move " + " ".join(sorted(places)),
    )


def unpin_all(session: Session) -> bool:
    """Let the layout place everything again."""
    return session.edit(
        "Arrange the map", lambda model: edits.remove(model, "positions", list(model.positions))
    )


def connect(session: Session, dependent: str, provider: str) -> bool:
    """``dependent`` now needs ``provider``; loops and doubles are refused with words."""
    model = session.model
    label = f"{model.elements[dependent].key} needs {model.elements[provider].key}"
    return session.edit(label, lambda given: edits.connect(given, dependent, provider))


def change_dependency(session: Session, dependency: str, **values: Any) -> bool:
    """Change strength, tolerance or group of a dependency."""
    return session.edit(
        f"Change {', '.join(sorted(values))} of a dependency",
        lambda model: edits.change(model, "dependencies", dependency, **values),
        merge_key=f"{dependency} {sorted(values)}",
    )


def leave_group(session: Session, dependency: str) -> bool:
    """Take a dependency out of its group; the group then asks for as many as it has left."""
    return session.edit(
        "Leave the redundancy group", lambda model: edits.set_group(model, [dependency], None)
    )


def join_group(session: Session, dependency: str, group: str) -> bool:
    """Put a dependency into a group of the same dependent."""
    return session.edit(
        "Join a redundancy group", lambda model: edits.set_group(model, [dependency], group)
    )


def new_group(session: Session, dependencies: Sequence[str]) -> bool:
    """Join dependencies of one element into a new group of which one is needed."""
    model = session.model
    owner = model.dependencies[dependencies[0]].dependent
    taken = {group.name.casefold() for group in model.groups_of.get(owner, ())}
    number = 1
    while f"group {number}" in taken:
        number += 1

    return session.edit(
        "Make a redundancy group",
        lambda given: edits.make_group(given, f"Group {number}", dependencies),
    )


def change_group(session: Session, group: str, **values: Any) -> bool:
    """Change what a redundancy group requires, or how it takes over."""
    return session.edit(
        f"Change {session.model.groups[group].name}",
        lambda model: edits.change(model, "groups", group, **values),
        merge_key=f"{group} {sorted(values)}",
    )


def reverse_dependency(session: Session, dependency: str) -> bool:
    """Turn a dependency round; it leaves its group."""

    def edit(model: Model) -> Model:
        record = model.dependencies[dependency]
        if record.group is not None:
            model = edits.set_group(model, [dependency], None)
        return edits.change(
            model,
            "dependencies",
            dependency,
            dependent=record.provider,
            provider=record.dependent,
        )

    return session.edit("Turn a dependency round", edit)


def delete_dependencies(session: Session, ids: Sequence[str]) -> bool:
    """Delete dependencies."""
    return session.edit(
        f"Delete {counted(len(ids), 'dependency', 'dependencies')}",
        lambda model: edits.remove(model, "dependencies", ids),
    )


def save_scenario(session: Session, lost: Sequence[str]) -> str | None:
    """Keep what is marked as lost as a scenario; its id."""
    fresh = new_id()
    name = f"Loss of {named(session.model, lost)}"

    def edit(model: Model) -> Model:
        scenario = Scenario(
            id=fresh,
            key=edits.free_key(model, "scenarios", "SC-01"),
            name=name,
            lost=tuple(f"element:{item}" for item in lost),
        )
        return edits.add(model, scenario)

    return fresh if session.edit(f"Add scenario {name}", edit) else None


def goes_along(model: Model, ids: Iterable[str]) -> str:
    """In words, what a deletion of elements takes with it; empty when nothing."""
    gone = set(ids)
    counts = [
        (
            sum(
                item.dependent in gone or item.provider in gone
                for item in model.dependencies.values()
            ),
            "dependency",
            "dependencies",
        ),
        (sum(len(model.impacts_of.get(item, ())) for item in gone), "impact rating", ""),
        (sum(len(model.options_of.get(item, ())) for item in gone), "recovery option", ""),
        (sum(len(model.tasks_of.get(item, ())) for item in gone), "recovery task", ""),
        (sum(len(model.agreements_of.get(item, ())) for item in gone), "agreement", ""),
    ]
    return ", ".join(counted(number, one, many) for number, one, many in counts if number)


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 element", "3 elements"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def named(model: Model, ids: Sequence[str]) -> str:
    """Keys of a few elements, or how many there are."""
    if len(ids) <= 3:
        return ", ".join(sorted(model.elements[item].key for item in ids))
    return counted(len(ids), "element")
