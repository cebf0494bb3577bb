"""The list's whole state is its address."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.catalogue.queries import Listed, classes
from polku.catalogue.queries.products import COST_SORTS, OPEN_SORTS, groups
from polku.catalogue.rules import sees_costs
from polku.catalogue.web.forms import language
from polku.catalogue.words import FIELDS, KINDS

PARTS = ("q", "kind", "group", "class", "state", "sort")


@dataclass(frozen=True)
class Option:
    """A choice of a filter."""

    label: str | Promise
    value: str
    is_chosen: bool


@dataclass(frozen=True)
class Heading:
    """A column by which the list can be ordered: its address, and how it is ordered now."""

    label: str | Promise
    query: str
    sorted: str
    is_number: bool
    is_minor: bool


class ListState:
    """What a list was asked for, and the choices it offers. Orders by cost exist only for who may see costs."""

    def __init__(self, query: QueryDict, actor: Actor) -> None:
        self.actor = actor
        self.said = {name: query.get(name, "").replace("\0", "")[:120] for name in PARTS}
        self.after = query.get("after", "").replace("\0", "")[:20]
        self.sees_costs = sees_costs(actor)

    @cached_property
    def wanted(self) -> Listed:
        """The list, as the queries take it; what makes no sense is left out."""
        return Listed(
            words=self.said["q"],
            kind=self.said["kind"] if self.said["kind"] in KINDS else "",
            group=self.said["group"],
            tax_class_id=_number(self.said["class"]),
            retired=self.said["state"] == "retired",
            without_cost=self.said["state"] == "without_cost",
            sort=self.sort,
        )

    @property
    def sort(self) -> str:
        """The order in force."""
        known = OPEN_SORTS | (COST_SORTS if self.sees_costs else {})
        return self.said["sort"] if self.said["sort"].removeprefix("-") in known else "name"

    @property
    def query(self) -> str:
        """The state as a query, without the place one has scrolled to."""
        return urlencode({name: value for name, value in self.said.items() if value})

    def having(self, **changes: str) -> str:
        """The query with parts replaced."""
        return urlencode({name: value for name, value in (self.said | changes).items() if value})

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return any(self.said[name] for name in PARTS if name != "sort")

    @cached_property
    def kinds(self) -> list[Option]:
        """Goods, services, all."""
        chosen = self.wanted.kind
        return [Option(_("All"), "", not chosen)] + [
            Option(label, key, key == chosen) for key, label in KINDS.items()
        ]

    @cached_property
    def groups(self) -> list[Option]:
        """Groups of products, where there are any."""
        found = groups(self.actor)
        if not found:
            return []
        said = self.said["group"]
        return [Option(_("Any group"), "", not said)] + [Option(one, one, one == said) for one in found]

    @cached_property
    def classes(self) -> list[Option]:
        """Tax classes."""
        said = self.said["class"]
        found = [(str(row.pk), row.name.to(language())) for row in classes()]
        return [Option(label, value, value == said) for value, label in [("", _("Any tax class")), *found]]

    @cached_property
    def states(self) -> list[Option]:
        """On sale, out of sale, and what has no cost yet."""
        said = self.said["state"]
        found = [("", _("On sale")), ("retired", _("Out of sale"))]
        found += [("without_cost", _("Without cost"))] if self.sees_costs else []
        return [Option(label, value, value == said) for value, label in found]

    @cached_property
    def headings(self) -> list[Heading]:
        """The columns that order the list."""
        shown = ["sku", "name", "group", "price", *(["cost", "margin"] if self.sees_costs else [])]
        return [self._heading(name) for name in shown]

    def _heading(self, name: str) -> Heading:
        up, down = self.sort == name, self.sort == f"-{name}"
        to = f"-{name}" if up else name
        state = "ascending" if up else "descending" if down else "none"
        return Heading(
            FIELDS[name], self.having(sort=to), state, name in ("price", "cost", "margin"), name == "group"
        )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
