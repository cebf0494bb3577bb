"""The list's whole state is its address."""

from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from polku.billing.queries.listing import SORTS, STATES, Listed
from polku.billing.words import KINDS
from polku.billing.words import STATES as STATE_WORDS
from polku.ui.list_state import Address, Heading, Option, day_of, number_of, options


class ListState(Address):
    """What a list was asked for, and the choices it offers."""

    parts = ("q", "state", "kind", "from", "to", "deal", "customer", "order", "sort")

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        self.after = query.get("after", "").replace("\0", "")[:20]

    @cached_property
    def wanted(self) -> Listed:
        """The list, as the queries take it; what makes no sense is left out."""
        said = self.said
        return Listed(
            words=said["q"],
            state=said["state"] if said["state"] in STATES else "",
            kind=said["kind"] if said["kind"] in KINDS else "",
            date_from=day_of(said["from"]),
            date_to=day_of(said["to"]),
            deal_id=number_of(said["deal"]),
            customer_id=number_of(said["customer"]),
            order_id=number_of(said["order"]),
            sort=self.sort,
        )

    @property
    def sort(self) -> str:
        """The order in force."""
        return self.said["sort"] if self.said["sort"].removeprefix("-") in SORTS else "-number"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parts that the filter's form keeps without showing them."""
        return [(name, self.said[name]) for name in ("deal", "customer", "order", "sort") if self.said[name]]

    @cached_property
    def states(self) -> list[Option]:
        """All, drafts, issued, not sent."""
        found = [(value, STATE_WORDS[value]) for value in STATES]
        return options([("", _("All")), *found], self.wanted.state)

    @cached_property
    def kinds(self) -> list[Option]:
        """All, invoices, prepayments, credit notes."""
        return options([("", _("Any kind")), *KINDS.items()], self.wanted.kind)

    @cached_property
    def headings(self) -> list[Heading]:
        """The columns that order the list."""
        labels = {"number": _("Number"), "date": _("Date"), "due": _("Due"), "sum": _("Sum with VAT")}
        return [
            self.heading(name, label, self.sort, is_number=name == "sum") for name, label in labels.items()
        ]
