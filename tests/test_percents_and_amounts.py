"""Percentages and amounts read the same wherever they stand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from bcm_tool.amounts import cents, format_amount
from bcm_tool.analysis.quantiles import percentile_places, place
from bcm_tool.export.excel_cells import typed
from bcm_tool.export.table import Cell, cell_text, column
from bcm_tool.percents import format_percent, format_share, percent


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0 %"),
        ("100", "100 %"),
        ("45.2", "45.2 %"),
        ("66.67", "66.7 %"),
        ("66.65", "66.7 %"),
        ("20", "20.0 %"),
        ("5.234", "5.23 %"),
        ("0.01234", "0.0123 %"),
        ("98.41", "98.41 %"),
        ("99.95", "99.950 %"),
        ("99.99877", "99.9988 %"),
        ("230", "230 %"),
        ("-12.4", "-12 %"),
        ("1e-9", "1.00e-09 %"),
    ],
)
def test_a_percentage_is_shown_by_one_rule(value, shown):
    number = Decimal(value)
    assert format_percent(number) == shown
    assert cell_text(column("p", "P", "percent"), Cell(number)) == shown
    found = typed("percent", Cell(number))
    assert found is not None
    assert found[0] == number / 100
    if number > Decimal("1e-7"):  # below, Excel writes the zeros out
        assert _in_excel(found[0], found[2]) == shown.replace(" ", "")


def _in_excel(value: Decimal, number_format: str) -> str:
    """What Excel shows for a fraction and a percent format such as 0.00%."""
    digits = len(number_format.removesuffix("%").partition(".")[2])
    return f"{(value * 100).quantize(Decimal(1).scaleb(-digits), 'ROUND_HALF_UP'):f}%"


def test_what_is_not_certain_never_reads_as_certain():
    assert format_share(0.9999999) != "100 %"
    assert format_share(1e-12) != "0 %"


def test_shares_are_taken_exactly():
    assert percent(0.57) == 57
    assert percent(Fraction(2, 3)).quantize(Decimal("0.01")) == Decimal("66.67")
    assert percent(None) is None


def test_amounts_have_cents_only_where_they_say_something():
    assert format_amount(Decimal("170760.50"), "EUR") == "170,761 EUR"
    assert format_amount(Decimal("999.5"), "EUR") == "999.50 EUR"
    assert format_amount(Decimal(250)) == "250"
    assert cents(2.675) == Decimal("2.68")


@pytest.mark.parametrize("count", [1, 2, 7, 100, 101, 2000])
def test_a_quantile_is_the_smallest_value_that_so_many_do_not_exceed(count):
    values = list(range(count))
    for percentage, found in enumerate(percentile_places(count)):
        assert found == place(Fraction(percentage, 100), count)
        within = sum(value <= values[found] for value in values)
        assert 100 * within >= percentage * count
        assert found == 0 or 100 * (within - 1) < percentage * count
