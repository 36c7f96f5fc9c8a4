"""Risk register: matrix look-up, ranking, heat map, what lacks care."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.analysis.risk import analyze_risk
from bcm_tool.model import records as r
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model
from tests.builders import model_of

LEVEL = st.none() | st.integers(1, 5)


def risk(key: str, **values) -> r.Risk:
    return r.Risk(**{"id": key, "key": key, "title": key, **values})


def test_levels_are_looked_up_in_the_matrix_not_multiplied():
    rare_disaster = risk("R1", likelihood=1, impact=5)
    daily_nuisance = risk("R2", likelihood=5, impact=1)
    model = model_of(rare_disaster, daily_nuisance)
    cells = {
        cell.id: replace(cell, risk=4) if (cell.likelihood, cell.impact) == (1, 5) else cell
        for cell in model.matrix.values()
    }
    found = analyze_risk(model.with_tables({"matrix": cells})).risks
    assert (found["R1"].current, found["R2"].current) == (4, 2)


def test_each_of_the_three_views_is_rated_on_its_own():
    found = analyze_risk(
        model_of(
            risk(
                "R1",
                inherent_likelihood=5,
                inherent_impact=5,
                likelihood=3,
                impact=4,
                target_likelihood=1,
            )
        )
    ).risks["R1"]
    assert (found.inherent, found.current, found.target) == (4, 3, None)


def test_worst_first_and_the_unrated_last():
    model = model_of(
        risk("a-unrated"),
        risk("b-only-inherent", inherent_likelihood=5, inherent_impact=5),
        risk("c-low", likelihood=1, impact=1),
        risk("d-high", likelihood=3, impact=4),
        risk(
            "e-high-was-critical", likelihood=3, impact=4, inherent_likelihood=5, inherent_impact=5
        ),
        risk("f-high-worse-impact", likelihood=2, impact=5),
        risk("G-HIGH", likelihood=3, impact=4),
        risk("h-critical", likelihood=5, impact=5),
    )
    assert [key[0] for key in analyze_risk(model).ranking] == list("hefdGcba")


def test_heat_holds_the_risks_of_a_cell_in_the_order_of_the_ranking():
    model = model_of(
        risk("R2", likelihood=2, impact=3),
        risk("R1", likelihood=2, impact=3),
        risk("R3", likelihood=1, impact=1),
        risk("R4", likelihood=1),
    )
    assert analyze_risk(model).heat == {(2, 3): ("R1", "R2"), (1, 1): ("R3",)}


def test_what_lacks_an_owner_a_treatment_or_a_review():
    day = date(2026, 5, 1)
    model = model_of(
        risk("bare", owner=" "),
        risk("fine", owner="Ada", treatment="Second site", review_date=day),
    )
    for as_of, lacks in ((None, ()), (day, ()), (date(2026, 5, 2), ("review",))):
        found = analyze_risk(model, as_of).risks
        assert found["fine"].lacks == lacks
        assert found["bare"].lacks == ("owner", "treatment", "review")


@given(st.lists(st.tuples(LEVEL, LEVEL, LEVEL, LEVEL), max_size=8))
def test_every_risk_is_ranked_once_and_no_worse_one_stands_below(rows):
    model: Model = model_of(
        *(
            risk(f"R{n}", likelihood=a, impact=b, inherent_likelihood=c, inherent_impact=d)
            for n, (a, b, c, d) in enumerate(rows)
        )
    )
    result = analyze_risk(model)
    assert sorted(result.ranking) == sorted(model.risks)
    currents = [result.risks[key].current for key in result.ranking]
    known = [level for level in currents if level is not None]
    assert currents == sorted(known, reverse=True) + [None] * (len(currents) - len(known))
    in_heat = sorted(key for cell in result.heat.values() for key in cell)
    assert in_heat == sorted(
        key for key, item in model.risks.items() if None not in (item.likelihood, item.impact)
    )


def test_a_cell_that_the_matrix_lacks_is_unrated():
    model = replace(default_model(), matrix={})
    found = analyze_risk(model_of(risk("R1", likelihood=2, impact=2), base=model))
    assert found.risks["R1"].current is None
    assert found.heat == {(2, 2): ("R1",)}
