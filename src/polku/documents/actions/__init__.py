"""Writes of documents."""

from polku.documents.actions.numbering import next_number, next_numbers
from polku.documents.actions.series import change_series

__all__ = ["change_series", "next_number", "next_numbers"]
