"""A large organisation, seeded: services on processes on applications on machines on sites.

Needs lead down the layers and mostly stay near, as catalogues do: an application uses the
machines, data and networks of its own part of the organisation and a few that all share.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from bcm_tool.model import records as r
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model

LAYERS = (
    ("service", 0.03),
    ("process", 0.07),
    ("it-service", 0.10),
    ("application", 0.30),
    ("data", 0.10),
    ("infrastructure", 0.25),
    ("network", 0.08),
    ("utility", 0.04),
    ("site", 0.03),
)
NEAR = 40
"""Elements of one part of the organisation, in the layer below."""


def large_model(count: int = 10_000, links: int = 44_000, seed: int = 3) -> Model:
    """``count`` elements, ``links`` dependencies; tolerances, groups, ratings, RTOs, options."""
    draw, base = random.Random(seed), default_model()
    layers = _layers(count, base)
    elements = {item.id: item for layer in layers for item in layer}
    needs = _needs(draw, layers, links)
    groups: dict[str, r.RedundancyGroup] = {}
    dependencies: dict[str, r.Dependency] = {}
    for dependent, providers in needs.items():
        names = sorted(providers)
        group = None
        if len(names) > 3 and draw.random() < 0.2:
            takeover = draw.choice(r.TAKEOVERS)
            group = r.RedundancyGroup(
                id=f"g-{dependent}",
                dependent=dependent,
                name="Pair",
                required=1,
                takeover=takeover,
                takeover_time=15,
            )
            groups[group.id] = group
        for place, provider in enumerate(names):
            inside = group is not None and place < 2
            soft = not inside and draw.random() < 0.08
            made = r.Dependency(
                id=f"{dependent}>{provider}",
                dependent=dependent,
                provider=provider,
                strength="soft" if soft else "hard",
                tolerance=draw.choice((0,) * 12 + (30, 60, 240)),
                group=group.id if group is not None and inside else None,
            )
            dependencies[made.id] = made
    options = {
        f"o-{item.id}": r.RecoveryOption(
            id=f"o-{item.id}",
            key=f"O-{item.key}",
            element=item.id,
            name="Rebuild",
            recovery_time=draw.choice((30, 60, 120, 240, 480)),
            selected=True,
        )
        for layer in layers[2:]
        for item in layer
    }
    ratings = {
        item.id: item for element in layers[0] + layers[1] for item in _ratings(draw, element, base)
    }
    return base.with_tables(
        {
            "elements": elements,
            "dependencies": dependencies,
            "groups": groups,
            "options": options,
            "impacts": ratings,
        }
    )


def _layers(count: int, base: Model) -> list[list[r.Element]]:
    found: list[list[r.Element]] = []
    number = 0
    for kind, share in LAYERS:
        assert kind in base.kinds, kind
        size = round(count * share)
        found.append(
            [
                r.Element(
                    id=f"e{number + n:05}",
                    key=f"E-{number + n:05}",
                    name=f"{base.kinds[kind].name} {number + n}",
                    kind=kind,
                    site=f"Site {n % 7}",
                    supplier=f"Supplier {n % 31}" if n % 3 == 0 else "",
                )
                for n in range(size)
            ]
        )
        number += size
    return found


def _needs(
    draw: random.Random, layers: Sequence[Sequence[r.Element]], links: int
) -> dict[str, set[str]]:
    """Each need leads one to three layers down, near the same part of the organisation."""
    needs: dict[str, set[str]] = {}
    made = 0
    above = [(number, item) for number, layer in enumerate(layers[:-1]) for item in layer]
    places = {item.id: n / len(layer) for layer in layers for n, item in enumerate(layer)}
    while made < links:
        number, item = draw.choice(above)
        layer = layers[min(number + draw.choice((1, 1, 1, 2, 2, 3)), len(layers) - 1)]
        if draw.random() < 0.05:
            other = layer[draw.randrange(max(1, len(layer) // 50))]  # what all share
        else:
            middle = int(places[item.id] * len(layer))
            other = layer[(middle + draw.randrange(-NEAR, NEAR)) % len(layer)]
        own = needs.setdefault(item.id, set())
        if other.id not in own:
            own.add(other.id)
            made += 1
    return needs


def _ratings(draw: random.Random, element: r.Element, base: Model) -> list[r.ImpactRating]:
    bands = base.sorted_bands
    start = draw.randrange(1, len(bands))
    return [
        r.ImpactRating(
            id=f"i-{element.id}-{band.id}",
            element=element.id,
            category="category-1",
            band=band.id,
            level=min(5, 2 + max(0, place - start + 2)),
            loss=Decimal(1000 * (place + 1) * draw.randrange(1, 9)) * (place + 1),
        )
        for place, band in enumerate(bands)
    ]
