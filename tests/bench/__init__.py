"""`make bench`: a month of 22 to 10,599 units as this product goes it, beside a floor and beside the usual way.

The three are run over the same workbooks, each in a process of its own, in turn, several times: a machine's speed drifts,
ratios of one run do not. `contenders/` are the three programs, `office` makes what they run on, `measured` runs them, `page`
writes `docs/benchmarks.md`.
"""
