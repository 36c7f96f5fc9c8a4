"""Parts of the view of risk in money."""
