"""How much loss an organisation accepts: losses, each with its highest yearly probability."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from bcm_tool.errors import BcmError
from bcm_tool.percents import parse_percent

EXAMPLE = "100000: 10 %; 1000000: 1 %"
_LOSS = re.compile(r"(\d+(?:\.\d+)?)([km]?)", re.ASCII)
_WORTH = {"": 1, "k": 1000, "m": 1_000_000}


@dataclass(frozen=True)
class AppetitePoint:
    """A yearly loss of ``loss`` or more is accepted with at most ``probability`` (0 to 1)."""

    loss: Decimal
    probability: float


@lru_cache(maxsize=256)
def parse(text: str) -> tuple[AppetitePoint, ...]:
    """Read ``100000: 10 %; 1000000: 1 %``, smallest loss first; nothing when empty.

    ``100k`` and ``1M`` are understood, and so are blanks and apostrophes between thousands.

    Raises
    ------
    BcmError
        When a part is not understood, a loss is named twice, or a higher loss is accepted more
        often than a lower one.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    points = sorted((_point(part) for part in parts), key=lambda point: point.loss)
    for lower, higher in pairwise(points):
        if lower.loss == higher.loss:
            raise BcmError(f"The loss {higher.loss:f} stands twice in the appetite.")
        if higher.probability > lower.probability:
            raise BcmError(
                f"The appetite accepts {higher.loss:f} more often than {lower.loss:f}; "
                "a higher loss can only be accepted less often."
            )
    return tuple(points)


def _point(part: str) -> AppetitePoint:
    loss, mark, probability = part.partition(":")
    found = _LOSS.fullmatch(re.sub(r"[\s'’_\u00a0\u202f]", "", loss).lower())
    if found is None or not mark:
        raise BcmError(f"“{part}” is no loss with a probability; write for example {EXAMPLE}.")
    amount = Decimal(found[1]) * _WORTH[found[2]]
    return AppetitePoint(amount, float(parse_percent(probability) / 100))
