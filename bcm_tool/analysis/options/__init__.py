"""Which recovery options to buy: every objective at least cost, or least loss for a budget."""
