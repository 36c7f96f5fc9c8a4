"""Cut sets and availability as JSON, under ``structure``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bcm_tool.analysis.cutsets.result import CutSet, CutSetsResult, ServiceCutSets
from bcm_tool.export.tables.cutsets import cause_key
from bcm_tool.export.tables.words import key_of
from bcm_tool.model.model import Model, key_order


def cut_sets_data(model: Model, found: CutSetsResult | None) -> dict[str, Any]:
    """Per service: sets of elements, sets with a shared cause, availability, what is missing.

    Sets are lists of keys (``site:NAME`` and the like for causes), shortest first, then by key.
    ``cut_sets_limits`` says up to how many members sets are listed, how many there are in all
    (null where that was given up for size) and what else is left out; where availability was,
    between what it lies, and an estimate from random years with its standard error.
    """
    if found is None:
        return {}
    services = sorted(found.services.values(), key=lambda item: key_order(_key(model, item)))
    return {
        "cut_sets": {_key(model, item): _sets(model, item.sets) for item in services},
        "shared_causes": {_key(model, item): _sets(model, item.shared) for item in services},
        "availability": {_key(model, item): item.availability for item in services},
        "cut_sets_limits": {
            "order": found.order,
            "services": {_key(model, item): _limits(item) for item in services},
        },
    }


def _key(model: Model, found: ServiceCutSets) -> str:
    return key_of(model, found.service)


def _sets(model: Model, sets: Iterable[CutSet]) -> list[list[str]]:
    made = (
        [
            *(key_of(model, element) for element in one.elements),
            *(cause_key(model, cause) for cause in one.causes),
        ]
        for one in sets
    )
    return sorted(made, key=lambda keys: (len(keys), [key_order(key) for key in keys]))


def _limits(found: ServiceCutSets) -> dict[str, Any]:
    return {
        "total": found.total,
        "highest_order": found.highest,
        "not_listed": found.unlisted,
        "without_figure": len(found.unknown),
        "availability_between": [1.0 - found.at_most, 1.0 - found.at_least],
        "availability_sampled": None
        if found.sampled is None
        else [1.0 - found.sampled.value, found.sampled.error],
        "gave_up": list(found.gave_up),
    }
