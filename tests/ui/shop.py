"""A small shop with some of everything."""

from datetime import date
from decimal import Decimal

from bcm_tool.model import records as r
from tests.builders import dependency, element, model_of


def small_model():
    """A shop on two servers that stand in for each other, with all that goes with it."""
    shop = element("SHOP", name="Online shop", kind="service", rto=240, owner="Ada", site="Rome")
    crm = element("CRM", name="Customer records", kind="application", rpo=60)
    one, two = (element(key, name=f"Server {key}", kind="infrastructure") for key in ("S1", "S2"))
    power = element("POWER", name="Power feed", kind="utility")
    group = r.RedundancyGroup(id="g", dependent="CRM", name="Servers", required=1)
    bands = ("band-60", "band-240", "band-1440")
    return model_of(
        shop,
        crm,
        one,
        two,
        power,
        group,
        dependency("SHOP", "CRM"),
        dependency("CRM", "S1", group="g"),
        dependency("CRM", "S2", group="g"),
        dependency("S1", "POWER", tolerance=30),
        *(
            r.ImpactRating(
                id=f"i{n}",
                element="SHOP",
                category="category-1",
                band=band,
                level=n + 2,
                loss=Decimal(1000 * (n + 1)),
            )
            for n, band in enumerate(bands)
        ),
        r.RecoveryOption(
            id="o1", key="O-1", element="CRM", name="Restore", recovery_time=480, selected=True
        ),
        r.RecoveryOption(
            id="o2", key="O-2", element="POWER", name="Generator", recovery_time=60, selected=True
        ),
        *(
            r.RecoveryOption(
                id=f"o-{key}",
                key=f"O-{key}",
                element=key,
                name="Rebuild",
                recovery_time=300,
                selected=True,
            )
            for key in ("S1", "S2")
        ),
        r.Team(id="t1", key="DBA", name="Databases", capacity=2),
        r.Person(id="p1", key="P-1", name="Ada Byron", team="t1", phone="+39 06 555"),
        r.RecoveryTask(
            id="k1", key="T-1", element="CRM", name="Restore", likely=120, demand=(("t1", 1),)
        ),
        r.RecoveryTask(id="k2", key="T-2", element="CRM", name="Test", likely=30, after=("k1",)),
        r.Agreement(id="a1", key="A-1", element="CRM", type="SLA", ends=date(2027, 3, 31)),
        r.Risk(id="r1", key="R-1", title="Flood", element="POWER", likelihood=2, impact=4),
        r.Scenario(id="s1", key="SC-1", name="Rome is lost", lost=("site:Rome", "element:CRM")),
    )
