"""What forecasting puts into the interface."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.deals.logic.outcomes import Outcome
from polku.deals.marks import Mark, marks
from polku.deals.models import Deal
from polku.deals.models.deal import DealQuerySet
from polku.deals.shapes import Shape, shapes
from polku.eventlog.models import Event
from polku.forecast.events import CategorySet
from polku.forecast.logic.categories import DEFAULT
from polku.forecast.models import DealCategory
from polku.forecast.rules import ForecastPermission
from polku.forecast.web import panel, showing
from polku.forecast.words import CATEGORIES
from polku.ui import registry, timeline
from polku.ui.timeline import Asked


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    shapes.register(
        Shape(
            "forecast", _("Forecast"), "forecast/forecast.html", showing.context, ForecastPermission.SEE, 10
        )
    )
    marks.register(
        Mark("forecast", _("Forecast"), CATEGORIES, _with_category, _categories, ForecastPermission.SEE, 10)
    )
    registry.deal_panels.register(
        registry.Panel(
            "chance", _("Chance to win"), "forecast/panel.html", panel.load, column="left", order=5,
            permission=ForecastPermission.SEE,
        )
    )  # fmt: skip
    registry.stylesheets.register(registry.Stylesheet("forecast/css/forecast.css"))
    registry.palette_actions.register(
        registry.PaletteAction(
            "forecast", _("Forecast"), "forecast:forecast", "insight", 60, ForecastPermission.SEE
        ),
        registry.PaletteAction(
            "forecast_fared", _("How earlier forecasts fared"), "forecast:fared", "insight", 61,
            ForecastPermission.SEE,
        ),
    )  # fmt: skip
    registry.key_lists.register(
        registry.Keys(
            "forecast",
            _("Forecast"),
            (("1", CATEGORIES["commit"]), ("2", CATEGORIES["best"]), ("3", CATEGORIES["pipeline"]),
             ("4", CATEGORIES["omitted"])),
        )
    )  # fmt: skip
    timeline.names.register("category", _names)
    timeline.undos.register("forecast", timeline.Undo(frozenset({CategorySet.kind}), _can_undo, _undo_url))


def _names(asked: Collection[Asked]) -> dict[Asked, str]:
    return {one: str(CATEGORIES.get(str(one[0]), one[0])) for one in asked}


def _with_category(rows: DealQuerySet, values: Sequence[str]) -> DealQuerySet:
    """Deals as sure as that; one of which nothing was said is in the pipeline."""
    said = DealCategory.objects.filter(deal=OuterRef("pk"))
    if DEFAULT not in values:
        return rows.filter(Exists(said.filter(category__in=values)))
    return rows.filter(~Exists(said.exclude(category__in=values)), outcome=Outcome.OPEN)


def _categories(deal_ids: Sequence[int]) -> Mapping[int, str]:
    """How sure deals are that are open."""
    open_ids = Deal.objects.filter(id__in=deal_ids, outcome=Outcome.OPEN).values_list("id", flat=True)
    said = dict(DealCategory.objects.filter(deal__in=deal_ids).values_list("deal_id", "category"))
    return {one: said.get(one, DEFAULT.value) for one in open_ids}


def _undo_url(event_id: int) -> str:
    return reverse("forecast:reversal", args=[event_id])


def _can_undo(actor: Actor, events: Sequence[Event]) -> set[int]:
    """The last word on each deal that the person may judge."""
    if not actor.may(ForecastPermission.SET):
        return set()
    cases = {event.case_id for event in events if event.case_id is not None}
    reached = Deal.objects.reached_by(actor, ForecastPermission.SET).filter(id__in=cases)
    rows = DealCategory.objects.filter(deal__in=reached)
    last = set(rows.values_list("event_id", flat=True))
    return {event.id for event in events if event.id in last}
