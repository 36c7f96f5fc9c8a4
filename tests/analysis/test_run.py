"""All analyses in one go: the day is given, never looked up."""

from datetime import date

from bcm_tool.analysis.run import analyze_all
from bcm_tool.model import records as r
from tests.builders import element, model_of

DAY = date(2026, 5, 1)


def test_the_day_reaches_risks_and_findings():
    model = model_of(
        element("E", kind="application"),
        r.Agreement(id="a", key="A-1", element="E", type="SLA", ends=date(2026, 4, 30)),
        r.Risk(
            id="r", key="R-1", title="Flood", owner="Ada", treatment="Dam",
            review_date=date(2026, 4, 30), likelihood=5, impact=5,
        ),
    )  # fmt: skip
    without, with_day = analyze_all(model), analyze_all(model, as_of=DAY)
    assert kinds(with_day) - kinds(without) == {"agreement-ended", "risk-without-care"}
    assert without.risk.risks["r"].lacks == ()
    assert with_day.risk.risks["r"].lacks == ("review",)
    assert with_day.findings.as_of == with_day.risk.as_of == DAY
    assert analyze_all(model, as_of=DAY).findings.findings == with_day.findings.findings


def kinds(results):
    return {item.kind for item in results.findings.findings}
