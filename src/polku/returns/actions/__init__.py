"""Writes of returns."""

from polku.returns.actions.deciding import approve_returns, refuse_returns
from polku.returns.actions.outcome import Done
from polku.returns.actions.receiving import receive_returns
from polku.returns.actions.requesting import request_return, request_returns
from polku.returns.actions.settling import settle_return

__all__ = [
    "Done",
    "approve_returns",
    "receive_returns",
    "refuse_returns",
    "request_return",
    "request_returns",
    "settle_return",
]
