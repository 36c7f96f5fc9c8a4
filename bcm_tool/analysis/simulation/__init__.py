"""How sure a recovery sequence is: random durations, many runs (domain: PERT, Monte Carlo).

:mod:`result` can be imported at once; :mod:`simulate` brings numpy.
"""
