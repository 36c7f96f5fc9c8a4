"""The list schedule and its local search over plain arrays of integers, for the compiler.

The functions here are ordinary Python over sequences of integers. The same source runs as it
stands, on lists, and compiled, on arrays; both ways give the same numbers.
"""
