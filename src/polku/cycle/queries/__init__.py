"""Reads of the cycle."""

from polku.cycle.queries.listing import Page, listed, review_of, reviews
from polku.cycle.queries.reviewing import Discrepancy, Review, review, review_all, summary

__all__ = [
    "Discrepancy",
    "Page",
    "Review",
    "listed",
    "review",
    "review_all",
    "review_of",
    "reviews",
    "summary",
]
