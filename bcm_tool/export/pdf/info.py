"""What a plan says about itself: document control, given from outside so that nothing ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Paper = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """Document control. The same model, results and info give the same bytes.

    ``version`` and ``digest`` say which state of the document was printed; ``software`` which
    program printed it.
    """

    printed_on: date
    version: str = ""
    digest: str = ""
    software: str = ""
    status: str = "Draft"
    classification: str = "Confidential: holds personal data"
    owner: str = ""
    approver: str = ""
    next_review: date | None = None
