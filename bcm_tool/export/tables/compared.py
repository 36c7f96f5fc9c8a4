"""What another order would have cost, in words: less loss may mean more time past MTPD."""

from __future__ import annotations

from decimal import Decimal

from bcm_tool.analysis.results import Comparison, RecoveryResult
from bcm_tool.export.table import format_number
from bcm_tool.model.model import Model


def compared_text(recovery: RecoveryResult, other: Comparison) -> str:
    """A sentence on one order; minutes past MTPD count before money (ENGINE 7)."""
    return f"{other.rule[:1].upper()}{other.rule[1:]} would {_words(recovery, other)}."


def amount(recovery: RecoveryResult, value: Decimal) -> str:
    """An amount for a sentence: without cents where they say nothing."""
    return money_text(recovery.model, value)


def money_text(model: Model, value: Decimal) -> str:
    """An amount in the document's currency, without cents where they say nothing."""
    shown = value.quantize(Decimal(1)) if abs(value) >= 1000 else value
    return f"{format_number(shown)} {model.method.currency}".strip()


def _words(recovery: RecoveryResult, other: Comparison) -> str:
    late = _later(recovery, other)
    if other.loss_saved > 0:
        more = f"lose {amount(recovery, other.loss_saved)} more"
        return f"{more}, and spend {late}" if late else more
    if other.loss_saved < 0:
        less = f"lose {amount(recovery, -other.loss_saved)} less"
    else:
        less = "lose as much"
    return f"{less}, but spend {late}" if late else less


def _later(recovery: RecoveryResult, other: Comparison) -> str:
    minutes = other.objective.past_mtpd - recovery.objective.past_mtpd
    if minutes <= 0:
        return ""
    weighted = "weighted minute" if minutes == 1 else "weighted minutes"
    return f"{format_number(minutes)} {weighted} more past MTPD"
