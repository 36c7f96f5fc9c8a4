"""Every combination of failures, one row each, written only for the tests.

It reads the records themselves and shares nothing with the program's own engine: rows of truth
values, taken round and round until nothing more stops.
"""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from bcm_tool.model import records as r
from tests.builders import dependency, element, model_of


def all_states(count: int):
    """2^count rows of which things fail; bit n of the row's number is thing n."""
    return (np.arange(1 << count)[:, None] >> np.arange(count)) & 1 == 1


def stopped(model, events):
    """(element -> truth per state) when ``events``, sets of element ids, happen as states say."""
    states = all_states(len(events))
    down = {key: np.zeros(len(states), dtype=bool) for key in model.elements}
    for number, hit in enumerate(events):
        for key in hit:
            down[key] |= states[:, number]
    while True:
        before = sum(int(row.sum()) for row in down.values())
        for key in model.elements:
            needs = [item for item in model.dependencies.values() if item.dependent == key]
            for item in needs:
                if item.group is None and item.strength == "hard":
                    down[key] = down[key] | down[item.provider]
            for group in model.groups.values():
                if group.dependent == key:
                    members = [item.provider for item in needs if item.group == group.id]
                    gone = np.sum([down[item] for item in members], axis=0)
                    down[key] = down[key] | (gone > len(members) - group.required)
        if sum(int(row.sum()) for row in down.values()) == before:
            return states, down


def minimal_sets(model, service, events, context=()):
    """Sets of event numbers that stop the service, none of which can be left out.

    ``events`` are sets of element ids; the service's own loss must not be among them.
    """
    states, down = stopped(model, [*events, set(context)] if context else events)
    stops = down[service]
    if context:
        half = len(states) // 2
        states, stops = states[half:, :-1], stops[half:]
    minimal = stops.copy()
    numbers = np.arange(len(states))
    for event in range(len(events)):
        with_it = states[:, event]
        minimal[with_it] &= ~stops[numbers[with_it] ^ (1 << event)]
    return {frozenset(np.flatnonzero(states[row]).tolist()) for row in np.flatnonzero(minimal)}


def random_structure(seed: int, count: int, *, cycles: bool = True, figures: bool = True):
    """A model with hard and soft needs, groups, labels, scenarios and availabilities."""
    draw = np.random.default_rng(seed)
    keys = [f"e{number:02}" for number in range(count)]
    made: list[r.Record] = []
    for number, key in enumerate(keys):
        one = element(
            key,
            kind="service" if number < 2 else None,
            site=str(draw.choice(["", "", "North", "north ", "South"])),
            supplier=str(draw.choice(["", "", "", "Acme"])),
            owner=str(draw.choice(["", "", "Ada", "Bo"])),
        )
        if figures and draw.random() < 0.8:
            one = replace(one, availability=Decimal(int(draw.integers(500, 1000))) / 10)
        made.append(one)
    for place, key in enumerate(keys):
        others = [item for item in keys if item != key] if cycles else keys[place + 1 :]
        if not others:
            continue
        size = min(len(others), int(draw.integers(0, 4)))
        chosen = [str(item) for item in draw.choice(others, size, replace=False)]
        grouped = chosen if len(chosen) > 1 and draw.random() < 0.6 else []
        if grouped:
            required = int(draw.integers(1, len(grouped) + 1))
            made.append(r.RedundancyGroup(id=f"g{key}", dependent=key, name="g", required=required))
        for item in chosen:
            strength = "soft" if not grouped and draw.random() < 0.15 else "hard"
            group = f"g{key}" if grouped else None
            made.append(dependency(key, item, strength=strength, group=group))
    lost = tuple(f"element:{item}" for item in draw.choice(keys, 2, replace=False))
    made.append(r.Scenario(id="s1", key="FIRE", name="Fire", lost=lost))
    return model_of(*made)
