"""Writes of engaging. Every door calls these: web, API, command line, import, automation."""

from polku.engage.actions.changing import change_activity
from polku.engage.actions.completing import complete_task
from polku.engage.actions.costing import set_hourly_costs
from polku.engage.actions.defining import define_kind
from polku.engage.actions.logging import Logged, log_activities, log_activity
from polku.engage.actions.undoing import undo
from polku.engage.actions.voiding import void_activity

__all__ = [
    "Logged",
    "change_activity",
    "complete_task",
    "define_kind",
    "log_activities",
    "log_activity",
    "set_hourly_costs",
    "undo",
    "void_activity",
]
