"""The JSON of the contract: its keys, its units, and the same text every time."""

from __future__ import annotations

import json
from functools import cache

from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.export.analysis_json import analysis_json
from bcm_tool.model.model import Model
from tests.export.harbour import SCENARIO, harbour

SHAPE = {
    "impact": "mtpd mtpd_derived category band proposed_rto rto_source tier",
    "objectives": "rto required_by forced_by rta_bound rta gap rpo_required rpa",
    "structure": "services single_points_of_failure cfia cycles concentration cut_sets "
    "shared_causes availability cut_sets_limits",
    "risk": "inherent current target",
    "recovery": "scenario status reproducible objective makespan past_mtpd loss past_rto bound gap "
    "stage week tasks later services",
    "task": "key element start finish float cpm_float teams critical",
    "service": "down up rto rta met p_met p50 p80 p90",
    "finding": "severity kind elements text",
}


@cache
def case() -> tuple[Model, AllResults]:
    model = harbour()
    return model, analyze_all(model, SCENARIO)


def test_keys_are_exactly_those_of_the_contract() -> None:
    data = json.loads(analysis_json(*case()))
    assert list(data) == [
        "impact", "objectives", "structure", "risk", "recovery", "money", "options", "findings",
    ]  # fmt: skip
    found = {
        "impact": data["impact"]["elements"]["BERTH"],
        "objectives": data["objectives"]["elements"]["BERTH"],
        "structure": data["structure"],
        "risk": data["risk"]["risks"]["R-01"],
        "recovery": data["recovery"],
        "task": data["recovery"]["tasks"][0],
        "service": data["recovery"]["services"]["BERTH"],
        "finding": data["findings"][0],
    }
    assert {name: set(item) for name, item in found.items()} == {
        name: set(keys.split()) for name, keys in SHAPE.items()
    }


def test_keys_of_elements_whole_minutes_and_null() -> None:
    model, results = case()
    data = json.loads(analysis_json(model, results))
    keys = {item.key for item in model.elements.values()}
    assert set(data["impact"]["elements"]) == keys
    gate = data["impact"]["elements"]["GATE"]
    assert (gate["mtpd"], gate["band"], gate["category"]) == (1440, 1440, "Financial")
    assert (gate["rto_source"], gate["tier"]) == ("typed", "Tier 2")
    assert data["impact"]["elements"]["SAN"]["mtpd"] is None
    assert data["impact"]["elements"]["SAN"]["rto_source"] is None
    assert data["objectives"]["elements"]["DB"]["forced_by"] == ["BERTH", "TOS", "DB"]
    assert data["risk"]["risks"]["R-02"]["current"] is None
    assert set(data["structure"]["services"]) <= keys
    assert {point for row in data["structure"]["cfia"].values() for point in row} <= keys
    recovery = data["recovery"]
    assert recovery["scenario"] == "FIRE"
    assert recovery["objective"] == "harm first"
    assert recovery["makespan"] == max(task["finish"] for task in recovery["tasks"])
    assert {type(recovery[name]) for name in ("past_mtpd", "loss", "past_rto")} <= {int, float}
    assert recovery["tasks"][0]["teams"] == {"FAC": 1}
    for service in recovery["services"].values():
        chances = [service[name] for name in ("p_met", "p50", "p80", "p90")]
        if service["down"] is None:
            assert chances == [None] * 4
        else:  # no task is estimated here, so every run is the plan
            assert chances == [float(service["met"]), *[service["rta"]] * 3]


def test_without_a_scenario_recovery_is_null() -> None:
    model = harbour()
    assert json.loads(analysis_json(model, analyze_all(model)))["recovery"] is None


def test_two_runs_give_one_text() -> None:
    again = harbour()
    assert analysis_json(*case()) == analysis_json(again, analyze_all(again, SCENARIO))
