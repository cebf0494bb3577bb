"""Formulas, periods, pace, charts: pure functions."""
