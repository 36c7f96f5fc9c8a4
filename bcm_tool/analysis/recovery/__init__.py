"""The recovery sequence of a scenario (ENGINE 3 and 7)."""

from bcm_tool.analysis.recovery.analyze import analyze_recovery
from bcm_tool.analysis.recovery.limits import Limits

__all__ = ["Limits", "analyze_recovery"]
