"""Concentration and retained capacity: by hand where the answer is known, and by brute force."""

import json
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given, settings

from bcm_tool.analysis.arrays import bulk
from bcm_tool.analysis.arrays.rules import network_rules
from bcm_tool.analysis.capacity import Capacity
from bcm_tool.analysis.concentration import analyze_concentration
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.structure import analyze_structure
from bcm_tool.export.concentration_json import concentration_data
from bcm_tool.export.tables.concentration import concentration_table, reasons
from bcm_tool.model import records as r
from tests.analysis.single_failures import minutes_of, needs_of, stopped_by
from tests.builders import dependency, element, model_of, random_model


def rating(name: str, loss: int, band: str = "band-60") -> r.ImpactRating:
    return r.ImpactRating(
        id=f"i-{name}-{band}",
        element=name,
        category="category-1",
        band=band,
        level=1,
        loss=Decimal(loss),
    )


def shop():
    """Services: the shop (in a tier), the office and, for it has ratings, the web (in none)."""
    return model_of(
        element("shop", kind="service", rto=60, owner="Ada"),
        element("office", kind="process", supplier="ACME "),
        element("web", kind="application", site="North", supplier="Acme"),
        element("db1", kind="infrastructure", site="North"),
        element("db2", kind="infrastructure", site="south"),
        element("acme", kind="supplier", name="Acme Ltd"),
        dependency("shop", "web"),
        dependency("office", "acme"),
        r.RedundancyGroup(id="g", dependent="web", name="Databases", required=1),
        dependency("web", "db1", group="g"),
        dependency("web", "db2", group="g"),
        rating("shop", 600),
        rating("web", 900),
        r.Team(id="dba", key="DBA", name="Databases", capacity=1),
        r.RecoveryTask(
            id="t", key="T", element="db2", name="Restore", likely=30, demand=(("dba", 1),)
        ),
    )


def found(result, kind: str, name: str):
    (row,) = [row for row in result.rows if (row.kind, row.name) == (kind, name)]
    return row


def test_labels_elements_and_teams_with_their_share_and_money_counted_once():
    model = shop()
    impact = analyze_impact(model)
    result = analyze_concentration(model, impact)
    tier = model.tiers[impact.elements["shop"].tier]
    weight = Fraction(tier.weight)
    assert result.weights == {"shop": weight, "office": 1, "web": 1}
    site = found(result, "site", "North")
    assert (site.hit, site.stopped) == (("db1", "web"), ("shop", "web"))
    assert site.share == (weight + 1) / (weight + 2)
    # Only the shop's money counts, not that of the application below it.
    assert (site.first_hour, site.first_day) == (Decimal(600), Decimal(600 * 24))
    assert site.counted == ("shop",)
    assert found(result, "site", "south").stopped == ()
    assert found(result, "site", "south").retained == 1
    acme = found(result, "supplier", "ACME")  # however it is written
    assert (acme.hit, acme.stopped, acme.share) == (("office", "web"), ("shop", "office", "web"), 1)
    assert acme.retained == 0
    alone = found(result, "element", "Acme Ltd")
    assert (alone.element, alone.stopped, alone.first_hour) == ("acme", ("office",), None)
    team = found(result, "team", "Databases")
    assert (team.hit, team.stopped, team.retained) == (("db2",), ("shop", "web"), None)
    assert [row.share for row in result.rows] == sorted(
        (r.share for r in result.rows), reverse=True
    )
    assert result.exposed is None


def test_what_is_left_of_the_portfolio_adds_up_and_whole_amounts_are_written_whole():
    model = shop()
    impact = analyze_impact(model)
    result = analyze_concentration(model, impact)
    south, acme = found(result, "site", "south"), found(result, "supplier", "ACME")
    total = sum(result.weights.values())
    said = f"Left of portfolio: services that run on whole {total} = {total} of {total}, which is"
    assert reasons(model, result, south, impact)[-1] == f"{said} 100 %."
    assert any(
        line.endswith(f"run on whole 0 = 0 of {total}, which is 0 %.")
        for line in reasons(model, result, acme, impact)
    )
    (site,) = [
        row
        for row in concentration_data(model, result)["concentration"]
        if (row["cause"], row["name"]) == ("site", "North")
    ]
    assert json.dumps([site["loss_first_hour"], site["loss_first_day"]]) == "[600, 14400]"


def test_maintenance_exposes_the_other_member_and_leaves_out_what_stopped_already():
    model = shop()
    result = analyze_concentration(model, analyze_impact(model), context=["db1", "acme", "gone"])
    assert analyze_concentration(model, analyze_impact(model), context=["site:North"]).context == (
        "db1",
        "web",
    )
    assert result.context == ("acme", "db1")
    assert result.already == ("office",)
    assert result.exposed == {"db2": ("shop", "web")}
    assert result.retained == {"office": Fraction(0)}
    assert found(result, "site", "south").stopped == ("shop", "web")
    assert found(result, "supplier", "ACME").stopped == ("shop", "web")


def test_an_empty_model_has_no_rows():
    model = model_of(element("a"))
    result = analyze_concentration(model, analyze_impact(model), context=["a"])
    assert (result.rows, dict(result.weights), result.exposed) == ((), {}, {})


def retained_by(network: Network, lost: Iterable[int]) -> dict[int, Fraction]:
    """What is left of every element that is less than whole while ``lost`` are out."""
    sets = [np.array(sorted(set(lost)), np.int64)]
    flags = bulk.stopped(network_rules(network), sets, np.arange(len(network.ids)))
    return Capacity(network).retained(frozenset(np.flatnonzero(flags[:, 0]).tolist()))


def test_what_is_left_follows_scarcest_provider_group_and_equal_soft_shares():
    model = model_of(
        *(element(name) for name in ("a", "b", "c", "d", "s1", "s2", "top", "m1", "m2", "m3")),
        dependency("a", "s1", strength="soft"),
        dependency("a", "s2", strength="soft"),
        dependency("b", "a"),
        r.RedundancyGroup(id="g", dependent="c", name="Pool", required=2),
        *(dependency("c", name, group="g") for name in ("m1", "m2", "m3")),
        dependency("top", "b"),
        dependency("top", "c"),
        dependency("d", "top", strength="soft"),
    )
    network = compile_network(model)

    def left(*lost: str) -> dict[str, Fraction]:
        shares = retained_by(network, [network.index[item] for item in lost])
        return {network.ids[item]: share for item, share in shares.items()}

    third = Fraction(2, 3)  # own work and one of two soft providers
    assert left("s1") == {"s1": 0, "a": third, "b": third, "top": third, "d": Fraction(5, 6)}
    assert left("m1") == {"m1": 0}
    assert left("m1", "m2") == {
        "m1": 0, "m2": 0, "c": 0, "top": 0, "d": Fraction(1, 2),
    }  # fmt: skip


def test_a_cause_says_which_services_run_on_and_what_is_left_of_them():
    model = model_of(
        element("shop", kind="service", rto=60),
        element("maps", supplier="Acme"),
        element("pay", supplier="Acme"),
        element("desk", kind="service"),
        dependency("shop", "maps", strength="soft"),
        dependency("desk", "pay"),
    )
    impact = analyze_impact(model)
    result = analyze_concentration(model, impact)
    (acme,) = [row for row in result.rows if row.kind == "supplier"]
    assert acme.stopped == ("desk",)
    assert acme.degraded == (("shop", Fraction(1, 2)),)
    assert "Run on in part: shop 50.0 %." in reasons(model, result, acme, impact)
    assert "Left of portfolio: shop 8 × 50.0 % = 4 of 9, which is 44.4 %." in reasons(
        model, result, acme, impact
    )
    shown = concentration_table(model, result, impact)
    place = shown.index("degraded")
    assert [texts[place] for texts in shown.texts() if texts[1] == "Acme"] == ["shop 50.0 %"]
    data = concentration_data(model, result)["concentration"]
    assert next(row for row in data if row["name"] == "Acme")["degraded"] == {"shop": 0.5}


def test_a_cycle_that_runs_is_not_worn_down_by_itself():
    model = model_of(
        *(element(name) for name in ("a", "b", "help")),
        dependency("a", "b"),
        dependency("b", "a", strength="soft"),
        dependency("a", "help", strength="soft"),
    )
    network = compile_network(model)
    shares = retained_by(network, [network.index["help"]])
    assert shares == {network.index["a"]: Fraction(1, 2), network.index["help"]: 0}


@given(random_model(max_elements=8, max_dependencies=18, ratings=False, tasks=False))
@settings(max_examples=60)
def test_causes_stop_what_failing_all_their_elements_stops(model):
    impact = analyze_impact(model)
    result = analyze_concentration(model, impact)
    needs = needs_of(model)
    for row in result.rows:
        if row.kind == "team":
            continue
        stopped = stopped_by(needs, *row.hit)
        assert set(row.stopped) == stopped & set(result.weights)
        minutes = minutes_of(needs, *row.hit)
        assert row.first_stop == min((minutes[item] for item in row.stopped), default=None)
        network = compile_network(model)
        shares = Capacity(network).retained({network.index[item] for item in stopped})
        assert {network.ids[item] for item, share in shares.items() if not share} == stopped
        assert all(0 <= share < 1 for share in shares.values())


@given(random_model(min_elements=3, max_elements=8, max_dependencies=18, ratings=False))
@settings(max_examples=60)
def test_exposed_are_the_pairs_that_neither_stops_alone(model):
    first = model.sorted_elements[0].id
    result = analyze_concentration(model, analyze_impact(model), context=[first])
    single = analyze_structure(model).single_points
    pairs = analyze_pairs(model, first)
    expected = {}
    for element_id, stopped in pairs.items():
        fresh = {
            item
            for item in stopped & set(result.weights)
            if item not in result.already
            and element_id not in single.get(item, ())
            and item != element_id
        }
        if fresh and element_id not in stopped_by(needs_of(model), first):
            expected[element_id] = fresh
    assert result.exposed is not None
    assert {key: set(value) for key, value in result.exposed.items()} == expected


def analyze_pairs(model, first: str) -> dict[str, set[str]]:
    needs = needs_of(model)
    return {key: stopped_by(needs, first, key) for key in model.elements if key != first}
