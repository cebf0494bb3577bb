"""What payments hold of a person: who paid from which account, words of bookings, promises and disputes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.db.lists import among
from polku.kernel.redaction import ERASED, Marks
from polku.payments.logic.kinds import Side
from polku.payments.models import Dispute, Item, Promise, Receipt, Reminder, StatementLine, Voucher, Waiver

_PAID: Final = ("payer_name", "payer_account", "reference", "reversed_reason")
_BOOKED: Final = ("name", "account", "reference", "text", "ignored_reason")


def gather(subject: Subject) -> None:
    """Payments of the customer, and their bills, by which letters and papers of reminders are known."""
    bills = Item.objects.filter(customer_id__in=among(subject.mine("customer")), side=Side.DEBIT)
    subject.mine("item").update(bills.values_list("id", flat=True))
    mine = Receipt.objects.filter(customer_id__in=among(subject.mine("customer")))
    subject.mine("receipt").update(mine.values_list("id", flat=True))


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """Payments with who paid them, and what was promised and disputed."""
    for row in _receipts(subject).order_by("id"):
        yield {
            "is": "payment", "number": row.number, "date": row.received_date, "amount_minor": row.amount_minor,
            "currency": row.currency, **{name: getattr(row, name) for name in _PAID},
        }  # fmt: skip
    for line in _lines(subject).order_by("id"):
        yield {"is": "booking of the bank", **{name: getattr(line, name) for name in _BOOKED}}
    for promise in Promise.objects.filter(**_of_customer(subject)).order_by("id"):
        yield {"is": "promise to pay", "by": promise.by_date, "note": promise.note}
    for reminder in Reminder.objects.filter(**_of_customer(subject)).select_related("item").order_by("id"):
        yield {"is": "reminder", "of": reminder.item.number, "level": reminder.level, "at": reminder.at}
    for dispute in Dispute.objects.filter(**_of_customer(subject)).order_by("id"):
        yield {"is": "dispute", "reason": dispute.reason, "outcome": dispute.outcome}
    for waiver in Waiver.objects.filter(**_of_customer(subject)).order_by("id"):
        yield {"is": "waiver of fee and interest", "reason": waiver.reason, "at": waiver.at}


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Names, accounts and words go; amounts, dates and the file of the bank stay as the law wants."""
    done = _emptied(_receipts(subject), _PAID) + _emptied(_lines(subject), _BOOKED)
    done += _emptied(Promise.objects.filter(**_of_customer(subject)), ("note",))
    done += _emptied(Dispute.objects.filter(**_of_customer(subject)), ("reason", "outcome"))
    done += _emptied(Waiver.objects.filter(**_of_customer(subject)), ("reason",))
    mine = among(subject.mine("customer"))
    done += _emptied(Voucher.objects.filter(customer_id__in=mine), ("withdrawn_reason",))
    done += _redacted(Receipt.objects.order_by("id"), _PAID, marks)
    return done + _redacted(StatementLine.objects.order_by("id"), _BOOKED, marks)


def _receipts(subject: Subject) -> QuerySet[Receipt]:
    return Receipt.objects.filter(id__in=among(subject.mine("receipt")))


def _lines(subject: Subject) -> QuerySet[StatementLine]:
    return StatementLine.objects.filter(receipt_id__in=among(subject.mine("receipt")))


def _of_customer(subject: Subject) -> dict[str, Any]:
    return {"item__customer_id__in": among(subject.mine("customer"))}


def _emptied(rows: QuerySet[Any], names: tuple[str, ...]) -> int:
    return sum(_put(row, {name: ERASED for name in names if getattr(row, name)}) for row in rows)


def _redacted(rows: QuerySet[Any], names: tuple[str, ...], marks: Marks) -> int:
    found = (
        row for row in rows.iterator(chunk_size=500) if any(marks.finds(getattr(row, name)) for name in names)
    )
    return sum(
        _put(row, {name: marks.redacted(getattr(row, name), words=True) for name in names}) for row in found
    )


def _put(row: Model, values: dict[str, str]) -> int:
    changed = {name: text for name, text in values.items() if getattr(row, name) != text}
    if changed:
        type(row)._default_manager.filter(pk=row.pk).update(**changed)
    return bool(changed)


PAYMENTS = Holding(
    models=(
        "payments.Receipt",
        "payments.StatementLine",
        "payments.Statement",
        "payments.StatementFile",
        "payments.Item",
        "payments.Voucher",
        "payments.Reminder",
        "payments.Promise",
        "payments.Dispute",
        "payments.Waiver",
    ),
    goes=_("Names and accounts of payers, words of bookings, notes of promises and disputes"),
    stays=_("Payments with their numbers, dates and amounts, and the files of the bank, as the law wants"),
    gather=gather,
    export=export,
    erase=erase,
)
