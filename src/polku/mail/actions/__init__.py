"""Writes of mail."""

from polku.mail.actions.posting import (
    NewMail,
    hand_over,
    lift,
    post,
    post_all,
    post_once,
    send_again,
    send_waiting,
)
from polku.mail.actions.sending import send_due
from polku.mail.actions.server import set_server, try_server
from polku.mail.actions.shelving import hold, write_anew

__all__ = [
    "NewMail",
    "hand_over",
    "hold",
    "lift",
    "post",
    "post_all",
    "post_once",
    "send_again",
    "send_due",
    "send_waiting",
    "set_server",
    "try_server",
    "write_anew",
]
