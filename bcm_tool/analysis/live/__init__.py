"""BIA, objectives and single points of failure kept up to date from one edit to the next."""

from bcm_tool.analysis.live.follow import begin, follow
from bcm_tool.analysis.live.state import Live

__all__ = ["Live", "begin", "follow"]
