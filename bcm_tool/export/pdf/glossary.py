"""The words of the plan, for readers who meet them at three in the morning."""

from __future__ import annotations

from reportlab.platypus import Flowable

from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import chapter, pairs_table

TERMS: tuple[tuple[str, str], ...] = (
    (
        "Achievable (RTA)",
        "How long an outage really lasts with the planned tasks and teams; computed, not wished.",
    ),
    (
        "Achievable alone",
        "The same for one element and all it needs, when no team is short: nothing can be faster.",
    ),
    (
        "Critical task",
        "A task on the chain that ends when everything is back: each minute of delay here "
        "delays the end.",
    ),
    ("Float", "How much later a task may start without delaying a service or the end."),
    (
        "Gap",
        "Achievable minus required: in the scenario, or alone for what it does not stop. "
        "Late: the objective does not hold.",
    ),
    ("Impact", "How bad a disruption is in one category of harm after a certain time."),
    (
        "MBCO",
        "Minimum business continuity objective: the least output that is acceptable for a while.",
    ),
    (
        "MTPD",
        "Maximum tolerable period of disruption: the time after which the harm is unacceptable.",
    ),
    ("Proven", "What was measured in an exercise or an incident, with its date."),
    (
        "Required by",
        "The longest outage that everything depending on an element survives, and its own RTO.",
    ),
    ("RPO", "Recovery point objective: how old the data may be from which work goes on."),
    ("RPA", "Recovery point that the chosen way of recovery achieves."),
    (
        "RTO",
        "Recovery time objective: the target for an element to run again, inside its MTPD.",
    ),
    (
        "Single point of failure",
        "An element whose loss alone stops a service, because nothing takes over.",
    ),
    ("T+", "Time after the event. T is the moment of the event, not of its detection."),
    ("Tier", "A class of recovery times: the lower its number, the sooner."),
    ("Tolerance", "How long an element runs without something it needs: stock, battery, by hand."),
    ("WRT", "Work recovery time: catching up once the systems run again."),
)


def glossary_chapter(ink: Ink, width: float) -> list[Flowable]:
    """Every term with its meaning."""
    ordered = sorted(TERMS, key=lambda term: term[0].casefold())
    return [*chapter(ink, "Glossary", "glossary"), pairs_table(ink, ordered, width)]
