"""Which recovery options to buy: every objective at least cost, or least loss for a budget."""

from bcm_tool.analysis.options.analyze import analyze_options
from bcm_tool.analysis.options.result import OptionsResult

__all__ = ["OptionsResult", "analyze_options"]
