"""How often something happens: a number of events a year, or a yearly probability of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from bcm_tool.errors import BcmError
from bcm_tool.percents import parse_percent, percent, plain

MOST_A_YEAR = 10_000
_LONG = 10
"""Letters from which on a number of events a year is written as one in so many years."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+", re.ASCII)
_ONE_IN = re.compile(r"(?:once|1)\s*(?:in|every|/)\s*(\d+(?:[.,]\d+)?)\s*(?:years?|y|a)?", re.ASCII)


@dataclass(frozen=True)
class Frequency:
    """``poisson``: ``value`` events a year on average, any number of them in one year.

    ``once``: at most one a year, with the probability ``value`` (0 to 1).
    """

    kind: Literal["poisson", "once"]
    value: float

    @property
    def mean(self) -> float:
        """Events a year on average."""
        return self.value


@lru_cache(maxsize=4096)
def parse(text: str) -> Frequency | None:
    """Read ``0.2`` (events a year), ``once in 5 years`` (the same), ``20 %``; None when empty.

    Raises
    ------
    BcmError
        When it is none of them.
    """
    cleaned = " ".join(text.replace("\u00a0", " ").casefold().split())
    if not cleaned:
        return None
    if "%" in cleaned or "cent" in cleaned:
        return Frequency("once", float(parse_percent(cleaned) / 100))
    if _NUMBER.fullmatch(cleaned):
        yearly = Decimal(cleaned.replace(",", "."))
    elif (found := _ONE_IN.fullmatch(cleaned)) and Decimal(found[1].replace(",", ".")):
        yearly = 1 / Decimal(found[1].replace(",", "."))
    else:
        raise BcmError(
            f"“{text.strip()}” is no frequency; write events a year (0.2, once in 5 years) "
            "or the probability of one in a year (20 %)."
        )
    if yearly > MOST_A_YEAR:
        raise BcmError(f"“{text.strip()}” is more than {MOST_A_YEAR:,} events a year.")
    return Frequency("poisson", float(yearly))


def format_yearly(found: Frequency) -> str:
    """A frequency one can multiply by: ``8 % a year``, ``0.2 a year``, ``1/6 a year``."""
    if found.kind == "once":
        return f"{plain(percent(found.value))} % a year"
    exact = Decimal(repr(found.value))
    shown = f"{exact:,f}"
    if len(shown) > _LONG and exact:
        years = (1 / exact).quantize(Decimal("1e-6"))
        if years and float(1 / years) == found.value:
            return f"1/{plain(years)} a year"
    return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown} a year"
