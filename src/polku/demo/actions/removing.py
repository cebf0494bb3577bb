"""Taking the demo away: every deal, customer and event of the made-up company."""

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.company.actions import update_company
from polku.company.queries import company
from polku.db import guards, kept
from polku.db.transactions import write
from polku.demo.events import DemoRemoved
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import known_types
from polku.eventlog.models import Change, Event
from polku.kernel.errors import Refused, gettext_noop
from polku.search import index

EMPTIED = (
    "deals", "contacts", "engage", "imports", "files", "search", "catalogue", "quotes", "orders", "stock", "billing",
    "payments", "returns", "cycle", "mail", "webhooks", "proposals", "measures", "forecast", "advice", "exchange",
)  # fmt: skip
"""Apps whose rows go, with their events. People, teams, tokens, processes, question sets, forms, settings stay."""
EMPTIED_MODELS = frozenset(
    {
        "qualify.answer", "qualify.capture", "journey.obstacle", "journey.feedback", "journey.material",
        "journey.asking", "journey.buyeranswer", "journey.knock", "books.entry", "books.posting", "books.rollup",
        "documents.counter",
    }
)  # fmt: skip
KEPT_MODELS = frozenset(
    {
        "deals.customfield", "deals.pathnode", "engage.activitykind", "catalogue.taxclass", "catalogue.taxrate",
        "quotes.quotesettings", "quotes.termstemplate", "stock.location", "payments.paymentrules",
        "payments.dunningplan", "payments.dunningstep", "mail.server", "mail.suppression", "webhooks.endpoint",
        "advice.advicesettings",
    }
)  # fmt: skip
"""What is the company's own, and the tree of paths: every serving process remembers its nodes.

The name and the account that made-up bills were issued with are not among it.
"""


def remove(*, actor: Actor, at: datetime) -> None:
    """Empty the demo company so that it becomes the user's own. All or nothing.

    Raises: NotAllowed, Refused where the company is no demo.
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    firm = company()
    if not firm.is_demo:
        raise Refused(gettext_noop("This company is no demo: nothing was removed."))
    with write(), guards.lifted():
        for model in _children_first(_models()):
            model._default_manager.all()._raw_delete(model._default_manager.db)
        gone = _events()
        for rows in (Change.objects.filter(event_id__in=gone.values("id")), gone):
            rows._raw_delete(rows.db)
        update_company(firm, actor_id=actor.user_id, via=actor.via, at=at, is_demo=False)
        entry = Entry(DemoRemoved(), ("company", firm.id), at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
        index.refill()
    kept.forget_all()


def _events() -> QuerySet[Event]:
    """What is told of deals and their customers. The rest stays: figures read the stages from the log."""
    kinds = [kind for kind in known_types() if kind.split(".")[0] in EMPTIED]
    return Event.objects.filter(Q(kind__in=kinds) | Q(case_id__isnull=False)).order_by()


def _models() -> list[type[models.Model]]:
    found = [
        model
        for label in EMPTIED
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    found += [apps.get_model(name) for name in sorted(EMPTIED_MODELS)]
    return [model for model in found if model._meta.label_lower not in KEPT_MODELS]


def _children_first(found: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """Models in an order in which no row goes before those that point to it."""
    rest = list(found)
    ordered: list[type[models.Model]] = []
    while rest:
        free = [
            model for model in rest if not any(_points(other, model) for other in rest if other is not model)
        ]
        ordered += free
        rest = [model for model in rest if model not in free]
        if not free:
            raise RuntimeError("the demo's tables point at each other in a circle")
    return ordered


def _points(one: type[models.Model], other: type[models.Model]) -> bool:
    return any(
        field.related_model is other
        for field in one._meta.fields
        if field.is_relation and field.related_model
    )
