"""Writes of the spine. Every door calls these: web, API, command line, import, bulk change, automation."""

from polku.deals.actions.assigning import assign_deals
from polku.deals.actions.checklist import tick, untick
from polku.deals.actions.closing import close, close_deals, reopen
from polku.deals.actions.editing import update_fields
from polku.deals.actions.escalating import escalate_due
from polku.deals.actions.finishing import finish_deals
from polku.deals.actions.mapping import map_deals
from polku.deals.actions.moving import move, move_deals
from polku.deals.actions.next_step import complete_next_step, set_next_step
from polku.deals.actions.opening import Opened, open_deal, open_deals
from polku.deals.actions.people import link_contact, unlink_contact
from polku.deals.actions.revaluing import follow_worth, take_worth
from polku.deals.actions.undoing import undo
from polku.deals.actions.voiding import restore_deals, void_deals

__all__ = [
    "Opened",
    "assign_deals",
    "close",
    "close_deals",
    "complete_next_step",
    "escalate_due",
    "finish_deals",
    "follow_worth",
    "link_contact",
    "map_deals",
    "move",
    "move_deals",
    "open_deal",
    "open_deals",
    "reopen",
    "restore_deals",
    "set_next_step",
    "take_worth",
    "tick",
    "undo",
    "unlink_contact",
    "untick",
    "update_fields",
    "void_deals",
]
