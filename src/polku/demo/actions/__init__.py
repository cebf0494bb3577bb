"""Filling the demo company, and taking it away."""

from polku.demo.actions.filling import load
from polku.demo.actions.removing import remove

__all__ = ["load", "remove"]
