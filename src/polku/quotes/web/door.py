"""Where an answer on the buyer's page comes from."""

from django.http import HttpRequest

from polku.quotes.actions import From
from polku.ui.visitors import address_hash

AGENT_MAX = 300


def sender(request: HttpRequest) -> From:
    """The address, hashed, and the browser, as the evidence keeps them."""
    return From(address_hash(request), request.headers.get("User-Agent", "")[:AGENT_MAX])
