"""The list's whole state is its address."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.access.queries import colleagues, teams
from polku.contacts.queries import Wanted
from polku.contacts.queries.customers import BY_NAME, NEWEST
from polku.contacts.words import KINDS

PARTS = ("q", "kind", "owner", "team", "order")


@dataclass(frozen=True)
class Option:
    """A choice of a filter."""

    label: str | Promise
    value: str
    is_chosen: bool


class ListState:
    """What a list was asked for, and the choices it offers."""

    def __init__(self, query: QueryDict, actor: Actor) -> None:
        self.actor = actor
        self.said = {name: query.get(name, "").replace("\0", "")[:120] for name in PARTS}
        self.after = query.get("after", "").replace("\0", "")[:400]

    @cached_property
    def wanted(self) -> Wanted:
        """The list, as the queries take it; what makes no sense is left out."""
        owner = self.said["owner"]
        return Wanted(
            words=self.said["q"],
            kind=self.said["kind"] if self.said["kind"] in KINDS else "",
            owner_id=self.actor.user_id if owner == "me" else _number(owner),
            nobody=owner == "none",
            team_id=_number(self.said["team"]),
            order=BY_NAME if self.said["order"] == BY_NAME else NEWEST,
        )

    @property
    def query(self) -> str:
        """The state as a query, without the place one has scrolled to."""
        return urlencode({name: value for name, value in self.said.items() if value})

    def more(self, after: str) -> str:
        """The query of the next page."""
        return urlencode({**{name: value for name, value in self.said.items() if value}, "after": after})

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return any(self.said[name] for name in PARTS if name != "order")

    @cached_property
    def kinds(self) -> list[Option]:
        """Companies, private persons, all."""
        chosen = self.wanted.kind
        return [
            Option(_("All"), "", not chosen),
            Option(_("Companies"), "company", chosen == "company"),
            Option(_("Private persons"), "person", chosen == "person"),
        ]

    @cached_property
    def owners(self) -> list[Option]:
        """Everybody, oneself, nobody, colleagues."""
        said = self.said["owner"]
        fixed = [("", _("Any owner")), ("me", _("Mine")), ("none", _("Without owner"))]
        people = [
            (str(user.pk), str(user)) for user in colleagues(self.actor) if user.pk != self.actor.user_id
        ]
        return [Option(label, value, value == said) for value, label in [*fixed, *people]]

    @cached_property
    def teams(self) -> list[Option]:
        """Teams, where there is more than one."""
        said = self.said["team"]
        found = [(str(team.pk), team.name) for team in teams()]
        if len(found) < 2:
            return []
        return [Option(label, value, value == said) for value, label in [("", _("Any team")), *found]]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
