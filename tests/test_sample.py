"""What the sample shows a person who opens it, and what its scenarios are there to show."""

from __future__ import annotations

from functools import cache

import pytest

from bcm_tool import appetite, calendars, frequency
from bcm_tool.analysis.recovery import analyze_recovery
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.model.model import Model
from bcm_tool.model.records import DELIVERY_MODELS
from bcm_tool.sample import sample_model

SCENARIOS = ("SITE", "SUPPLIER", "RANSOM")


@cache
def sample() -> Model:
    return sample_model()


@cache
def results(scenario: str) -> AllResults:
    model = sample()
    return analyze_all(model, model.ids_by_key["scenarios"][scenario.casefold()])


def recovery(scenario: str) -> RecoveryResult:
    found = results(scenario).recovery
    assert found is not None
    return found


def id_of(key: str) -> str:
    found = sample().element_by_key(key)
    assert found is not None, key
    return found.id


def test_it_covers_every_kind_and_delivery_model() -> None:
    model = sample()
    assert 55 <= len(model.elements) <= 75
    assert {item.kind for item in model.elements.values()} == set(model.kinds)
    assert {item.delivery_model for item in model.elements.values()} >= set(DELIVERY_MODELS) - {""}
    calls = model.elements[id_of("P-CALLS")]
    assert (calls.delivery_model, calls.outsourcing_scope) == ("BPO", "process")
    assert model.impacts
    assert len(model.risks) >= 10
    assert all(person.deputy for person in model.people.values())


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_is_a_real_plan_with_a_proof_or_a_gap(scenario: str) -> None:
    found = recovery(scenario)
    assert len(found.tasks) >= 20
    assert len({team for task in found.tasks for team, _ in task.teams}) >= 3
    assert found.status == "optimal" or found.gap is not None
    assert found.reproducible


def test_a_team_keeps_an_element_above_its_bound() -> None:
    mail = results("SUPPLIER").objectives.elements[id_of("I-MAIL")]
    assert mail.rta is not None
    assert mail.rta_bound is not None
    assert mail.rta > mail.rta_bound
    task = next(item for item in recovery("SUPPLIER").tasks if item.key == "I-MAIL-1")
    assert "team" in task.limited_by


def test_an_rto_that_no_staffing_meets() -> None:
    kinds = {
        (finding.kind, finding.elements[0])
        for finding in results("SUPPLIER").findings.findings
        if finding.severity == "error"
    }
    assert ("rto-infeasible", id_of("S-PORTAL")) in kinds
    assert not recovery("SUPPLIER").services[id_of("S-PORTAL")].met


def test_the_weak_agreement_of_the_saas_supplier_is_an_error() -> None:
    texts = [
        finding.text
        for finding in results("SITE").findings.findings
        if finding.kind == "weak-agreement" and id_of("APP-CRM") in finding.elements
    ]
    assert len(texts) == 1
    assert "AG-CRM" in texts[0]


def test_one_tolerance_prevents_an_outage_and_one_runs_out() -> None:
    outages = recovery("SITE").outages
    printing = outages[id_of("E-PRINT")]
    assert printing.length
    assert id_of("A-LETTERS") not in outages
    exchange, telephony = outages[id_of("E-PABX")], outages[id_of("I-PHONE")]
    assert exchange.down == 0
    assert telephony.down == 60


def test_the_choice_of_a_pool_member_changes_the_order() -> None:
    """Host 1 is quicker to replace, yet host 2 is: infrastructure has the storage to do."""
    found = recovery("SITE")
    bound = results("SITE").objectives.elements
    first, second = bound[id_of("N-VM1")].own_recovery, bound[id_of("N-VM2")].own_recovery
    assert first is not None
    assert second is not None
    assert first < second
    assert id_of("N-VM1") in found.later
    assert {"N-VM2-1", "N-VM2-2"} <= {task.key for task in found.tasks}


def test_the_databases_are_taken_over_by_hand() -> None:
    outage = recovery("SITE").outages[id_of("D-CLAIMS")]
    assert outage.takeover
    assert (outage.down, outage.up) == (0, 15 + 30 + 20)


def test_sign_in_and_names_need_each_other() -> None:
    cycles = results("SITE").structure.cycles
    assert any({id_of("I-IDENT"), id_of("I-DNS")} <= set(cycle) for cycle in cycles)


@pytest.mark.parametrize("scenario", ["SITE", "RANSOM"])
def test_our_order_saves_money_over_tier_order_and_rto_order(scenario: str) -> None:
    saved = {item.rule: item.loss_saved for item in recovery(scenario).comparisons}
    assert saved["tier order"] > 0
    assert saved["RTO order"] > 0


def test_the_same_sample_gives_the_same_sequence() -> None:
    model = sample()
    scenario = model.ids_by_key["scenarios"]["ransom"]
    again = analyze_recovery(model, scenario, results("RANSOM").impact)
    assert again == recovery("RANSOM")


def test_what_fails_by_itself_says_how_often() -> None:
    model = sample()
    rated = {
        item.kind
        for item in model.elements.values()
        if item.availability is not None or (item.mtbf is not None and item.mtrs is not None)
    }
    physical = ("infrastructure", "network", "utility", "site", "equipment", "supplier")
    assert rated >= {*physical, "application", "it-service"}
    kinds = {finding.kind for finding in results("SITE").findings.findings}
    assert not kinds & {"availability-contradiction", "half-a-rate", "hours-not-understood"}
    assert not kinds & {"skill-nobody-has", "team-lacks-skill", "start-unknown", "no-frequency"}


def test_every_team_has_hours_and_only_one_is_never_called_out() -> None:
    teams = sample().teams.values()
    assert all(not calendars.parse(team.hours).always for team in teams)
    assert all(team.skills for team in teams)
    assert [team.key for team in teams if team.call_out is None] == ["BIZ"]


def test_every_scenario_says_when_and_how_often() -> None:
    scenarios = sample().scenarios.values()
    assert all(calendars.parse_week_time(item.start) >= 0 for item in scenarios)
    rates = [frequency.parse(item.frequency) for item in scenarios]
    assert {rate.kind for rate in rates if rate is not None} == {"poisson", "once"}
    assert len(appetite.parse(sample().method.appetite)) == 3


def test_a_task_with_a_skill_is_done_by_a_team_that_has_it_after_its_lag() -> None:
    tasks = {task.key: task for task in recovery("SUPPLIER").tasks}
    ((team, _),) = tasks["I-MAIL-3"].teams
    assert "Mail" in sample().teams[team].skills
    assert tasks["I-MAIL-3"].start >= tasks["I-MAIL-2"].finish + 30


def test_the_supplier_prints_without_a_team_of_ours() -> None:
    task = next(item for item in recovery("SITE").tasks if item.key == "E-PRINT-1")
    assert task.teams == ()


def test_nothing_of_the_claims_data_begins_before_the_clean_copy_is_chosen() -> None:
    tasks = {task.key: task for task in recovery("RANSOM").tasks}
    decided = tasks["D-CLAIMS-0"].finish
    assert tasks["D-CLAIMS-1"].start >= decided
    assert tasks["D-CLAIMS-2"].start >= decided


def test_at_night_teams_are_called_and_the_business_comes_in_the_morning() -> None:
    """Friday 22:00: detection and decision, then call-out; BIZ begins on Saturday at 07:00."""
    model, found = sample(), recovery("RANSOM")
    first: dict[str, int] = {}
    for task in found.tasks:
        for team, _ in task.teams:
            key = model.teams[team].key
            first[key] = min(task.start, first.get(key, task.start))
    release = model.method.detection + model.method.decision
    assert first["BIZ"] >= 9 * 60
    assert release + 30 <= first["SEC"] < 9 * 60
    assert release + 60 <= first["INFRA"] < 9 * 60


def test_losing_the_partners_shows_options_that_are_worth_their_price() -> None:
    found = results("SITE")
    assert found.options is not None
    assert found.money is not None
    assert found.options.proved
    assert len(found.options.frontier) >= 6
    assert any(item.worth is not None and item.worth > 0 for item in found.money.options)
    assert any(point.exceeded for point in found.money.appetite)
    # The claims data's own tasks decide how long they take; its options differ in lost data.
    assert id_of("D-CLAIMS") in found.options.by_tasks
    kept = found.options.cheapest
    assert kept is not None
    assert {change.element for change in kept.changes} >= {id_of("X-CRM"), id_of("D-CUST")}
