"""A first guess at a mapping, from the names of sheets and columns; a person corrects it."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from difflib import get_close_matches

from bcm_tool.exchange.contract import SHEET_BY_NAME, SHEETS, header_name
from bcm_tool.exchange.mapping import (
    Inspected,
    InspectedSheet,
    MappedColumn,
    Mapping,
    SheetMapping,
    Unit,
)

_UNIT_WORDS: Dictionary[str, Unit] = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hours"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "minutes"),
    **dict.fromkeys(("d", "day", "days"), "days"),
}
_NEEDS = (
    "depends_on dependencies dependency requires required_systems uses needs relies_on "
    "upstream supporting_systems supporting_applications systems_used"
)
_WORDS: Dictionary[str, Dictionary[str, str]] = {
    "elements": {
        "key": "id code ref reference asset_id system_id process_id service_id application_id "
        "ci_id identifier number no",
        "name": "system system_name application application_name app service service_name "
        "process process_name business_process asset asset_name title element label",
        "kind": "type class category asset_type layer",
        "description": "desc details purpose comment comments notes",
        "owner": "responsible business_owner process_owner system_owner service_owner contact",
        "site": "location building place data_centre data_center",
        "supplier": "vendor third_party provider_name manufacturer",
        "lifecycle": "lifecycle_stage stage",
        "mtpd": "mtd mao maximum_tolerable_downtime maximum_tolerable_period_of_disruption",
        "rto": "recovery_time_objective target_rto required_rto",
        "rpo": "recovery_point_objective target_rpo required_rpo",
        "wrt": "work_recovery_time",
        "mbco": "minimum_business_continuity_objective minimum_level",
        "availability": "uptime availability_percent target_availability",
        "mtbf": "mean_time_between_failures mttf mean_time_to_failure",
        "mtrs": "mean_time_to_restore_service mttr mean_time_to_repair mean_time_to_restore",
    },
    "dependencies": {
        "dependent": "from parent consumer downstream system service process",
        "provider": f"to child supplier_system target {_NEEDS}",
        "strength": "type criticality hard_soft",
        "tolerance": "autonomy buffer survives",
    },
    "impacts": {
        "element": "process system service id",
        "category": "impact_category impact_type harm",
        "band": "time time_band after duration",
        "level": "impact rating score severity",
        "loss": "financial_loss cost amount money",
    },
    "teams": {
        "key": "id code team_id",
        "name": "team team_name group",
        "capacity": "size people",
        "hours": "working_hours office_hours support_hours shift shifts roster",
        "call_out": "callout callout_time call_out_time response_time on_call",
        "skills": "skill competences competencies qualifications abilities",
    },
    "people": {
        "key": "id code person_id staff_id",
        "name": "person full_name employee",
        "team": "group department",
        "role": "function job_title position",
        "deputy": "backup substitute",
        "phone": "telephone mobile tel",
        "email": "e_mail mail",
    },
    "tasks": {
        "key": "id code task_id step no",
        "element": "system service asset",
        "name": "task task_name activity action title",
        "likely": "duration time estimate effort most_likely",
        "optimistic": "best_case minimum min",
        "pessimistic": "worst_case maximum max",
        "team": "responsible resource assigned_to",
        "after": "predecessor predecessors depends_on previous",
        "skill": "skills required_skill competence qualification",
        "lag": "wait waiting_time minimum_lag delay",
        "blocking": "decision decision_point gate hold_point",
    },
    "agreements": {
        "key": "id code contract_id agreement_id no",
        "element": "system service asset",
        "type": "agreement_type contract_type",
        "supplier": "vendor provider contractor",
        "restore_time": "fix_time time_to_restore resolution_time",
        "service_hours": "hours support_hours contract_hours coverage service_window",
        "ends": "end end_date expires expiry",
    },
    "scenarios": {
        "key": "id code scenario_id no",
        "name": "scenario scenario_name title",
        "lost": "affected affects scope elements",
        "invoke_when": "trigger",
        "start": "starts begins start_time",
        "frequency": "annual_frequency yearly_frequency rate probability likelihood aro",
    },
    "risks": {
        "key": "id code risk_id ref no",
        "title": "risk name risk_title description",
        "element": "asset system process",
        "threat": "cause hazard threat_name",
        "likelihood": "probability",
        "impact": "severity consequence",
        "control": "controls existing_controls measures",
        "treatment": "action mitigation response",
        "owner": "risk_owner responsible",
        "review_date": "review next_review due",
    },
}
_KIND_WORDS = {
    "application": "Application",
    "app": "Application",
    "system": "Application",
    "process": "Business process",
    "service": "Product or service",
    "supplier": "Supplier",
    "vendor": "Supplier",
    "site": "Site",
    "location": "Site",
    "server": "Infrastructure",
    "network": "Network",
    "equipment": "Equipment",
}
_CLOSE = 0.86


def guess_mapping(inspected: Inspected) -> Mapping:
    """The likeliest mapping of every sheet; sheets that fit nothing of ours are left out."""
    found: list[SheetMapping] = []
    for sheet in inspected.sheets:
        candidates = [_fit(sheet, target) for target in SHEET_BY_NAME]
        best = max(candidates, key=lambda item: _score(sheet, item))
        if _score(sheet, best) > 0:
            found.append(_with_kind(sheet, best))
            found += _needs(sheet, best)
    return Mapping(tuple(found))


def _fit(sheet: InspectedSheet, target: str) -> SheetMapping:
    """Which of our columns of one sheet their headers could be; each is used once."""
    words = _vocabulary(target)
    durations = {column.name for column in SHEET_BY_NAME[target].columns if _is_time(column.type)}
    columns: list[MappedColumn] = []
    taken: set[str] = set()
    # An exact name comes before a synonym and that before a similar word.
    for exact in (0, 1, 2):
        for header in sheet.headers:
            if not header or any(item.header == header for item in columns):
                continue
            word, unit = _base(header)
            column = _column(word, words, exact) or _column(header_name(header), words, exact)
            if column and column not in taken:
                taken.add(column)
                columns.append(MappedColumn(header, column, unit if column in durations else ""))
    columns.sort(key=lambda item: sheet.headers.index(item.header))
    return SheetMapping(sheet.name, target, tuple(columns))


def _is_time(kind: str) -> bool:
    return kind in ("minutes", "band")


def _vocabulary(target: str) -> dict[str, str]:
    """Word -> column; our own names win over synonyms."""
    words = {
        word: column
        for column, synonyms in _WORDS.get(target, {}).items()
        for word in synonyms.split()
    }
    return {**words, **{name: name for name in SHEET_BY_NAME[target].names}}


def _column(word: str, words: Dictionary[str, str], exact: int) -> str | None:
    if exact == 0:
        return word if words.get(word) == word else None
    if exact == 1:
        return words.get(word)
    close = get_close_matches(word, words, 1, _CLOSE) if len(word) > 3 else []
    return words[close[0]] if close else None


def _base(header: str) -> tuple[str, Unit]:
    """``RTO (h)`` and ``rto_hours`` are ``rto`` in hours."""
    parts = [part for part in re.split(r"[\s_()\[\]/,.:-]+", header.casefold()) if part]
    unit: Unit = ""
    if len(parts) > 1 and parts[-1] in _UNIT_WORDS:
        unit = _UNIT_WORDS[parts.pop()]
        if len(parts) > 1 and parts[-1] == "in":
            parts.pop()
    return "_".join(parts), unit


def _score(sheet: InspectedSheet, mapping: SheetMapping) -> float:
    """How well a sheet fits: 0 where what says which row it is cannot be found."""
    target = SHEET_BY_NAME[mapping.target]
    mapped = {item.column for item in mapping.columns}
    identity = {column.name for column in target.identity}
    if mapping.target in ("elements", "teams") and "name" in mapped:
        identity.discard("key")
    if not identity <= mapped or (target.name == "elements" and not mapped & {"key", "name"}):
        return 0.0
    required = {column.name for column in target.columns if column.required}
    named = header_name(sheet.name) == target.name or bool(
        get_close_matches(header_name(sheet.name), [target.name], 1, _CLOSE)
    )
    explained = len(mapped) + sum(len(item.columns) - 1 for item in _needs(sheet, mapping))
    # Elements come first among equals: they are what most lists are about.
    favour = 0.5 if target.name == "elements" else 0.0
    if target.name == "elements" and len(mapped) == 1 and _repeats(sheet, mapping):
        favour = -2.0
    covered = len(mapped & required) / len(required)
    return explained + covered + 3 * named + favour - 0.01 * _place(target.name)


def _repeats(sheet: InspectedSheet, mapping: SheetMapping) -> bool:
    """Whether the first rows name one element twice, as a list of connections does."""
    header = mapping.header_of("key") or mapping.header_of("name")
    place = sheet.headers.index(header) if header in sheet.headers else len(sheet.headers)
    named = [row[place].casefold() for row in sheet.rows if place < len(row) and row[place]]
    return len(set(named)) < len(named)


def _place(name: str) -> int:
    return [sheet.name for sheet in SHEETS].index(name)


def _with_kind(sheet: InspectedSheet, mapping: SheetMapping) -> SheetMapping:
    """Elements of a sheet called Applications are applications, unless a column says it."""
    if mapping.target != "elements" or mapping.header_of("kind"):
        return mapping
    words = header_name(sheet.name).split("_")
    kinds = [_KIND_WORDS[stem] for word in words for stem in _stems(word) if stem in _KIND_WORDS]
    fixed = (("kind", kinds[0]),) if kinds else ()
    return SheetMapping(mapping.sheet, mapping.target, mapping.columns, fixed)


def _stems(word: str) -> tuple[str, ...]:
    return (word, word.removesuffix("s"), word.removesuffix("es"))


def _needs(sheet: InspectedSheet, mapping: SheetMapping) -> list[SheetMapping]:
    """A list of what an element depends on, in its own row, feeds the dependencies."""
    own = mapping.header_of("key") or mapping.header_of("name")
    if mapping.target != "elements" or own is None:
        return []
    used = {item.header for item in mapping.columns}
    words = _NEEDS.split()
    for header in sheet.headers:
        if header not in used and header_name(header) in words:
            columns = (MappedColumn(own, "dependent"), MappedColumn(header, "provider"))
            return [SheetMapping(sheet.name, "dependencies", columns)]
    return []
