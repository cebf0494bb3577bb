"""Writes of webhooks."""

from polku.webhooks.actions.delivering import (
    deliver_due,
    forget_delivered,
    replay,
    replay_parked,
    try_endpoint,
)
from polku.webhooks.actions.endpoints import (
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    resume_endpoint,
    rotate_secret,
)

__all__ = [
    "add_endpoint",
    "change_endpoint",
    "deliver_due",
    "forget_delivered",
    "remove_endpoint",
    "replay",
    "replay_parked",
    "resume_endpoint",
    "rotate_secret",
    "try_endpoint",
]
