"""Small projects as recovery plans: one element, tasks with three-point estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import element, model_of

Activity = tuple[int, int, int, Sequence[str]]
"""Optimistic, likely, pessimistic minutes and what comes before."""


def project(
    activities: Mapping[str, Activity],
    teams: Mapping[str, tuple[int, Sequence[str]]] | None = None,
    *,
    rto: int | None = None,
) -> Model:
    """A model whose scenario ``s`` loses the one element ``e`` that the activities recover.

    ``teams``: name -> (capacity, the activities that it does).
    """
    does = {name: team for team, (_, names) in (teams or {}).items() for name in names}
    return model_of(
        element("e", kind="service", rto=rto),
        *(r.Team(id=t, key=t, name=t, capacity=size) for t, (size, _) in (teams or {}).items()),
        *(
            r.RecoveryTask(
                id=name,
                key=name,
                element="e",
                name=name,
                optimistic=low,
                likely=likely,
                pessimistic=high,
                after=tuple(after),
                demand=((does[name], 1),) if name in does else (),
            )
            for name, (low, likely, high, after) in activities.items()
        ),
        r.Scenario(id="s", key="S", name="Scenario", lost=("element:e",)),
    )
