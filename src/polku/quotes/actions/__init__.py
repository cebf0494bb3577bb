"""Writes of quotes."""

from polku.quotes.actions.answering import (
    BUYER,
    Accepted,
    From,
    accept,
    accept_by_link,
    decline,
    decline_by_link,
    note_view,
)
from polku.quotes.actions.approving import decide, submit, why_approval, why_beyond_margin
from polku.quotes.actions.drafting import draft, priced, revise, sums
from polku.quotes.actions.handing import note_handover, settle_handover
from polku.quotes.actions.planning import plan_negotiation
from polku.quotes.actions.sending import Sent, expire, send, withdraw
from polku.quotes.actions.settings import change_settings, save_terms
from polku.quotes.actions.talking import answer_concession, ask_concession, comment, comment_by_link

__all__ = [
    "BUYER",
    "Accepted",
    "From",
    "Sent",
    "accept",
    "accept_by_link",
    "answer_concession",
    "ask_concession",
    "change_settings",
    "comment",
    "comment_by_link",
    "decide",
    "decline",
    "decline_by_link",
    "draft",
    "expire",
    "note_handover",
    "note_view",
    "plan_negotiation",
    "priced",
    "revise",
    "save_terms",
    "send",
    "settle_handover",
    "submit",
    "sums",
    "why_approval",
    "why_beyond_margin",
    "withdraw",
]
