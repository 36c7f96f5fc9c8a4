"""Why a choice of options costs and loses what it does: steps that add up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bcm_tool.amounts import format_number
from bcm_tool.analysis.money.counted import frequencies
from bcm_tool.analysis.options.result import OptionsResult, Point
from bcm_tool.analysis.results import Explanation, Step
from bcm_tool.frequency import format_yearly
from bcm_tool.model.model import Model


def explain_point_cost(result: OptionsResult, point: Point) -> Explanation:
    """The yearly cost of today's options, and what each change adds or saves."""
    model = result.model
    steps = [Step("Options in use today", result.today.cost)]
    steps += [
        Step(
            f"{model.elements[change.element].key}: {_name(model, change.after)} instead of "
            f"{_name(model, change.before)}",
            change.cost,
            change.element,
        )
        for change in point.changes
    ]
    left_out = [f"{model.options[item].key} has no yearly cost." for item in result.unpriced]
    return Explanation("Yearly cost", "money", point.cost, tuple(steps), tuple(left_out))


def explain_point_loss(result: OptionsResult, point: Point) -> Explanation:
    """Frequency times the loss of one event, scenario by scenario; to the cent."""
    model = result.model
    counted, left_out = frequencies(model)
    steps: list[Step] = []
    running, shown = Decimal(0), Decimal(0)
    for scenario, often in counted:
        loss = point.scenario_loss.get(scenario.id, Decimal(0))
        running += Decimal(repr(often.mean)) * loss
        rounded = running.quantize(Decimal("0.01"), ROUND_HALF_UP)
        amount = f"{format_number(loss)} {model.method.currency}"
        text = f"{scenario.key}: {format_yearly(often)} × {amount}"
        steps.append(Step(text.strip(), rounded - shown))
        shown = rounded
    if steps and shown != point.loss:
        last = steps[-1]
        assert isinstance(last.amount, Decimal)
        steps[-1] = Step(last.text, last.amount + point.loss - shown)
    missing = [f"{model.scenarios[item].key} has no frequency." for item in left_out]
    assumed = (*missing, *result.assumptions)
    title = "Yearly loss without waiting for teams or hours"
    return Explanation(title, "money", point.loss, tuple(steps), assumed)


def _name(model: Model, option: str | None) -> str:
    found = model.options.get(option or "")
    return found.name if found else "no option"
