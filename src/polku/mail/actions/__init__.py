"""Writes of mail."""

from polku.mail.actions.posting import NewMail, lift, post, post_all, send_again
from polku.mail.actions.sending import send_due
from polku.mail.actions.server import set_server, try_server

__all__ = ["NewMail", "lift", "post", "post_all", "send_again", "send_due", "set_server", "try_server"]
