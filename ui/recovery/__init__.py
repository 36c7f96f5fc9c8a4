"""Recovery view: scenario, sequence as a chart, and why every task stands where it does."""
