"""BIA: first intolerable band, proposed RTO, tier. Cases named BIA-n come from the published
worked examples collected as ground-truth.json; where each was published stands beside it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.durations import DAY, HOUR
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import element, model_of, random_model

INTOLERABLE = 4


def rated(*ratings: tuple[str, int, int | None], bands=(), tiers=(), **values) -> Model:
    """One element ``E`` rated by (category name, band in minutes, level), intolerable at 4."""
    times = sorted({*bands, *(minutes for _, minutes, _ in ratings)})
    names = sorted({name for name, _, _ in ratings})
    base = replace(model_of(), bands={}, categories={}, tiers={})
    return model_of(
        element("E", **values),
        *(r.TimeBand(id=f"b{minutes}", minutes=minutes) for minutes in times),
        *(r.ImpactCategory(id=f"c-{name}", name=name, intolerable=INTOLERABLE) for name in names),
        *(r.Tier(id=name, name=name, rto_up_to=limit) for name, limit in tiers),
        *(
            r.ImpactRating(
                id=f"{name}{minutes}",
                element="E",
                category=f"c-{name}",
                band=f"b{minutes}",
                level=level,
            )
            for name, minutes, level in ratings
        ),
        base=base,
    )


def only(model: Model):
    return analyze_impact(model).elements["E"]


def test_nothing_rated_means_nothing_known():
    found = only(model_of(element("E")))
    assert (found.mtpd, found.mtpd_derived, found.category, found.band) == (None,) * 4
    assert (found.proposed_rto, found.rto, found.rto_source, found.tier) == (None, None, "", None)
    assert found.loss is None


def test_typed_times_hold_without_ratings():
    found = only(model_of(element("E", mtpd=600, rto=300)))
    assert (found.mtpd, found.mtpd_derived) == (600, None)
    assert (found.rto, found.rto_source, found.proposed_rto) == (300, "typed", None)
    assert found.tier == "tier-2"  # Tier 1 takes up to 4 h, Tier 2 up to a day


def test_the_shortest_category_decides_and_is_named():
    found = only(rated(("Money", HOUR, 2), ("Money", DAY, 4), ("Law", 4 * HOUR, 5)))
    assert found.category_mtpds == {"c-Money": DAY, "c-Law": 4 * HOUR}
    assert (found.mtpd, found.category, found.band) == (4 * HOUR, "c-Law", 4 * HOUR)
    assert (found.previous_band, found.proposed_rto) == (HOUR, HOUR)


def test_categories_at_the_same_band_are_settled_by_name():
    assert only(rated(("Safety", HOUR, 5), ("law", HOUR, 4))).category == "c-law"


def test_a_category_without_intolerable_level_decides_nothing():
    model = rated(("Money", HOUR, 5), ("Law", DAY, 4))
    money = replace(model.categories["c-Money"], intolerable=None)
    found = only(model.with_tables({"categories": {**model.categories, "c-Money": money}}))
    assert found.category_mtpds == {"c-Law": DAY}
    assert found.mtpd == DAY


def test_the_band_before_is_the_documents_even_when_the_element_is_not_rated_there():
    assert only(rated(("Money", DAY, 4), bands=(HOUR, 8 * HOUR))).previous_band == 8 * HOUR


def test_intolerable_at_once_proposes_that_it_may_not_stop():
    found = only(rated(("Money", HOUR, 4)))
    assert (found.previous_band, found.proposed_rto, found.rto_source) == (0, 0, "proposed")


def test_a_tier_takes_what_no_tighter_one_takes():
    tiers = (("Silver", DAY), ("Gold", 4 * HOUR))
    for rto, tier in ((0, "Gold"), (240, "Gold"), (241, "Silver"), (1440, "Silver"), (1441, None)):
        assert only(rated(tiers=tiers, rto=rto)).tier == tier


def test_bia_2_recovery_and_working_time_fill_the_mtpd():
    """BIA-2 (Snedaker, BC/DR book, ch. 4): MTD 3 days = RTO 1 day + WRT 2 days."""
    found = only(rated(("Money", 4 * DAY, 4), bands=(3 * DAY,), wrt=2 * DAY, mtpd=3 * DAY))
    assert found.rto == found.proposed_rto == 1 * DAY
    assert found.mtpd == found.rto + 2 * DAY


@pytest.mark.parametrize(
    ("mtpd", "rto", "margin"),
    [
        pytest.param(12, 6, 6, id="BIA-3, bank online payments, PECB article"),
        pytest.param(72, 48, 24, id="BIA-9, pay vendor invoice, figures not verified"),
    ],
)
def test_typed_objectives_keep_their_margin(mtpd: int, rto: int, margin: int):
    found = only(model_of(element("E", mtpd=mtpd * HOUR, rto=rto * HOUR)))
    assert found.mtpd is not None
    assert found.rto is not None
    assert found.mtpd - found.rto == margin * HOUR


def test_bia_6_mtpd_from_a_loss_curve():
    """BIA-6 (loss figures: public ISO 22313 quick reference): 100,000 is passed at 24 h."""
    losses = {1: 1_000, 4: 5_000, 24: 120_000, 72: 360_000}
    model = rated(
        *(("Money", hour * HOUR, 4 if loss >= 100_000 else 2) for hour, loss in losses.items())
    )
    impacts = {
        item.id: replace(item, loss=Decimal(losses[model.bands[item.band].minutes // HOUR]))
        for item in model.impacts.values()
    }
    found = only(model.with_tables({"impacts": impacts}))
    assert (found.mtpd, found.previous_band) == (24 * HOUR, 4 * HOUR)
    assert found.loss is not None
    crossing = 20.52173913043478 * HOUR  # the published points, interpolated
    assert found.loss.at(int(crossing)) < 100_000 < found.loss.at(int(crossing) + 1)


def test_bia_7_the_lowest_tolerable_downtime_over_categories():
    """BIA-7 (rule and tiers as documented by ServiceNow): 8 h, second tier of criticality."""
    steps = [0, 1, 4, 8, 24, 72, 168, 336, 720]
    tolerable = {"Legal": 8, "Reputation": 24, "Workforce": 72, "Regulatory": 24}
    model = rated(
        *(
            (name, steps[steps.index(hours) + 1] * HOUR, INTOLERABLE)
            for name, hours in tolerable.items()
        ),
        bands=[hour * HOUR for hour in steps[1:]],
        tiers=(
            ("Mission Critical", 4 * HOUR),
            ("Business Critical", 24 * HOUR),
            ("Operational", 72 * HOUR),
        ),
    )
    found = only(model)
    assert found.category == "c-Legal"
    assert found.rto == 8 * HOUR
    assert found.tier == "Business Critical"


@given(random_model(groups=False, tasks=False, options=False, scenarios=False, others=False))
def test_agrees_with_the_definition_read_literally(model: Model):
    result = analyze_impact(model)
    assert list(result.elements) == [item.id for item in model.sorted_elements]
    for key, found in result.elements.items():
        item = model.elements[key]
        derived = None
        for band in model.sorted_bands:
            forcing = [
                category.name
                for rating in model.impacts.values()
                for category in [model.categories[rating.category]]
                if rating.element == key
                and rating.band == band.id
                and rating.level is not None
                and category.intolerable is not None
                and rating.level >= category.intolerable
            ]
            if forcing:
                derived = band.minutes
                assert found.category is not None
                assert model.categories[found.category].name == min(forcing, key=str.casefold)
                break
        assert found.mtpd_derived == found.band == derived
        assert found.mtpd == (derived if item.mtpd is None else item.mtpd)
        if derived is not None:
            before = [band.minutes for band in model.sorted_bands if band.minutes < derived]
            assert found.previous_band == max(before, default=0)
            assert found.proposed_rto == max(0, max(before, default=0) - (item.wrt or 0))
        assert found.rto == (found.proposed_rto if item.rto is None else item.rto)
        assert (found.rto is None) == (found.rto_source == "")
