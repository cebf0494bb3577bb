"""Tables of the cycle."""

from polku.cycle.models.standing import Discrepancy, Place, Standing

__all__ = ["Discrepancy", "Place", "Standing"]
