"""Risk in money: how often each scenario happens times what the graph says it costs."""
