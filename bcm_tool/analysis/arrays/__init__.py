"""The network in numpy arrays: many failures, or all elements' times, in one pass.

``flow`` orders a graph level by level, ``rules`` compiles what stops what, ``bulk`` evaluates
many failure sets at a time, ``singles`` every single failure of a large graph, ``times`` passes
minutes along. ``network_times``, ``demands``, ``outages`` (with ``needs`` and ``rings``) and
``delays`` answer for a whole network what the functions beside this package answer element by
element.
"""
