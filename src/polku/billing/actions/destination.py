"""Bills to consumers in other states of the Union: whose tax is on them, and when the year's threshold is passed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import BigIntegerField, Case, F, Sum, When

from polku.access.logic import Actor
from polku.billing.logic.states import Kind
from polku.billing.models import Invoice
from polku.catalogue.actions.destination import note_above
from polku.catalogue.logic.taxation import EU
from polku.catalogue.queries.destination import (
    accounts_for_tax,
    consumer_abroad,
    percents_there,
    tax_settings,
    taxed_there,
)
from polku.company.queries import company

There = tuple[str, frozenset[Decimal]]


def taxes_there(rows: Sequence[Invoice]) -> Mapping[int, There]:
    """The country whose tax is on a bill and its rates, for those where it is not the company's own.

    No statement where no buyer is a consumer abroad. A credit note goes by the day of what it corrects.
    """
    found: dict[int, There] = {}
    for row in rows:
        of = row.corrects if row.is_credit and row.corrects else row
        on = of.tax_point or of.issue_date
        if on is None:
            continue
        country = taxed_there(_country(row), has_vat_id=accounts_for_tax(row.customer.vat_id), on=on)
        if country:
            found[row.id] = country, frozenset(percents_there([country], on)[country])
    return found


def watch_threshold(rows: Sequence[Invoice], *, actor: Actor, at: datetime) -> None:
    """Where the threshold decides: once the year's bills to consumers abroad pass it, their countries' rates hold.

    From the day after: what was agreed until then stays as it was.
    """
    days = [
        row.issue_date
        for row in rows
        if row.issue_date and consumer_abroad(_country(row), has_vat_id=accounts_for_tax(row.customer.vat_id))
    ]
    if not days:
        return
    told = tax_settings()
    if told.union == "above" and told.above_since is None and sold_abroad(max(days)) > told.threshold_minor:
        note_above(max(days) + timedelta(days=1), actor=actor, at=at)


def sold_abroad(on: date) -> int:
    """What was billed to consumers in other states of the Union this year, without tax; one statement."""
    rows = Invoice.objects.issued().filter(issue_date__year=on.year, customer__vat_id="")
    signed = Case(
        When(kind=Kind.CREDIT_NOTE, then=-F("company_net_minor")),
        default=F("company_net_minor"),
        output_field=BigIntegerField(),
    )
    abroad = rows.filter(customer__country__in=EU - {company().country})
    return int(abroad.aggregate(total=Sum(signed, default=0))["total"])


def _country(row: Invoice) -> str:
    """Where it went: the address of the order before that of the customer."""
    delivery = row.order.delivery if row.order_id and row.order else {}
    return str(delivery.get("country") or row.customer.country)
