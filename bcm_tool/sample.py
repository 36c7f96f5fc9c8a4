"""The sample: a worked organisation that ships with the product, as a folder of the contract."""

from __future__ import annotations

from bcm_tool.assets import resource
from bcm_tool.errors import InputError
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.source import read_source
from bcm_tool.model.model import Model

SAMPLE_NAME = "Seeland Mutual Insurance"


def sample_model() -> Model:
    """The sample: 66 elements, four scenarios (site, supplier, ransomware, partners)."""
    plan = plan_import(None, read_source(resource("samples", "seeland")))
    if plan.model is None:
        raise InputError(plan.problems)
    return plan.model
