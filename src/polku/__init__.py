"""Polku: a company's whole sales process as one line, one record and one log."""

__version__ = "0.1.0"
