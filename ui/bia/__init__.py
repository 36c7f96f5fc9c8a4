"""BIA view: elements, impacts over time, objectives and the loss curve."""
