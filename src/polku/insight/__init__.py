"""Insight: from the log to a decision (H1-H5, and the figures of A2, A6, A7).

Entry points: `queries` (every figure, scoped and cached), `filters.Filter`, `sources.register` (a domain hands
its rows over), `sources.register_names` (words for keys), `engine.engine()`.

Invariants: every figure applies the reader's scope first, shows its n, keeps open and lost deals in, and can be
drilled to its rows; a voided deal is in none. Marts are replaceable, the log is not. No domain of the selling
process is imported here: domains hand their rows over in `apps.py: ready()`. Nothing of DuckDB, Ibis, Arrow or
ADBC is imported before the first figure is asked for.
"""
