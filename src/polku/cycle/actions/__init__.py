"""Writes of the cycle."""

from polku.cycle.actions.bringing_in import Brought, bring_in

__all__ = ["Brought", "bring_in"]
