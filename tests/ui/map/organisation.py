"""A city bank of 60 elements for tests and screenshots: every kind, groups, soft needs."""

from typing import Any

from bcm_tool.model import edits
from bcm_tool.model.method import default_model
from bcm_tool.model.records import (
    Dependency,
    Element,
    Record,
    RecoveryOption,
    RedundancyGroup,
    Scenario,
)

ELEMENTS = """
SRV-01 service Payments|rto=240
SRV-02 service Online banking|rto=480
SRV-03 service Card services|rto=240
SRV-04 service Lending|rto=4320
SRV-05 service Branch services|rto=1440
BP-01 process Execute payments|rto=240
BP-02 process Authorise cards|rto=120
BP-03 process Customer contact centre|rto=240 supplier=Voicely
BP-04 process Grant loans|rto=4320
BP-05 process Cash supply|rto=1440
BP-06 process Fraud monitoring|rto=480
BP-07 process Regulatory reporting|rto=2880
ACT-01 activity Release payment files
ACT-02 activity Screen sanctions lists
ACT-03 activity Answer calls
ACT-04 activity Assess credit risk
ITS-01 it-service Payment platform
ITS-02 it-service Digital banking platform
ITS-03 it-service Workplace
ITS-04 it-service Identity and access
ITS-05 it-service Integration hub
APP-01 application Core banking
APP-02 application Payment engine
APP-03 application Card host
APP-04 application Mobile app backend
APP-05 application Web portal
APP-06 application Credit workflow
APP-07 application Telephony (SaaS)|supplier=Voicely
APP-08 application Sanctions screening|supplier=ListWatch
APP-09 application Data warehouse
APP-10 application E-mail and calendar|supplier=CloudOffice
DAT-01 data Accounts and balances
DAT-02 data Payment queue
DAT-03 data Card data
DAT-04 data Customer master data
DAT-05 vital-record Loan contracts
TM-01 team Operations team
TM-02 team Database administrators
TM-03 team Payments desk
ROLE-1 person Duty manager
INF-01 infrastructure Mainframe A|site=Data centre North
INF-02 infrastructure Mainframe B|site=Data centre South
INF-03 infrastructure Database cluster|site=Data centre North
INF-04 infrastructure Virtualisation cluster North|site=Data centre North
INF-05 infrastructure Virtualisation cluster South|site=Data centre South
INF-06 infrastructure Storage array|site=Data centre North
INF-07 equipment HSM payment keys|site=Data centre North
INF-08 equipment Cash machines
NET-01 network Wide area network|supplier=LineCo
NET-02 network Internet access|supplier=LineCo
NET-03 network Branch network|supplier=LineCo
NET-04 network SWIFT connection
SUP-01 supplier Voicely
SUP-02 supplier CloudOffice
SUP-03 supplier LineCo
SUP-04 supplier CashLogistics
UTL-01 utility Power North
UTL-02 utility Power South
SITE-1 site Data centre North|site=Data centre North
SITE-2 site Data centre South|site=Data centre South
SITE-3 site Headquarters
"""
NEEDS = """
SRV-01: BP-01 BP-06~ BP-02
SRV-02: ITS-02 BP-03~ BP-06~
SRV-03: BP-02 BP-03~
SRV-04: BP-04
SRV-05: BP-05 NET-03+240
BP-01: ACT-01 ACT-02+120 ITS-01
BP-02: APP-03 NET-01
BP-03: ACT-03
BP-04: ACT-04+1440 APP-06 DAT-05~
BP-05: INF-08 SUP-04+1440
BP-06: APP-09~ APP-03
BP-07: APP-09
ACT-01: TM-03 APP-02 ITS-03+60
ACT-02: APP-08
ACT-03: APP-07 ITS-03~
ACT-04: APP-06 SITE-3+480
ITS-01: APP-02 APP-01 NET-04+60
ITS-02: APP-04 APP-05 ITS-04 NET-02
ITS-03: APP-10~ ITS-04 SITE-3
ITS-04: INF-04 INF-05
ITS-05: INF-04 INF-05
APP-01: INF-01 INF-02 DAT-01
APP-02: DAT-02 INF-07 ITS-05+15 TM-01~
APP-03: DAT-03 INF-07 INF-03
APP-04: ITS-05 DAT-04 INF-04 INF-05
APP-05: ITS-05 DAT-04 INF-04
APP-06: DAT-04 INF-04
APP-07: SUP-01 NET-02
APP-08: NET-02
APP-09: DAT-01~ INF-06
APP-10: SUP-02 NET-02
DAT-01: INF-06
DAT-02: INF-03
DAT-03: INF-03
DAT-04: INF-03 TM-02~
INF-01: SITE-1 UTL-01+30
INF-02: SITE-2 UTL-02+30
INF-03: SITE-1 INF-06
INF-04: SITE-1 UTL-01+30 NET-01~
INF-05: SITE-2 UTL-02+30
INF-06: SITE-1 UTL-01+30
INF-07: SITE-1
INF-08: NET-03
NET-01: SUP-03
NET-02: SUP-03
NET-03: SUP-03 NET-01
TM-01: SITE-3~
TM-03: SITE-3+240 ROLE-1~
"""
GROUPS = """
ITS-04 1 automatic 0 INF-04 INF-05
ITS-05 1 manual 30 INF-04 INF-05
APP-01 1 restore 120 INF-01 INF-02
APP-04 1 automatic 5 INF-04 INF-05
"""
TIMES = {
    "SITE-1": 2880, "SITE-2": 2880, "INF-01": 480, "INF-03": 360, "INF-04": 240, "INF-06": 600,
    "INF-07": 1440, "NET-01": 120, "NET-02": 60, "APP-01": 120, "APP-02": 60, "SUP-01": 720,
}  # fmt: skip


def organisation():
    """The bank; ids are the keys, dependencies are ``A>B``."""
    records: list[Record] = []
    for line in ELEMENTS.strip().splitlines():
        head, _, rest = line.partition("|")
        key, kind, name = head.split(" ", 2)
        values: dict[str, Any] = {}
        for field, value in _pairs(rest):
            values[field] = int(value) if value.isdigit() else value
        records.append(Element(id=key, key=key, kind=kind, name=name, **values))
    groups = {}
    for line in GROUPS.strip().splitlines():
        owner, required, takeover, time, *members = line.split()
        group = RedundancyGroup(
            id=f"g-{owner}",
            dependent=owner,
            name="Pair",
            required=int(required),
            takeover=takeover,
            takeover_time=int(time),
        )
        records.append(group)
        groups |= {(owner, member): group.id for member in members}
    for line in NEEDS.strip().splitlines():
        owner, _, rest = line.partition(": ")
        for word in rest.split():
            provider, _, tolerance = word.removesuffix("~").partition("+")
            records.append(
                Dependency(
                    id=f"{owner}>{provider}",
                    dependent=owner,
                    provider=provider,
                    strength="soft" if word.endswith("~") else "hard",
                    tolerance=int(tolerance or 0),
                    group=groups.get((owner, provider)),
                )
            )
    for key, minutes in TIMES.items():
        records.append(
            RecoveryOption(
                id=f"o-{key}",
                key=f"O-{key}",
                element=key,
                name="Restore",
                recovery_time=minutes,
                selected=True,
            )
        )
    records.append(
        Scenario(
            id="s1", key="SC-01", name="Data centre North lost", lost=("site:Data centre North",)
        )
    )
    return edits.add(default_model(), *records)


def _pairs(text):
    found = []
    for word in text.split():
        if "=" in word:
            found.append(word.split("=", 1))
        elif found:
            found[-1][1] += f" {word}"
    return found
