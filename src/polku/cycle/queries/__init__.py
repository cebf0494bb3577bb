"""Reads of the cycle."""

from polku.cycle.queries.reviewing import Discrepancy, Review, review, review_all, summary

__all__ = ["Discrepancy", "Review", "review", "review_all", "summary"]
