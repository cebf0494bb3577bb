"""Figures of payments for indicators: what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import BigIntegerField, Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.insight.filters import Filter
from polku.measures.registry import Source, by_day, of_deals
from polku.payments.logic.permission import PaymentPermission
from polku.payments.models import Receipt

_SIGNED = Case(
    When(outgoing=True, then=F("company_minor") * Value(-1)),
    default=F("company_minor"),
    output_field=BigIntegerField(),
)


def _paid(actor: Actor, f: Filter, bounds: tuple[datetime, ...], _now: datetime) -> Sequence[tuple[int, int]]:
    rows = Receipt.objects.visible_to(actor).filter(of_deals(f, "item__deal__"), reversed_at=None)
    return by_day(rows.annotate(signed=_SIGNED), "received_date", "signed", bounds)


PAID = Source(
    key="paid",
    label=_("Paid"),
    definition=_("Money received less money paid back, by the day it came."),
    unit="money",
    load=_paid,
    permission=PaymentPermission.SEE,
)
