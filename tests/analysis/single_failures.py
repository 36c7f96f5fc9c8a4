"""Fail one element after the other, written only for the tests: slow, plain, round and round.

It reads the records themselves and shares nothing with the program's own engine.
"""

from math import inf

from bcm_tool.model.model import Model

RANK = {"": 0, "A": 1, "D": 2, "M": 3, "B": 4, "X": 5}
TAKEOVER = {"automatic": "A", "manual": "M", "restore": "B"}


def needs_of(model: Model):
    """Element -> (its hard, its soft dependencies, its groups as (group, members))."""
    found = {}
    for key in model.elements:
        own = [item for item in model.dependencies.values() if item.dependent == key]
        groups = [group for group in model.groups.values() if group.dependent == key]
        found[key] = (
            [item for item in own if item.group is None and item.strength == "hard"],
            [item for item in own if item.group is None and item.strength == "soft"],
            [(group, [item for item in own if item.group == group.id]) for group in groups],
        )
    return found


def stopped_by(needs, *failed: str) -> set[str]:
    """Everything that stops: lost, a hard provider stops, or more than n-k members stop."""
    stopped = set(failed)
    while True:
        more = {
            key
            for key, (hard, _, groups) in needs.items()
            if any(item.provider in stopped for item in hard)
            or any(
                sum(item.provider in stopped for item in members) > len(members) - group.required
                for group, members in groups
            )
        }
        if more <= stopped:
            return stopped
        stopped |= more


def codes_of(needs, failed: str) -> dict[str, str]:
    """Letter of every element that feels it, by ENGINE 8 read literally."""
    codes = dict.fromkeys(needs, "")
    codes[failed] = "X"
    changed = True
    while changed:
        changed = False
        for key, (hard, soft, groups) in needs.items():
            reach = [codes[key]]
            reach += [codes[item.provider] for item in hard]
            reach += [min(codes[item.provider], "D", key=RANK.__getitem__) for item in soft]
            for group, members in groups:
                worst_first = sorted(
                    (codes[item.provider] for item in members), key=lambda code: -RANK[code]
                )
                letter = TAKEOVER[group.takeover]
                reach.append(worst_first[len(members) - group.required])
                reach.append(min(worst_first[0], letter, key=RANK.__getitem__))
            worst = max(reach, key=RANK.__getitem__)
            changed |= worst != codes[key]
            codes[key] = worst
    return {key: code for key, code in codes.items() if code}


def minutes_of(needs, *failed: str) -> dict[str, float]:
    """Minute at which each element stops when nothing is repaired and takeovers cost nothing."""
    down: dict[str, float] = dict.fromkeys(needs, inf) | dict.fromkeys(failed, 0)
    changed = True
    while changed:
        changed = False
        for key, (hard, _, groups) in needs.items():
            stops = [down[key], *(down[item.provider] + item.tolerance for item in hard)]
            for group, members in groups:
                gone = sorted(down[item.provider] + item.tolerance for item in members)
                stops.append(gone[len(members) - group.required])
            changed |= min(stops) < down[key]
            down[key] = min(stops)
    return {key: minute for key, minute in down.items() if minute < inf}


def assert_equals_failing_each(model: Model, result) -> None:
    """CFIA, delays, single points and blast radius of ``result`` are those of this module."""
    needs = needs_of(model)
    services = [item.id for item in model.sorted_elements if model.is_service(item)]
    keys = [item.id for item in model.sorted_elements]
    assert list(result.services) == services
    assert list(result.components) == [key for key in keys if key not in set(services)]
    points: dict[str, list[str]] = {key: [] for key in services}
    for failed in keys:
        stopped = stopped_by(needs, failed)
        assert result.blast_radius[failed] == sum(key in stopped for key in services)
        for key in services:
            if key in stopped and key != failed:
                points[key].append(failed)
        if failed in set(services):
            continue
        codes = codes_of(needs, failed)
        assert result.cfia[failed] == {key: codes[key] for key in services if key in codes}
        minutes = minutes_of(needs, failed)
        assert minutes.keys() == stopped
        assert result.delays[failed] == {key: minutes[key] for key in services if key in minutes}
    assert {key: list(found) for key, found in result.single_points.items()} == points
