"""Own indicators, dashboards and goals (A5, H5)."""
