"""Risk in money: how often each scenario happens times what the graph says it costs."""

from bcm_tool.analysis.money.analyze import analyze_money
from bcm_tool.analysis.money.result import MoneyResult

__all__ = ["MoneyResult", "analyze_money"]
