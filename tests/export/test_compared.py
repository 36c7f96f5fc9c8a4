"""Other orders in words: an order that loses less money may miss an MTPD for it."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

from openpyxl import load_workbook
from pypdf import PdfReader

from bcm_tool.analysis.run import analyze_all
from bcm_tool.export.pdf.plan import write_plan
from bcm_tool.export.tables.compared import compared_text
from bcm_tool.export.workbook import write_workbook
from bcm_tool.model import records as r
from tests.builders import element, model_of
from tests.export.test_plan import INFO


@cache
def case():
    """One team, two hours of work each: money waits while an MTPD of 150 minutes is kept."""
    model = model_of(
        element("SHOP", kind="service"),
        element("ALARM", kind="service", mtpd=150),
        r.ImpactRating(
            id="i", element="SHOP", category="category-1", band="band-60",
            level=1, loss=Decimal(6000),
        ),
        r.Team(id="t", key="T", name="Team", capacity=1),
        *(
            r.RecoveryTask(
                id=f"k-{key}", key=f"K-{key}", element=key, name="Repair", likely=120,
                demand=(("t", 1),),
            )
            for key in ("SHOP", "ALARM")
        ),
        r.Scenario(id="s", key="S", name="Both", lost=("element:SHOP", "element:ALARM")),
    )  # fmt: skip
    return model, analyze_all(model, "s")


def by_money():
    recovery = case()[1].recovery
    (found,) = [item for item in recovery.comparisons if item.rule == "loss-rate order"]
    return recovery, found


def test_less_loss_for_more_time_past_mtpd_is_said_so():
    recovery, other = by_money()
    assert other.loss_saved < 0
    weighted = other.objective.past_mtpd - recovery.objective.past_mtpd
    assert weighted > 0
    currency = recovery.model.method.currency
    text = compared_text(recovery, other)
    lost = f"{-other.loss_saved.quantize(Decimal(1)):,}".replace(",", "\u202f")
    assert text.startswith("Loss-rate order would lose ")
    assert f"{currency} less, but spend {weighted.normalize():f} weighted minutes" in text
    assert text.endswith("more past MTPD.")
    assert "-" not in text.removeprefix("Loss-rate")
    assert digits(lost) in digits(text)


def digits(text):
    return "".join(letter for letter in text if letter.isdigit())


def test_more_loss_and_equal_loss():
    recovery, other = by_money()
    same = replace(other, objective=recovery.objective)
    dearer = replace(same, loss_saved=Decimal("12.50"))
    currency = recovery.model.method.currency
    expected = f"Loss-rate order would lose 12.50 {currency}".strip() + " more."
    assert compared_text(recovery, dearer) == expected
    equal = replace(same, loss_saved=Decimal(0))
    assert compared_text(recovery, equal) == "Loss-rate order would lose as much."


def test_workbook_and_plan_say_it_too(tmp_path):
    model, results = case()
    sentence = compared_text(*by_money())
    write_workbook(tmp_path / "o.xlsx", model, results)
    cells = [
        str(cell.value)
        for row in load_workbook(tmp_path / "o.xlsx")["Recovery sequence"].iter_rows()
        for cell in row
    ]
    assert sentence in cells
    write_plan(tmp_path / "o.pdf", model, results, INFO)
    pages = PdfReader(tmp_path / "o.pdf").pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert " ".join(sentence.split()) in text
    assert "Saved" not in text
