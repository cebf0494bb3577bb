"""Where deals come from, as people spell it: what is used, what is offered."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.utils import translation
from django.utils.translation import pgettext_lazy

from polku.access.logic import Actor
from polku.company.queries import company
from polku.deals.models import Deal

NEWEST: Final = 500
"""So many deals back a spelling counts as used: enough to know what a company says, cheap at a million of them."""
READY: Final = (
    pgettext_lazy("where a deal comes from", "website"),
    pgettext_lazy("where a deal comes from", "referral"),
    pgettext_lazy("where a deal comes from", "fair"),
    pgettext_lazy("where a deal comes from", "search ad"),
    pgettext_lazy("where a deal comes from", "call"),
    pgettext_lazy("where a deal comes from", "newsletter"),
    pgettext_lazy("where a deal comes from", "partner"),
)


def read(source: str) -> str:
    """How a source reads, whatever its case and blanks."""
    return " ".join(source.casefold().split())


def spellings(*, but: int | None = None) -> dict[str, str]:
    """The usual spelling of each source that was used lately, by how it reads without case and blanks."""
    rows = Deal.objects.order_by("-id").values_list("id", "source")[:NEWEST]
    return usual(source for pk, source in rows if source.strip() and pk != but)


def usual(used: Iterable[str]) -> dict[str, str]:
    """Of each source the spelling that is used most."""
    found: dict[str, str] = {}
    for source, _n in Counter(used).most_common():
        found.setdefault(read(source), source)
    return found


def offered(actor: Actor) -> list[str]:
    """Sources to choose from: those this person's deals name, and ready ones in the company's language."""
    rows = Deal.objects.visible_to(actor).current().order_by("-id").values_list("source", flat=True)[:NEWEST]
    found = usual(source for source in rows if source.strip())
    with translation.override(company().language):
        ready = {read(str(one)): str(one) for one in READY}
    return sorted((ready | found).values(), key=str.casefold)
