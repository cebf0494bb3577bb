"""The analyses, each written once as Ibis expressions on the marts, so that DuckDB and Spark give the same.

Loaded by `queries` on the first figure, because Ibis takes most of a second to import. House rules: portable
durations by `delta(unit="second")`, no `order_by` inside aggregates, nothing approximate, scope first (`cohort`).
"""
