"""What takes a service down: minimal cut sets, availability, importance (fault trees)."""

from bcm_tool.analysis.cutsets.analyze import Sizes, analyze_cut_sets
from bcm_tool.analysis.cutsets.result import CutSet, CutSetsResult, Importance, ServiceCutSets

__all__ = [
    "CutSet",
    "CutSetsResult",
    "Importance",
    "ServiceCutSets",
    "Sizes",
    "analyze_cut_sets",
]
