"""How far the company's start is, and how its aim stands."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from polku.access.models import Invitation, User
from polku.company.queries import company
from polku.deals.logic.outcomes import WINS
from polku.deals.models import Deal
from polku.journey.models import Journey
from polku.process.queries import default_process
from polku.start.logic import Progress
from polku.start.models import Aim, Guide, StepMark


@dataclass(frozen=True)
class Stand:
    """An aim and what is reached of it."""

    aim: Aim
    reached: int


def progress() -> Progress:
    """What was marked, and what stands there by itself."""
    guide = Guide.objects.first()
    stands = set()
    if Aim.objects.exists():
        stands.add("aims")
    if User.objects.filter(is_active=True).count() > 1 or Invitation.objects.exists():
        stands.add("people")
    if default_process() is not None:
        stands.add("stages")
    if Journey.objects.in_use().filter(number__gt=0).exists():
        stands.add("buyer")
    marks = dict(StepMark.objects.values_list("step", "state"))
    closed = guide is not None and guide.closed_at is not None
    return Progress(marks, frozenset(stands), guide is not None, closed)


def is_offered() -> bool:
    """Whether Today should offer it: begun and not closed, or a company without a deal; two queries at most."""
    guide = Guide.objects.first()
    if guide is not None:
        return guide.closed_at is None
    return not company().is_demo and not Deal.objects.exists()


def aim() -> Stand | None:
    """The newest aim, and what was won since it was set."""
    row = Aim.objects.order_by("-id").first()
    if row is None:
        return None
    won = Deal.objects.filter(voided_at=None, outcome__in=sorted(WINS), closed_at__gte=row.at)
    told = won.aggregate(n=Count("id"), worth=Sum("value_company_minor"))
    return Stand(row, told["n"] if row.indicator == "wins" else told["worth"] or 0)
