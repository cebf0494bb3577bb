"""Vouchers that hold no longer: what is left of them is booked as income, and may be brought back."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.books.actions import reverse as reverse_entry
from polku.books.models import Entry as BooksEntry
from polku.company.queries import day_of
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.payments.events import VoucherExpired, VoucherExtended
from polku.payments.models import Voucher
from polku.payments.queries.plans import rules
from polku.payments.rules import PaymentPermission

KIND = "voucher_expired"
AT_ONCE = 1000


def expire_vouchers(*, actor: Actor, at: datetime, only: Collection[int] | None = None) -> Sequence[Voucher]:
    """Book what is left of vouchers whose last day is past as income; what was spent of them stays as it is.

    A voucher without a last day never expires. A thousand at once; the same statements for one and for all.

    Raises: Invalid (no rate for a voucher's currency), NotAllowed.
    """
    actor.require(PaymentPermission.REFUND)
    with write():
        rows = Voucher.objects.filter(expires_on__lt=day_of(at), left_minor__gt=0)
        if only is not None:
            rows = rows.filter(id__in=among(only))
        found = list(rows.order_by("id").select_for_update()[:AT_ONCE])
        post([_income(row, day_of(at)) for row in found], actor=actor, at=at)
        told: list[tuple[Voucher, Happened]] = []
        for row in found:
            told.append((row, VoucherExpired(row.id, row.currency, row.left_minor)))
            row.expired_minor, row.left_minor, row.expired_at = row.expired_minor + row.left_minor, 0, at
        Voucher.objects.bulk_update(found, ["left_minor", "expired_minor", "expired_at"], batch_size=500)
        _tell(told, actor, at)
    return found


def expire_daily(*, actor: Actor, at: datetime) -> None:
    """The same each night, where the company's rules say so."""
    if rules().expire_vouchers:
        while len(expire_vouchers(actor=actor, at=at)) == AT_ONCE:
            continue


def extend_voucher(voucher_id: int, *, until: date | None, actor: Actor, at: datetime) -> Voucher:
    """Let a voucher hold longer; what was booked as income of it is owed again, to the cent.

    Raises: Invalid (the day is past), Refused (it was taken back), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.REFUND)
    if until is not None and until < day_of(at):
        raise Invalid(gettext_noop("This day is past."), field="expires_on")
    with write():
        row = Voucher.objects.select_for_update().filter(id=voucher_id).first()
        if row is None:
            raise NotFound(gettext_noop("There is no such voucher."))
        if row.withdrawn_at is not None:
            raise Refused(gettext_noop("This was taken back already."), code="withdrawn_already")
        back = row.expired_minor
        booked = BooksEntry.objects.filter(source_type="voucher", source_id=row.id, kind=KIND, reverses=None)
        undone = BooksEntry.objects.filter(reverses__in=booked).values("reverses_id")
        if back:
            reverse_entry(
                list(booked.exclude(id__in=undone).values_list("id", flat=True)), actor=actor, at=at
            )
        row.left_minor, row.expired_minor, row.expired_at = row.left_minor + back, 0, None
        row.expires_on = until
        row.save(update_fields=["left_minor", "expired_minor", "expired_at", "expires_on"])
        _tell([(row, VoucherExtended(row.id, row.currency, back))], actor, at)
    return row


def _income(row: Voucher, on: date) -> NewEntry:
    left = Money(row.left_minor, row.currency)
    return NewEntry(
        date=on,
        kind=KIND,
        source=("voucher", row.id),
        text_key="payments.voucher_expired",
        customer_id=row.customer_id,
        lines=(Line(role="vouchers", debit=left), Line(role="vouchers_expired", credit=left)),
    )


def _tell(told: Sequence[tuple[Voucher, Happened]], actor: Actor, at: datetime) -> None:
    entries = [Entry(event=event, subject=("voucher", row.id), at=at) for row, event in told]
    append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
