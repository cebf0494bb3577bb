"""Reads of the cycle."""

from polku.cycle.queries.listing import (
    AGES,
    Page,
    Sums,
    Wanted,
    every,
    followed_at,
    kept_summary,
    listed,
    owners,
    review_of,
    reviews,
    steps,
    sums,
)
from polku.cycle.queries.reviewing import Discrepancy, Review, review, review_all, summary

__all__ = [
    "AGES",
    "Discrepancy",
    "Page",
    "Review",
    "Sums",
    "Wanted",
    "every",
    "followed_at",
    "kept_summary",
    "listed",
    "owners",
    "review",
    "review_all",
    "review_of",
    "reviews",
    "steps",
    "summary",
    "sums",
]
