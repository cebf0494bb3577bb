"""Own indicators, goals and how they stand, dashboards with their tiles and mailings, strategies."""

from polku.measures.models.dashboard import Dashboard, Mailing, Tile
from polku.measures.models.goal import Goal, GoalCheck
from polku.measures.models.indicator import Indicator
from polku.measures.models.strategy import Strategy

__all__ = ["Dashboard", "Goal", "GoalCheck", "Indicator", "Mailing", "Strategy", "Tile"]
