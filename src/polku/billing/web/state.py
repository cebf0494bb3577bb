"""The list's whole state is its address."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from polku.billing.queries.listing import SORTS, STATES, Listed
from polku.billing.words import KINDS
from polku.billing.words import STATES as STATE_WORDS

PARTS = ("q", "state", "kind", "from", "to", "deal", "customer", "order", "sort")


@dataclass(frozen=True)
class Option:
    """A choice of a filter."""

    label: str | Promise
    value: str
    is_chosen: bool


@dataclass(frozen=True)
class Heading:
    """A column by which the list can be ordered."""

    label: str | Promise
    query: str
    sorted: str
    is_number: bool


class ListState:
    """What a list was asked for, and the choices it offers."""

    def __init__(self, query: QueryDict) -> None:
        self.said = {name: query.get(name, "").replace("\0", "")[:120] for name in PARTS}
        self.after = query.get("after", "").replace("\0", "")[:20]

    @cached_property
    def wanted(self) -> Listed:
        """The list, as the queries take it; what makes no sense is left out."""
        said = self.said
        return Listed(
            words=said["q"],
            state=said["state"] if said["state"] in STATES else "",
            kind=said["kind"] if said["kind"] in KINDS else "",
            date_from=_day(said["from"]),
            date_to=_day(said["to"]),
            deal_id=_number(said["deal"]),
            customer_id=_number(said["customer"]),
            order_id=_number(said["order"]),
            sort=self.sort,
        )

    @property
    def sort(self) -> str:
        """The order in force."""
        return self.said["sort"] if self.said["sort"].removeprefix("-") in SORTS else "-number"

    @property
    def query(self) -> str:
        """The state as a query, without the place one has scrolled to."""
        return urlencode({name: value for name, value in self.said.items() if value})

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return any(self.said[name] for name in PARTS if name != "sort")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parts that the filter's form keeps without showing them."""
        return [(name, self.said[name]) for name in ("deal", "customer", "order", "sort") if self.said[name]]

    @cached_property
    def states(self) -> list[Option]:
        """All, drafts, issued, not sent."""
        chosen = self.wanted.state
        found = [(value, STATE_WORDS[value]) for value in STATES]
        return [Option(label, value, value == chosen) for value, label in [("", _("All")), *found]]

    @cached_property
    def kinds(self) -> list[Option]:
        """All, invoices, prepayments, credit notes."""
        chosen = self.wanted.kind
        return [
            Option(label, value, value == chosen) for value, label in [("", _("Any kind")), *KINDS.items()]
        ]

    @cached_property
    def headings(self) -> list[Heading]:
        """The columns that order the list."""
        labels = {"number": _("Number"), "date": _("Date"), "due": _("Due"), "sum": _("Sum with VAT")}
        return [self._heading(name, label) for name, label in labels.items()]

    def _heading(self, name: str, label: str) -> Heading:
        up, down = self.sort == name, self.sort == f"-{name}"
        query = urlencode(
            {key: value for key, value in (self.said | {"sort": f"-{name}" if up else name}).items() if value}
        )
        return Heading(label, query, "ascending" if up else "descending" if down else "none", name == "sum")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
