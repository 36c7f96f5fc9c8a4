"""A scenario over the hours of a week: what people rely on."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.results import Objective
from bcm_tool.analysis.week import analyze_week
from bcm_tool.analysis.week_result import WeekResult
from bcm_tool.calendars import format_week_time
from bcm_tool.errors import Cancelled
from bcm_tool.export.tables.week import (
    FOREVER,
    measures,
    shade_key,
    shades,
    short_amount,
    short_duration,
    week_hours_table,
    week_services_table,
    week_start_table,
    worst_place,
)
from bcm_tool.export.week_json import week_data
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import CIRCLES, circular_case, plan_case, small_case
from tests.analysis.recovery.shifted import SHIFTED_CIRCLES, shifted_case
from tests.builders import element, model_of


def begun(model: Model, start: int) -> Model:
    scenario = replace(model.scenarios["s"], start=format_week_time(start))
    return model.with_tables({"scenarios": {"s": scenario}})


def rank(value: Objective) -> tuple[object, ...]:
    return value.past_mtpd, value.loss, value.past_rto, value.makespan


def office() -> Model:
    """One job of two hours by a team at work from 8 to 18 on weekdays, called within 30 hours."""
    return model_of(
        element("shop", kind="service", rto=600),
        r.Team(id="a", key="A", name="A", hours="Mon-Fri 08:00-18:00", call_out=30 * 60),
        r.RecoveryTask(
            id="t", key="T", element="shop", name="Repair", likely=120, demand=(("a", 1),)
        ),
        r.Scenario(id="s", key="S", name="Scenario", lost=("element:shop",)),
    )


def at_work(hour: int) -> bool:
    day, clock = divmod(hour, 24)
    return day < 5 and 8 <= clock < 18


def test_every_hour_of_one_job() -> None:
    """The outage is the way to the next hours (or the call-out) and the work."""
    model = office()
    week = analyze_week(model, "s", analyze_impact(model))
    for hour, found in enumerate(week.hours):
        ahead = next(n for n in range(168) if at_work((hour + n) % 168))
        wait = min(ahead, 30)
        assert found.services["shop"].rta == 60 * wait + 120, format_week_time(60 * hour)
    service = week.services["shop"]
    assert (service.best, service.worst) == (120, 32 * 60)
    assert format_week_time(service.worst_start) == "Fri 18:00"
    assert service.held == sum(not found.late for found in week.hours) < 168
    assert format_week_time(week.hours[week.worst].start) == "Fri 18:00"
    assert format_week_time(week.hours[week.best].start) == "Mon 08:00"


def with_hours(model: Model, seed: int) -> Model:
    random = Random(seed)
    choices = ("Mon-Fri 08:00-18:00", "", "Mon-Sun 06:00-22:00", "Mon 09:00-12:00")
    teams = {
        key: replace(team, hours=random.choice(choices), call_out=random.choice((None, 60, 600)))
        for key, team in model.teams.items()
    }
    return model.with_tables({"teams": teams})


def test_no_hour_is_better_than_the_proved_best() -> None:
    """At some hours of small scenarios the optimum is known; mostly it is found."""
    equal = compared = 0
    for seed in range(8):
        model = with_hours(small_case(seed, cycles=False, longest=200), seed)
        impact = analyze_impact(model)
        week = analyze_week(model, "s", impact)
        if not week.bound_by_hours:
            continue
        for hour in (17, 130):
            proved = analyze_recovery(begun(model, 60 * hour), "s", impact)
            if proved.status == "optimal":
                assert rank(week.hours[hour].objective) >= rank(proved.objective)
                equal += rank(week.hours[hour].objective) == rank(proved.objective)
                compared += 1
    assert compared > 5
    assert equal > 0.9 * compared


def test_the_sequence_at_hand_is_tried_at_its_own_start() -> None:
    model = begun(with_hours(plan_case(3, 24, teams=2), 5), 60 * 130)
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=Limits(300, 0.3))
    week = analyze_week(model, "s", impact, recovery=recovery)
    assert rank(week.hours[130].objective) <= rank(recovery.objective)


CIRCULAR = [circular_case(seed) for seed in CIRCLES]
CIRCULAR += [shifted_case(seed) for seed in SHIFTED_CIRCLES]


@pytest.mark.parametrize("model", CIRCULAR, ids=[*CIRCLES, *SHIFTED_CIRCLES])
def test_a_circle_that_no_list_gets_out_of_has_its_week(model: Model) -> None:
    """With the proved sequence at hand, and without any."""
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact)
    weeks = [analyze_week(model, "s", impact, recovery=known) for known in (recovery, None)]
    for hour in (0, 17, 130) if weeks[0].bound_by_hours else (0,):
        proved = analyze_recovery(begun(model, 60 * hour), "s", impact)
        assert proved.status == "optimal"
        for week in weeks:
            assert rank(week.hours[hour].objective) == rank(proved.objective)


def test_same_model_same_week_and_worst_is_worst() -> None:
    model = with_hours(plan_case(3, 20, teams=2), 5)
    impact = analyze_impact(model)
    week, again = (analyze_week(model, "s", impact) for _ in range(2))
    assert week.hours == again.hours
    ranked = [rank(hour.objective) for hour in week.hours]
    assert ranked[week.worst] == max(ranked)
    assert ranked[week.best] == min(ranked)
    for item, service in week.services.items():
        outages = [hour.services[item].rta for hour in week.hours]
        assert service.worst == (
            None if None in outages else max(o for o in outages if o is not None)
        )
        assert service.held == sum(item not in hour.late for hour in week.hours)


def test_without_hours_every_start_is_the_same() -> None:
    model = plan_case(3, 20, teams=2)
    week = analyze_week(model, "s", analyze_impact(model))
    assert not week.bound_by_hours
    assert len({rank(hour.objective) for hour in week.hours}) == 1
    assert len(week.hours) == 168


def test_nothing_lost_is_a_quiet_week() -> None:
    model = model_of(
        element("app", rto=60), r.Scenario(id="s", key="S", name="S", lost=("site:X",))
    )
    week = analyze_week(model, "s", analyze_impact(model))
    assert week.services == {}
    assert week_services_table(model, week).rows == ()


def test_it_can_be_cancelled() -> None:
    def stop(done: int, total: int) -> None:
        if done == 5:
            raise Cancelled

    model = office()
    with pytest.raises(Cancelled):
        analyze_week(model, "s", analyze_impact(model), progress=stop)


def test_tables_and_json_say_what_was_found() -> None:
    model = office()
    week: WeekResult = analyze_week(model, "s", analyze_impact(model))
    services = week_services_table(model, week)
    [line] = services.texts()
    assert "1 d 8 h" in line
    assert "Fri 18:00" in line
    assert any("not proved" in note for note in services.notes)
    assert len(week_hours_table(model, week).rows) == 168
    [start] = week_start_table(model, week, week.worst).texts()
    assert "T+1 d 8 h Sun 02:00" in start
    data = week_data(model, week)
    assert data["worst_start"] == "Fri 18:00"
    assert data["services"]["shop"]["worst"] == 32 * 60
    names = [item.title for item in measures(model, week)]
    assert names == ["Services late", "Loss", "Work done after", "Outage of shop"]


def test_short_words_and_shades() -> None:
    assert [short_duration(m) for m in (0, 99, 100, 600, 2400, 14400)] == [
        "0m", "99m", "1.7h", "10h", "40h", "10d",
    ]  # fmt: skip
    found = [short_amount(Decimal(n)) for n in (0, 950, 1200, 45_000, 2_100_000)]
    assert found == ["0", "950", "1.2k", "45k", "2.1M"]
    assert shades([5, 5, 5], 6) == [0, 0, 0]
    assert shades([1, 9, 5, 9], 6) == [0, 5, 2, 5]


def test_shades_go_by_value_and_nothing_late_has_one_of_its_own() -> None:
    assert shades([0, 1, 3, 13], 6) == [0, 1, 1, 5]  # by rank 0 and 1 would be nearly the same
    assert shades([16, 17, 18, 31], 6) == [0, 0, 1, 5]
    assert shades([Decimal(0), Decimal("0.01"), Decimal(100)], 6) == [0, 1, 5]
    assert shades([60, 120, FOREVER], 6) == [0, 4, 5]


def test_the_key_has_every_value_and_the_frame_is_on_the_worst() -> None:
    model = office()
    week = analyze_week(model, "s", analyze_impact(model))
    for measure in measures(model, week):
        values = [measure.value(hour) for hour in week.hours]
        key = shade_key(measure, week, 6)
        assert [step for step, _ in key] == sorted(set(shades(values, 6)))
        place = worst_place(measure, week)
        if len(set(values)) == 1:
            assert place is None
            assert len(key) == 1
        else:
            assert place is not None
            assert values[place] == max(values)
            assert key[-1][1].endswith(measure.text(week.hours[place]))
    same = replace(week.services["shop"], worst=60, best=60)
    [line] = week_services_table(model, replace(week, services={"shop": same})).texts()
    assert "no matter when" in line
