"""Risks view: the register beside a map of likelihood and impact."""
