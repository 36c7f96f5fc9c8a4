"""The tables of the product: pure functions from a model and its results to a Table."""
