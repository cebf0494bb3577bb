"""The state of the pipeline as its address says it: filter, form, order; and the chips that show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.models import Team, User
from polku.access.queries import colleagues, teams
from polku.access.request import Request
from polku.deals.marks import marks
from polku.deals.models import CustomField
from polku.deals.queries.boards import definition_of
from polku.deals.queries.filters import DealFilter
from polku.deals.queries.listings import SORTS
from polku.deals.shapes import shapes
from polku.deals.words import OUTCOME_LABELS
from polku.insight import queries as insight
from polku.insight.rules import InsightPermission
from polku.kernel.errors import NotFound
from polku.process.queries import processes
from polku.ui.queries import normal
from polku.ui.registry import allowed

BOARD, LIST = "board", "list"
OUTCOMES = {**OUTCOME_LABELS, "ended": gettext_lazy("Ended"), "all": gettext_lazy("All")}
STEPS = {
    "overdue": gettext_lazy("overdue"),
    "today": gettext_lazy("today"),
    "week": gettext_lazy("this week"),
    "none": gettext_lazy("none"),
}
AGES = {"late": gettext_lazy("late or stuck"), "stuck": gettext_lazy("stuck")}
CLOSES = {
    "past": gettext_lazy("in the past"),
    "this_week": gettext_lazy("this week"),
    "this_month": gettext_lazy("this month"),
    "next_month": gettext_lazy("next month"),
    "this_quarter": gettext_lazy("this quarter"),
    "none": gettext_lazy("not set"),
}


@dataclass(frozen=True)
class Chip:
    """A filter in force and the address without it."""

    label: object
    value: str
    remove: str


@dataclass(frozen=True)
class State:
    """What the address of the pipeline says."""

    filter: DealFilter
    shape: str
    sort: str
    query: str

    @classmethod
    def of(cls, request: Request, at: datetime) -> Self:
        """Read it; the rows of a figure are looked up by its signed token.

        Raises: NotFound (a token not signed here), NotAllowed.
        """
        f = DealFilter.parse(request.GET)
        if f.drill:
            request.actor.require(InsightPermission.SEE)
            scope = request.actor.scope(InsightPermission.SEE)
            f = replace(f, ids=tuple(insight.drilled(f.drill, scope=scope, now=at)))
            f = f if "outcome" in request.GET else replace(f, outcome="all")
        given = request.GET.get("as", "")
        other = shapes.find(given)
        known = given in (BOARD, LIST) or (other is not None and allowed(other, request.actor))
        shape = given if known else LIST if f.drill else BOARD
        sort = request.GET.get("sort", "")
        sort = sort if sort.removeprefix("-") in SORTS else ""
        return cls(f, shape, sort, normal(request.META.get("QUERY_STRING", "")))

    def address(self, **changes: str | None) -> str:
        """The query with parts replaced; None takes one away."""
        pairs = self.filter.pairs()
        if self.filter.drill and self.filter.outcome == "all":
            pairs = [pair for pair in pairs if pair[0] != "outcome"]
        state = {"as": self.shape if self.shape != BOARD else "", "sort": self.sort} | changes
        return "?" + normal(urlencode([*pairs, *[(name, value) for name, value in state.items() if value]]))

    @property
    def list_query(self) -> str:
        """The address of the same deals as a list."""
        return self.address(**{"as": LIST})

    @property
    def board_query(self) -> str:
        """The address of the same deals as a board."""
        return self.address(**{"as": BOARD if self.filter.drill else None, "sort": None})

    def chips(self, request: Request) -> list[Chip]:
        """What is filtered by, in words."""
        f = self.filter
        shown: list[tuple[str, object, str]] = []
        if f.owners:
            shown.append(("owners", _("Owner"), _owners(f.owners)))
        if f.teams:
            known = dict(Team.objects.filter(id__in=f.team_ids()).values_list("id", "name"))
            shown.append(("teams", _("Team"), ", ".join(known.values())))
        if f.stages:
            stages = definition_of(f).by_key
            names = [stages[key].name.to(request.LANGUAGE_CODE) if key in stages else key for key in f.stages]
            shown.append(("stages", _("Stage"), ", ".join(names)))
        if f.outcome != "open" and not f.drill:
            shown.append(("outcome", _("Outcome"), str(OUTCOMES[f.outcome])))
        for name, label in (("sources", _("Source")), ("products", _("Product"))):
            if values := getattr(f, name):
                shown.append(
                    (name, label, ", ".join(_("unknown") if one == "none" else one for one in values))
                )
        for name, label, words in (("step", _("Next step"), STEPS), ("age", _("Time in stage"), AGES)):
            if value := getattr(f, name):
                shown.append((name, label, str(words[value])))
        for name, label in (
            ("value_from", _("Value from")),
            ("value_to", _("Value to")),
            ("words", _("Words")),
        ):
            if (value := getattr(f, name)) not in (None, ""):
                shown.append((name, label, str(value)))
        if f.close:
            shown.append(
                ("close", _("Expected close"), str(CLOSES.get(f.close, f.close.replace("..", " – "))))
            )
        if f.customer:
            shown.append(("customer", _("Customer"), _("one")))
        if f.drill:
            shown.append(("drill", _("Behind a figure"), ""))
        for mark in marks:
            if marked := [str(mark.values[value]) for key, value in f.marks if key == mark.key]:
                shown.append(("marks", mark.label, ", ".join(marked)))
        chips = [Chip(label, value, self.without(name)) for name, label, value in shown]
        return chips + [
            Chip(key.removeprefix("custom."), value, self.without("custom")) for key, value in f.custom
        ]

    def without(self, name: str) -> str:
        """The address without one of the filters."""
        return replace(self, filter=self.filter.without(name)).address()


def choices(request: Request, state: State) -> dict[str, Any]:
    """What the filter menu offers: a handful of short queries."""
    return {
        "processes": list(processes(request.actor)),
        "people": [(str(person.id), str(person)) for person in colleagues(request.actor)],
        "teams": list(teams()),
        "outcomes": OUTCOMES,
        "steps": STEPS,
        "ages": AGES,
        "closes": CLOSES,
        "own_fields": list(CustomField.objects.filter(archived_at=None)),
        "stages": [(stage.key, stage.name) for stage in _stages(state)],
        "marks": [
            (one, [value for key, value in state.filter.marks if key == one.key])
            for one in marks.for_actor(request.actor)
        ],
    }


def _stages(state: State) -> tuple[Any, ...]:
    try:
        return definition_of(state.filter).stages
    except NotFound:
        return ()


def _owners(owners: tuple[str, ...]) -> str:
    known = {
        str(one): name
        for one, name in User.objects.filter(id__in=[o for o in owners if o.isdigit()]).values_list(
            "id", "name"
        )
    }
    words = {"me": _("me"), "none": _("nobody")} | known
    return ", ".join(words.get(one, one) for one in owners)
