"""Rules about the method and about choices: what may not be half there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.method import default_model
from tests.builders import element, model_of


def option(key: str, *, selected: bool) -> r.RecoveryOption:
    return r.RecoveryOption(id=key, key=key, element="A", name=key, selected=selected)


def test_one_selected_option_at_most() -> None:
    model = model_of(element("A"), option("O1", selected=True), option("O2", selected=False))
    with pytest.raises(BcmError, match="A has more than one selected"):
        edits.change(model, "options", "O2", selected=True)
    assert edits.select_option(model, "O2").selected_option("A") is not None


def test_a_level_in_use_stays() -> None:
    model = default_model()
    with pytest.raises(BcmError, match="Level 5 of the impact scale is still used"):
        edits.remove(model, "scales", ["impact-5"])
    without = [key for key, cell in model.matrix.items() if cell.impact == 5]
    smaller = edits.remove(edits.remove(model, "matrix", without), "scales", ["impact-5"])
    assert len(smaller.scale("impact")) == 4


def test_blank_names_and_missing_parts_are_refused() -> None:
    model = default_model()
    for record in (
        element("A", name="  "),
        r.ScaleLevel(id="x", number=9),
        r.Tier(id="x", name="T", rto_up_to=5, weight=None),  # type: ignore[arg-type]
    ):
        with pytest.raises(BcmError):
            edits.add(model, record)
    tier = r.Tier(id="x", name="T", rto_up_to=5, weight=Decimal(2))
    assert "x" in edits.add(model, tier).tiers
