"""What another order would have cost, in words: less loss may mean more time past MTPD."""

from __future__ import annotations

from decimal import Decimal

from bcm_tool.amounts import format_amount, format_number
from bcm_tool.analysis.results import Comparison, RecoveryResult
from bcm_tool.durations import format_duration


def compared_text(recovery: RecoveryResult, other: Comparison) -> str:
    """A sentence on one order; what counts before money is said beside it (ENGINE 7)."""
    return f"{other.rule[:1].upper()}{other.rule[1:]} would {_words(recovery, other)}."


def _words(recovery: RecoveryResult, other: Comparison) -> str:
    late, currency = later_words(recovery, other), recovery.model.method.currency
    if other.loss_saved > 0:
        more = f"lose {format_amount(other.loss_saved, currency)} more"
        return f"{more}, and spend {late}" if late else more
    if other.loss_saved < 0:
        less = f"lose {format_amount(-other.loss_saved, currency)} less"
    else:
        less = "lose as much"
    return f"{less}, but spend {late}" if late else less


def later_words(recovery: RecoveryResult, other: Comparison) -> str:
    """What another order spends more of among the goals that count before money; "" if nothing."""
    theirs, own, first = other.objective, recovery.objective, recovery.objective_order
    parts: list[str] = []
    if theirs.past_mtpd > own.past_mtpd:
        parts.append(f"{_weighted(theirs.past_mtpd - own.past_mtpd)} more past MTPD")
    if first == "RTO minutes first" and theirs.past_rto > own.past_rto:
        parts.append(f"{_weighted(theirs.past_rto - own.past_rto)} more past RTO")
    if first == "makespan first" and theirs.makespan > own.makespan:
        longer = format_duration(theirs.makespan - own.makespan)
        parts.append(f"{longer} more until the work is done")
    return " and ".join(parts)


def _weighted(minutes: Decimal) -> str:
    return f"{format_number(minutes)} weighted minute{'' if minutes == 1 else 's'}"
