"""The list's whole state is its address."""

from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.catalogue.queries import Listed, classes
from polku.catalogue.queries.products import COST_SORTS, OPEN_SORTS, groups
from polku.catalogue.rules import sees_costs
from polku.catalogue.web.forms import language
from polku.catalogue.words import FIELDS, KINDS
from polku.ui.list_state import Address, Heading, Option, number_of, options


class ListState(Address):
    """What a list was asked for, and the choices it offers. Orders by cost exist only for who may see costs."""

    parts = ("q", "kind", "group", "class", "state", "sort")

    def __init__(self, query: QueryDict, actor: Actor) -> None:
        super().__init__(query)
        self.actor = actor
        self.after = query.get("after", "").replace("\0", "")[:20]
        self.sees_costs = sees_costs(actor)

    @cached_property
    def wanted(self) -> Listed:
        """The list, as the queries take it; what makes no sense is left out."""
        return Listed(
            words=self.said["q"],
            kind=self.said["kind"] if self.said["kind"] in KINDS else "",
            group=self.said["group"],
            tax_class_id=number_of(self.said["class"]),
            retired=self.said["state"] == "retired",
            without_cost=self.said["state"] == "without_cost",
            sort=self.sort,
        )

    @property
    def sort(self) -> str:
        """The order in force."""
        known = OPEN_SORTS | (COST_SORTS if self.sees_costs else {})
        return self.said["sort"] if self.said["sort"].removeprefix("-") in known else "name"

    @cached_property
    def kinds(self) -> list[Option]:
        """Goods, services, all."""
        return options([("", _("All")), *KINDS.items()], self.wanted.kind)

    @cached_property
    def groups(self) -> list[Option]:
        """Groups of products, where there are any."""
        found = groups(self.actor)
        return (
            options([("", _("Any group")), *zip(found, found, strict=True)], self.said["group"])
            if found
            else []
        )

    @cached_property
    def classes(self) -> list[Option]:
        """Tax classes."""
        found = [(str(row.pk), row.name.to(language())) for row in classes()]
        return options([("", _("Any tax class")), *found], self.said["class"])

    @cached_property
    def states(self) -> list[Option]:
        """On sale, out of sale, and what has no cost yet."""
        found = [("", _("On sale")), ("retired", _("Out of sale"))]
        found += [("without_cost", _("Without cost"))] if self.sees_costs else []
        return options(found, self.said["state"])

    @cached_property
    def headings(self) -> list[Heading]:
        """The columns that order the list."""
        shown = ["sku", "name", "group", "price", *(["cost", "margin"] if self.sees_costs else [])]
        numbers = ("price", "cost", "margin")
        return [
            self.heading(name, FIELDS[name], self.sort, is_number=name in numbers, is_minor=name == "group")
            for name in shown
        ]
