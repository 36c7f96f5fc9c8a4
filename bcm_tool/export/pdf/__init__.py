"""The printed recovery plan."""
