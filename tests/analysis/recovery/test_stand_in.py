"""A stand-in that needs what it stands in for has no consistent state: a sentence says so."""

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.errors import NoSequenceError
from bcm_tool.model import records as r
from tests.builders import dependency, element, model_of


def test_a_stand_in_that_needs_its_own_dependent():
    model = model_of(
        element("E2", kind="application", mtpd=8),
        element("E3", kind="service", rto=5),
        element("E4", kind="application", mtpd=17),
        element("E5", kind="application"),
        element("E6", kind="process", mtpd=16),
        r.RedundancyGroup(
            id="g", dependent="E4", name="g", required=1, takeover="manual", takeover_time=5
        ),
        dependency("E2", "E5"),
        dependency("E3", "E2", tolerance=9),
        dependency("E3", "E4"),
        dependency("E4", "E6", group="g"),
        dependency("E4", "E3", group="g"),
        dependency("E5", "E3"),
        r.Team(id="t", key="T", name="T", capacity=1),
        r.RecoveryTask(id="t4", key="T4", element="E2", name="t4", likely=5, demand=(("t", 1),)),
        r.RecoveryTask(id="t6", key="T6", element="E3", name="t6", likely=5, demand=(("t", 1),)),
        r.Scenario(id="s", key="S", name="S", lost=("element:E6",)),
    )
    with pytest.raises(NoSequenceError, match="E3 is to stand in for what E4 needs"):
        analyze_recovery(model, "s", analyze_impact(model), limits=Limits(schedules=10, effort=0.0))
