"""Every write of measures."""

from polku.measures.actions.dashboards import mail_dashboard, remove_dashboard, save_dashboard, stop_mailing
from polku.measures.actions.goals import Look, look_at_goals, save_goal, withdraw_goal
from polku.measures.actions.indicators import archive_indicator, save_indicator
from polku.measures.actions.strategies import remove_strategy, save_strategy
from polku.measures.actions.tiles import add_tile, change_tile, move_tile, remove_tile, undo

__all__ = [
    "Look", "add_tile", "archive_indicator", "change_tile", "look_at_goals", "mail_dashboard", "move_tile",
    "remove_dashboard", "remove_strategy", "remove_tile", "save_dashboard", "save_goal", "save_indicator",
    "save_strategy", "stop_mailing", "undo", "withdraw_goal",
]  # fmt: skip
