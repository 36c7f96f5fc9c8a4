"""What to write into each column, in one sentence: the notes of the template and of the help."""

from __future__ import annotations

from collections.abc import Mapping

from bcm_tool.exchange.contract import Column

_DURATION = "A time with its unit: 4h, 1d 12h, 90 min."
_HOURS = "Mon-Fri 08:00-18:00; Sat 09:00-12:00, or 24x7."
_LEVEL = "A level of the {target} scale, by its number or its name."
_LIST = "Several are separated by a semicolon."

_NOTES: Mapping[tuple[str, str], str] = {
    ("method", "name"): (
        "Which setting: currency, detection, decision, horizon, organisation, appetite."
    ),
    ("method", "value"): (
        "Its value. detection, decision and horizon are times: 30 min, 30d. appetite is losses, "
        "each with its highest yearly probability: 100000: 10 %; 1000000: 1 %."
    ),
    ("scales", "scale"): "Which scale the level belongs to: impact, likelihood or risk.",
    ("scales", "number"): "The number of the level; a higher one is worse.",
    ("categories", "category"): "A kind of harm that impacts are rated in.",
    ("categories", "intolerable"): "The impact level from which this harm may not go on.",
    ("tiers", "tier"): "A recovery class.",
    ("tiers", "rto_up_to"): f"The longest RTO that belongs to it. {_DURATION}",
    ("tiers", "weight"): "How much a minute of lateness counts in a recovery sequence.",
    ("matrix", "risk"): "The risk level for this likelihood and this impact.",
    ("elements", "key"): "A short name of your own that never changes, such as APP-7.",
    ("elements", "kind"): "What it is. A kind that is not in the list is added.",
    ("elements", "owner"): "Who answers for it.",
    ("elements", "site"): "Where it is. A scenario can lose everything at a site.",
    ("elements", "supplier"): "Who provides it. A scenario can lose everything of a supplier.",
    ("elements", "mtpd"): f"Maximum tolerable period of disruption, if agreed. {_DURATION}",
    ("elements", "rto"): f"Recovery time objective, if agreed. {_DURATION}",
    ("elements", "rpo"): f"Recovery point objective: how much work may be lost. {_DURATION}",
    ("elements", "wrt"): f"Work recovery time: catching up once it runs again. {_DURATION}",
    ("elements", "mbco"): "Minimum business continuity objective: what must run at least.",
    ("elements", "impact_tolerance"): f"A tolerance set for a regulator. {_DURATION}",
    ("elements", "availability"): (
        "How much of the time it works by itself, whatever it depends on: 99.9 % or 0.999."
    ),
    ("elements", "mtbf"): f"Mean time between failures: how long it runs. {_DURATION}",
    ("elements", "mtrs"): f"Mean time to restore service: how long a failure lasts. {_DURATION}",
    ("dependencies", "dependent"): "The key of the element that needs the other.",
    ("dependencies", "provider"): "The key of the element that is needed.",
    ("dependencies", "strength"): "hard: stops without it. soft: runs worse. Empty means hard.",
    ("dependencies", "tolerance"): f"How long it runs without (battery, stock). {_DURATION}",
    ("dependencies", "group"): "The redundancy group of the dependent that this provider is in.",
    ("groups", "dependent"): "The key of the element that needs the group.",
    ("groups", "group"): "The name of the group; dependencies name it in their column group.",
    ("groups", "required"): "How many members must run.",
    ("groups", "takeover"): "How another member takes over. Empty means automatic.",
    ("groups", "takeover_time"): f"How long that takes. {_DURATION}",
    ("impacts", "band"): f"How long after the event. {_DURATION} A new band is added.",
    ("impacts", "category"): "The kind of harm. A new category is added.",
    ("impacts", "level"): "How bad it is by then: number or name on the impact scale.",
    ("impacts", "loss"): "The money lost by then, in all.",
    ("teams", "capacity"): "How many units of the team work at the same time. Empty means 1.",
    ("teams", "hours"): f"When it is there: {_HOURS} Empty means always.",
    ("teams", "call_out"): (
        "How long after it is called it comes outside its hours. Empty: it does not come. "
        + _DURATION
    ),
    ("teams", "skills"): f"What it is able to do, in words of your own. {_LIST}",
    ("people", "team"): "The key of the team.",
    ("people", "deputy"): "The key of the person who stands in.",
    ("options", "recovery_time"): f"How long bringing it back takes this way. {_DURATION}",
    ("options", "rpa"): f"How old the data are that come back. {_DURATION}",
    ("options", "selected"): "yes for the one that counts.",
    ("options", "proven_time"): f"Measured in an exercise or an incident. {_DURATION}",
    ("options", "proven_rpa"): f"Measured in an exercise or an incident. {_DURATION}",
    ("tasks", "likely"): f"How long it most likely takes. {_DURATION}",
    ("tasks", "optimistic"): f"How long when all goes well. {_DURATION}",
    ("tasks", "pessimistic"): f"How long when much goes wrong. {_DURATION}",
    ("tasks", "team"): "The team that works on it, or several with units: DBA:1;SYS:2.",
    ("tasks", "demand"): "Units of the single team in the column team. Empty means 1.",
    ("tasks", "after"): f"Keys of tasks that must be done before. {_LIST}",
    ("tasks", "needed"): "After a loss, after an outage, or both. Empty means both.",
    ("tasks", "skill"): "What the team must be able to do. Without a team: one that has the skill.",
    ("tasks", "lag"): f"The least wait after the end of the tasks before. {_DURATION}",
    ("tasks", "blocking"): ("yes for a decision: whatever else the element needs waits for it."),
    ("agreements", "service_hours"): f"When the supplier begins work: {_HOURS}",
    ("agreements", "type"): "SLA, OLA or UC (underpinning contract).",
    ("agreements", "restore_time"): f"How fast they promise to restore. {_DURATION}",
    ("agreements", "rpo"): f"How much work they may lose. {_DURATION}",
    ("risks", "threat"): "What may happen. A new threat is added.",
    ("scenarios", "lost"): f"What is lost: element keys, site:NAME, supplier:NAME. {_LIST}",
    ("scenarios", "invoke_when"): "What must have happened for this plan to be invoked.",
    ("scenarios", "decided_by"): "Who may decide that.",
    ("scenarios", "start"): "When it begins: Mon 14:00. Empty: unknown, hours are not counted.",
    ("scenarios", "frequency"): (
        "Events a year (0.2, once in 5 years), or the yearly probability of one (20 %)."
    ),
}
_COMMON: Mapping[str, str] = {
    "key": "A short name of your own that never changes.",
    "name": "What people call it.",
    "element": "The key of the element.",
    "note": "Anything worth remembering.",
    "source": "Where this is from: an interview, a contract, a measurement.",
    "as_of": "When that was.",
}
_BY_TYPE: Mapping[str, str] = {
    "minutes": _DURATION,
    "date": "A date: 2026-03-31.",
    "money": "An amount in the currency of the method.",
    "integer": "A whole number.",
    "level": _LEVEL,
}


def column_note(sheet: str, column: Column) -> str:
    """What belongs into a column, as complete sentences."""
    text = _NOTES.get((sheet, column.name)) or _COMMON.get(column.name)
    text = text or _BY_TYPE.get(column.type, "").format(target=column.target)
    if column.type == "date" and column.name == "as_of":
        text = f"{text} {_BY_TYPE['date']}"
    elif column.type == "choice" and not text:
        text = f"One of: {', '.join(column.choices)}."
    return f"Required. {text}".strip() if column.required else text or "Free text."
