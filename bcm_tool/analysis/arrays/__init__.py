"""The network in numpy arrays: many failures, or all elements' times, in one pass.

``flow`` orders a graph level by level, ``rules`` compiles what stops what, ``bulk`` evaluates
many failure sets at a time, ``singles`` every single failure of a large graph, ``times`` passes
minutes along. Nothing here knows the document: ``network_rules`` in ``rules`` is the only bridge.
"""
