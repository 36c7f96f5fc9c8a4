"""Findings about skills, hours, availabilities and frequencies: only where it is so."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bcm_tool.durations import DAY, HOUR
from bcm_tool.model import records as r
from tests.analysis.test_findings import findings, of_kind, one
from tests.builders import element, model_of

DBA = r.Team(id="dba", key="DBA", name="Databases", skills=("Oracle", "Backup"))
NET = r.Team(id="net", key="NET", name="Network", hours="Mon-Fri 8-18", call_out=60)
SHOP = element("SHOP", kind="service", rto=240)
NEW_KINDS = {
    "skill-nobody-has",
    "team-lacks-skill",
    "hours-not-understood",
    "no-call-out",
    "start-unknown",
    "availability-contradiction",
    "half-a-rate",
    "no-frequency",
}


def task(**values):
    return r.RecoveryTask(id="t", key="T-1", element="SHOP", name="Work", likely=30, **values)


def agreement(hours, kind="UC"):
    return r.Agreement(id="a", key="A-1", element="SHOP", type=kind, service_hours=hours)


def scenario(key="S", **values):
    return r.Scenario(id=key, key=key, name="Loss", lost=("element:SHOP",), **values)


def test_a_skill_that_no_team_has_is_an_error():
    found = one(model_of(SHOP, DBA, task(skill="cobol")), "skill-nobody-has")
    assert found.severity == "error"
    assert found.elements == ("SHOP",)
    assert "T-1 of SHOP needs the skill “cobol”, which no team has" in found.text


def test_a_skill_that_some_team_has_asks_for_no_team():
    model = model_of(SHOP, DBA, task(skill=" ORACLE "))
    kinds = {item.kind for item in findings(model).findings}
    assert not kinds & {"skill-nobody-has", "team-lacks-skill", "task-without-team"}


def test_a_team_without_the_skill_is_a_warning_that_names_who_has_it():
    model = model_of(SHOP, DBA, NET, task(skill="oracle", demand=(("net", 1),)))
    found = one(model, "team-lacks-skill")
    assert found.severity == "warning"
    assert "its team NET does not have; DBA has it." in found.text
    both = replace(model.tasks["t"], demand=(("net", 1), ("dba", 1)))
    assert not of_kind(model.with_tables({"tasks": {"t": both}}), "team-lacks-skill")
    nobody = replace(model.tasks["t"], skill="cobol")
    found = one(model.with_tables({"tasks": {"t": nobody}}), "team-lacks-skill")
    assert found.text.endswith("; no team has it.")


@pytest.mark.parametrize("text", ["office hours", "8 to 18 on working days"])
def test_service_hours_in_other_words_are_a_warning(text):
    found = one(model_of(SHOP, agreement(text)), "hours-not-understood")
    assert found.severity == "warning"
    assert f"“{text}” of the agreement A-1 for SHOP" in found.text


@pytest.mark.parametrize("text", ["", "24x7", "Monday to Friday, 8 to 18"])
def test_service_hours_that_are_hours_are_fine(text):
    assert not of_kind(model_of(SHOP, agreement(text)), "hours-not-understood")


def test_the_supplier_does_what_has_no_team_when_its_contract_says_when():
    assert not of_kind(model_of(SHOP, task(), agreement("24x7")), "task-without-team")
    for other in (agreement("24x7", "SLA"), agreement(""), agreement("office hours")):
        assert of_kind(model_of(SHOP, task(), other), "task-without-team")


def test_a_team_that_is_never_called_out_is_noted_when_it_has_work():
    alone = replace(NET, call_out=None)
    found = one(model_of(SHOP, alone, task(demand=(("net", 1),))), "no-call-out")
    assert "works Mon-Fri 08:00-18:00 and has no call-out" in found.text
    assert not of_kind(model_of(SHOP, NET, task(demand=(("net", 1),))), "no-call-out")
    assert not of_kind(model_of(SHOP, alone, task()), "no-call-out")
    skilled = replace(alone, skills=("Cisco",))
    assert of_kind(model_of(SHOP, skilled, task(skill="cisco")), "no-call-out")


def test_an_unknown_start_matters_only_where_there_are_hours():
    assert not of_kind(model_of(SHOP, DBA, scenario()), "start-unknown")
    assert not of_kind(model_of(SHOP, DBA, scenario(), agreement("24x7")), "start-unknown")
    assert not of_kind(model_of(SHOP, NET, scenario(start="Mon 9:00")), "start-unknown")
    found = one(model_of(SHOP, NET, scenario()), "start-unknown")
    assert "The scenario S (Loss) does not say when it begins" in found.text
    assert of_kind(model_of(SHOP, scenario(), agreement("Mon-Fri 8-18")), "start-unknown")


@pytest.mark.parametrize(
    ("availability", "mtrs", "contradicts"),
    [("99.9", 24, True), ("99", 24, False), ("99.05", 24, False), ("100", 1, True)],
)
def test_availabilities_that_contradict_each_other(availability, mtrs, contradicts):
    shop = replace(SHOP, availability=Decimal(availability), mtbf=99 * DAY, mtrs=mtrs * HOUR)
    found = of_kind(model_of(shop), "availability-contradiction")
    assert bool(found) == contradicts
    if availability == "99.9":
        assert "an availability of 99.9 %, but an MTBF of 99 d and an MTRS of 1 d" in found[0].text
        assert "come to 99 %; the typed one counts" in found[0].text


def test_half_a_rate_is_noted():
    assert "has an MTBF but no MTRS" in one(model_of(replace(SHOP, mtbf=DAY)), "half-a-rate").text
    assert "has an MTRS but no MTBF" in one(model_of(replace(SHOP, mtrs=DAY)), "half-a-rate").text
    for fine in (
        SHOP,
        replace(SHOP, mtbf=DAY, mtrs=HOUR),
        replace(SHOP, mtbf=DAY, availability=Decimal(99)),
    ):
        assert not of_kind(model_of(fine), "half-a-rate")


def test_a_scenario_without_a_frequency_is_noted_beside_those_that_have_one():
    assert not of_kind(model_of(SHOP, scenario("A"), scenario("B")), "no-frequency")
    found = one(model_of(SHOP, scenario("A", frequency="0.1"), scenario("B")), "no-frequency")
    assert found.text.startswith("The scenario B (Loss) does not say how often")


def test_models_without_the_new_fields_have_none_of_these():
    old = model_of(SHOP, replace(DBA, skills=()), task(demand=(("dba", 1),)), scenario())
    assert not {item.kind for item in findings(old).findings} & NEW_KINDS
