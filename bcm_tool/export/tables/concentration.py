"""How much of the portfolio hangs on one cause, and what becomes single while others are out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from bcm_tool.amounts import format_number
from bcm_tool.analysis.concentration import DAY, HOUR, Concentration, ConcentrationResult
from bcm_tool.analysis.results import ImpactResult
from bcm_tool.durations import format_duration
from bcm_tool.export.table import Cell, Row, Table, Tone, column, even, row, table
from bcm_tool.export.tables.words import key_of, keys, kind_name, money_title
from bcm_tool.model.model import Model
from bcm_tool.percents import format_share, percent

FIRST = 3
"""Services named in a row, those with the tightest RTO."""
LARGE, SOME = Decimal(50), Decimal(20)

TEAM_NOTE = (
    "A team stops nothing when it is away: its share is that of the services whose recovery, when "
    "all they need is lost, has tasks for it, or for a skill that it alone has."
)
WEIGHT_NOTE = (
    "The portfolio is all services, each with the weight of its tier (1 without a tier). What "
    "stops follows from hard needs and groups, whatever tolerances and takeovers there are."
)
LEFT_NOTE = (
    "What is left is an indication: stopped counts 0; a group what its members have left "
    "against what is required; soft needs and own work count as equal shares."
)


def concentration_table(model: Model, result: ConcentrationResult, impact: ImpactResult) -> Table:
    """A row per cause that takes anything out, the largest share of the portfolio first."""
    columns = (
        column("kind", "Cause", width=18),
        column("name", "Name", width=20),
        column("hit", "Elements", "integer", 8, about="Elements that the cause takes out."),
        column("stopped", "Services", "integer", 8, about="Services that stop with it."),
        column(
            "share",
            "Share",
            "percent",
            9,
            about="Weight of those services, that of their tiers, against the whole portfolio's.",
        ),
        column(
            "left",
            "Left",
            "percent",
            9,
            about="What still runs of the portfolio, degraded services in part: an indication.",
        ),
        column(
            "first", "First services", width=40, about="Those with the tightest RTO, and the RTO."
        ),
        column(
            "stop",
            "First stop",
            "elapsed",
            about="When the first of them stops, if nothing is repaired: tolerances are counted.",
        ),
        column("hour", money_title(model, "Loss in 1 h"), "money", 18),
        column("day", money_title(model, "Loss in 1 d"), "money", 18),
        column(
            "degraded",
            "Run on in part",
            width=44,
            about="Services that lose a member or what they need softly, and what is left.",
        ),
    )
    notes = [WEIGHT_NOTE, TEAM_NOTE, LEFT_NOTE]
    if result.context:
        notes.insert(0, context_note(model, result))
    rows = (_row(model, item, impact) for item in result.rows)
    return even(table("concentration", "Concentration", columns, rows, *notes), "share", "left")


def context_note(model: Model, result: ConcentrationResult) -> str:
    """What is out beforehand, and what that stops already."""
    head = f"Out beforehand: {keys(model, result.context)}."
    if not result.already:
        return f"{head} That alone stops no service."
    return f"{head} That alone stops {keys(model, result.already)}, which is in no row."


def _row(model: Model, item: Concentration, impact: ImpactResult) -> Row:
    share = percent(item.share)
    tone: Tone = "bad" if share >= LARGE else "warning" if share >= SOME else ""
    return row(
        cause_words(model, item),
        item.name,
        len(item.hit),
        len(item.stopped),
        Cell(share, tone),
        None if item.retained is None else percent(item.retained),
        first_services(model, item.stopped, impact),
        item.first_stop,
        item.first_hour,
        item.first_day,
        ", ".join(_left_of(model, item)),
        ref=f"{item.kind}:{item.element or item.name}",
        element=item.element or (item.hit[0] if len(item.hit) == 1 else ""),
    )


def _left_of(model: Model, item: Concentration) -> list[str]:
    return [f"{key_of(model, service)} {format_share(left)}" for service, left in item.degraded]


def cause_words(model: Model, item: Concentration) -> str:
    """What sort of cause it is, in words."""
    if item.element is not None:
        return kind_name(model, model.elements[item.element])
    return {
        "site": "Whole site",
        "supplier": "Whole supplier",
        "owner": "Whole owner",
        "team": "Team, to recover",
    }.get(item.kind, item.kind.capitalize())


def first_services(model: Model, services: Iterable[str], impact: ImpactResult) -> str:
    """The first few services with their RTO, and how many more there are."""
    known = list(services)
    shown = []
    for service in known[:FIRST]:
        rto = impact.elements[service].rto
        shown.append(key_of(model, service) + ("" if rto is None else f" ({format_duration(rto)})"))
    more = len(known) - FIRST
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def reasons(
    model: Model, result: ConcentrationResult, item: Concentration, impact: ImpactResult
) -> list[str]:
    """Why a row says what it says, as sentences whose numbers add up."""
    takes = "Has tasks for" if item.kind == "team" else "Takes out"
    found = [f"{takes} {keys(model, item.hit)}."]
    total = sum(result.weights.values(), Fraction(0))
    if item.degraded:
        found.append(f"Run on in part: {', '.join(_left_of(model, item))}.")
    left = _left_sum(model, result, item, total)
    if not item.stopped:
        return [*found, "No service stops with it.", *left]
    weights = [
        f"{key_of(model, service)} {_plain(result.weights[service])}" for service in item.stopped
    ]
    sum_ = _plain(sum((result.weights[service] for service in item.stopped), Fraction(0)))
    found.append(
        f"Share of portfolio: {' + '.join(weights)} = {sum_} of {_plain(total)}, "
        f"which is {format_share(item.share)}."
    )
    found += left
    for minutes, loss in ((HOUR, item.first_hour), (DAY, item.first_day)):
        if loss is not None:
            found.append(
                f"Loss in {format_duration(minutes)}: {_sum(model, item, impact, minutes)}"
            )
    return found


def _left_sum(
    model: Model, result: ConcentrationResult, item: Concentration, total: Fraction
) -> list[str]:
    """How much of the portfolio runs on: whole services and parts of others."""
    if item.retained is None:
        return []
    parts = [(one, share * result.weights[one]) for one, share in item.degraded]
    whole = item.retained * total - sum((weight for _, weight in parts), Fraction(0))
    terms = [f"services that run on whole {_plain(whole)}"] if whole or not parts else []
    terms += [
        f"{key_of(model, one)} {_plain(result.weights[one])} × {format_share(share)}"
        for one, share in item.degraded
    ]
    return [
        f"Left of portfolio: {' + '.join(terms)} = {_plain(item.retained * total)} of "
        f"{_plain(total)}, which is {format_share(item.retained)}."
    ]


def _sum(model: Model, item: Concentration, impact: ImpactResult, minutes: int) -> str:
    curves = {element: impact.elements[element].loss for element in item.counted}
    parts = {element: curve.at(minutes) for element, curve in curves.items() if curve}
    shown = [f"{key_of(model, element)} {format_number(loss)}" for element, loss in parts.items()]
    return f"{' + '.join(shown)} = {format_number(sum(parts.values(), Decimal(0)))}."


def _plain(weight: Fraction) -> str:
    return format_number(Decimal(weight.numerator) / Decimal(weight.denominator))


def exposed_table(model: Model, result: ConcentrationResult) -> Table:
    """Elements that stop services alone only while the context is out."""
    found = result.exposed or {}
    ordered = sorted(found, key=lambda item: (-len(found[item]), key_of(model, item)))
    columns = (
        column("key", "Key", width=14),
        column("name", "Name", width=30),
        column("kind", "Kind", width=18),
        column("count", "Services stopped", "integer", 16),
        column("services", "Which", width=48),
    )
    rows = (
        row(
            model.elements[item].key,
            model.elements[item].name,
            kind_name(model, model.elements[item]),
            len(found[item]),
            keys(model, found[item]),
            ref=item,
            element=item,
        )
        for item in ordered
    )
    note = context_note(model, result) if result.context else ""
    return table("exposed", "Single points of failure meanwhile", columns, rows, note)


def retained_table(model: Model, result: ConcentrationResult, impact: ImpactResult) -> Table:
    """What is left of each service while the context is out; whole ones are not listed."""
    found = result.retained or {}
    columns = (
        column("key", "Service", width=14),
        column("name", "Name", width=30),
        column("rto", "RTO", "minutes"),
        column("left", "Left", "percent", about="0 % has stopped; an indication otherwise."),
        column("state", "State", width=14),
    )
    rows = (
        row(
            key_of(model, item),
            model.elements[item].name,
            impact.elements[item].rto,
            percent(share),
            Cell("degraded", "warning") if share else Cell("stopped", "bad"),
            ref=item,
            element=item,
        )
        for item, share in found.items()
    )
    return even(table("retained", "Retained capacity", columns, rows, LEFT_NOTE), "left")
