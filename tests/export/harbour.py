"""A small harbour authority with everything a plan prints: services, teams, people, risks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of

SCENARIO = "s-fire"


def _elements() -> list[r.Element]:
    return [
        element("BERTH", name="Berth allocation", kind="service", rto=240, mtpd=480, wrt=30),
        element("GATE", name="Gate and truck handling", kind="process", rto=480, rpo=60),
        element("BILL", name="Billing of port dues", kind="process", rto=2880),
        element("PILOT", name="Pilot dispatch", kind="activity"),
        element("TOS", name="Terminal operating system", kind="application", rpo=15),
        element("CRM", name="Customer portal", kind="it-service", supplier="Nordlicht Cloud"),
        element("DB", name="Operations database", kind="data"),
        element("SAN", name="Storage array", kind="infrastructure", site="Quay 4"),
        element("VM", name="Virtual machine hosts", kind="infrastructure", site="Quay 4"),
        element("NET1", name="Core switch A", kind="network", site="Quay 4"),
        element("NET2", name="Core switch B", kind="network", site="Annex"),
        element("WAN", name="Wide area link", kind="network", supplier="Fjordnett"),
        element("UPS", name="Battery supply", kind="utility", site="Quay 4"),
        element("ROOM", name="Machine room Quay 4", kind="site", site="Quay 4"),
    ]


def _dependencies() -> list[r.Record]:
    pairs = [
        ("BERTH", "TOS", 0),
        ("GATE", "TOS", 60),
        ("GATE", "CRM", 0),
        ("BILL", "DB", 1440),
        ("PILOT", "BERTH", 30),
        ("TOS", "DB", 0),
        ("TOS", "VM", 0),
        ("DB", "SAN", 0),
        ("VM", "SAN", 0),
        ("SAN", "ROOM", 0),
        ("VM", "ROOM", 0),
        ("ROOM", "UPS", 20),
        ("CRM", "WAN", 0),
    ]
    made: list[r.Record] = [dependency(a, b, tolerance=time) for a, b, time in pairs]
    group = r.RedundancyGroup(
        id="g-net", dependent="TOS", name="Switches", takeover="manual", takeover_time=10
    )
    made.append(group)
    made += [dependency("TOS", name, group="g-net") for name in ("NET1", "NET2")]
    made.append(dependency("BERTH", "CRM", strength="soft"))
    return made


_TASKS = (
    ("T01", "ROOM", "Declare the machine room safe", 45, "FAC", ()),
    ("T02", "ROOM", "Bring in emergency power and cooling", 120, "FAC", ("T01",)),
    ("T03", "SAN", "Rack and cable the replacement array", 90, "SYS", ()),
    ("T04", "SAN", "Restore volumes from the off-site copy", 240, "SYS", ("T03",)),
    ("T05", "VM", "Install hosts from the standard image", 120, "SYS", ()),
    ("T06", "DB", "Restore the database and replay the log", 90, "DBA", ()),
    ("T07", "DB", "Check counts with the berth planners", 30, "DBA", ("T06",)),
    ("T08", "TOS", "Start application servers in order", 40, "APP", ()),
    ("T09", "TOS", "Run the acceptance script with one ship call", 30, "APP", ("T08",)),
    ("T13", "UPS", "Connect the hired generator", 90, "FAC", ()),
    ("T10", "NET1", "Replace the core switch from stock", 60, "SYS", ()),
    ("T11", "BERTH", "Re-enter calls written on paper", 30, "OPS", ()),
    ("T12", "GATE", "Clear the truck queue by appointment", 60, "OPS", ()),
)


def _work() -> list[r.Record]:
    names = {
        "FAC": ("Facilities", 1),
        "SYS": ("Systems and storage", 2),
        "DBA": ("Databases", 1),
        "APP": ("Applications", 1),
        "OPS": ("Port operations", 3),
    }
    made: list[r.Record] = [
        r.Team(id=key, key=key, name=name, capacity=capacity)
        for key, (name, capacity) in names.items()
    ]
    made += [
        r.RecoveryTask(
            id=key, key=key, element=where, name=name, likely=time, demand=((team, 1),), after=after
        )
        for key, where, name, time, team, after in _TASKS
    ]
    made.append(
        r.RecoveryOption(
            id="o-san",
            key="O-SAN",
            element="SAN",
            name="Replace and restore",
            strategy="gradual",
            recovery_time=360,
            rpa=240,
            selected=True,
            proven_time=420,
            proven_on=date(2025, 5, 14),
        )
    )
    return made


def _people() -> list[r.Record]:
    rows = (
        ("HM", "Ingrid Sørensen", None, "Harbour master", "+47 555 0100", None),
        ("F1", "Łukasz Żak", "FAC", "Facility manager", "+47 555 0110", "F2"),
        ("F2", "Δημήτρης Παππάς", "FAC", "Electrician", "+47 555 0111", None),
        ("S1", "Юрий Щукин", "SYS", "Storage engineer", "+47 555 0120", "S2"),
        ("S2", "Ana Peña", "SYS", "Systems engineer", "+47 555 0121", "S1"),
        ("D1", "Đặng Thị Hoa", "DBA", "Database administrator", "+47 555 0130", "S2"),
        ("A1", "Bjørn Ødegård", "APP", "Application owner", "+47 555 0140", None),
        ("O1", "Ola Nordmann", "OPS", "Duty officer", "+47 555 0150", "HM"),
    )
    return [
        r.Person(
            id=key,
            key=key,
            name=name,
            team=team,
            role=role,
            phone=phone,
            email=f"{key.lower()}@harbour.example",
            deputy=deputy,
        )
        for key, name, team, role, phone, deputy in rows
    ]


def _ratings() -> list[r.ImpactRating]:
    bands = ("band-60", "band-240", "band-480", "band-1440")
    levels = {"BERTH": (1, 2, 4, 5), "GATE": (1, 2, 3, 4), "PILOT": (2, 3, 4, 5)}
    losses = {"BERTH": (2000, 12000, 60000, 400000), "GATE": (500, 4000, 9000, 80000)}
    return [
        r.ImpactRating(
            id=f"i-{name}-{band}",
            element=name,
            category="category-1",
            band=band,
            level=levels[name][place],
            loss=Decimal(losses[name][place]) if name in losses else None,
        )
        for name in levels
        for place, band in enumerate(bands)
    ]


def _others() -> list[r.Record]:
    return [
        r.Threat(id="fire", name="Fire"),
        r.Risk(
            id="R1",
            key="R-01",
            title="Fire in the machine room",
            element="ROOM",
            threat="fire",
            inherent_likelihood=3,
            inherent_impact=5,
            likelihood=2,
            impact=5,
            target_likelihood=1,
            target_impact=4,
            control="Early detection; gas suppression",
            treatment="Second room in the annex",
            owner="Łukasz Żak",
            review_date=date(2026, 9, 1),
        ),
        r.Risk(id="R2", key="R-02", title="Link cut by dredging", element="WAN"),
        r.Agreement(
            id="A1",
            key="A-01",
            element="CRM",
            type="UC",
            supplier="Nordlicht Cloud",
            restore_time=720,
            service_hours="24 × 7",
            ends=date(2027, 12, 31),
        ),
        r.Scenario(
            id=SCENARIO,
            key="FIRE",
            name="Fire in the machine room at Quay 4",
            lost=("site:Quay 4",),
            invoke_when="The room is not usable for more than one hour.",
            decided_by="Harbour master, or the duty officer at night",
        ),
    ]


def harbour() -> Model:
    """The organisation, with one scenario that loses a site."""
    method = r.Method(
        id="method",
        organisation="Nordhavn Port Authority",
        currency="EUR",
        detection=15,
        decision=30,
    )
    return model_of(
        method, *_elements(), *_dependencies(), *_work(), *_people(), *_ratings(), *_others()
    )
