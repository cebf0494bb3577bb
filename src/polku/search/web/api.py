"""Search by API."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.search.queries import find
from polku.search.registry import kinds
from polku.ui.api import PROBLEMS, actor

router = Router(tags=["search"])
Most = Annotated[int, Field(ge=1, le=100)]


class FoundOut(Schema):
    """A record that was found; `kind` and `id` name it, `url` is its page."""

    kind: str
    id: int
    title: str
    subtitle: str
    url: str


class FoundList(Schema):
    """What was found, kind by kind, the newest first."""

    items: list[FoundOut]


@router.get("/search", response={200: FoundList} | PROBLEMS, summary="Search everything")
def search(request: HttpRequest, q: str, kind: str = "", limit: Most = 20) -> dict[str, Any]:
    """Records that hold every word of `q` and that the token's person may see; the last word may be a beginning."""
    if kind and kind not in kinds:
        message = gettext_noop("“%(kind)s” is not searched; there are: %(known)s.")
        raise Invalid(Message(message, kind=kind[:40], known=", ".join(kinds.keys())), field="kind")
    found = find(actor(request), q, only=[kind] if kind else None, limit=limit)
    return {
        "items": [
            {
                "kind": one.kind.key,
                "id": one.row_id,
                "title": one.title,
                "subtitle": one.subtitle,
                "url": one.url,
            }
            for one in found
        ]
    }
