"""Reminders as letters: one for each customer and currency, with every bill in it that is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from polku.billing.queries.settings import settings as billing_settings
from polku.company.queries import company
from polku.contacts.models import Contact
from polku.db.lists import among
from polku.deals.models import DealContact
from polku.documents.drawing import pdf
from polku.documents.logic import Payment, payment_code
from polku.documents.logic.payment import AMOUNT_MINOR_MAX, iban_is_valid, rf_reference
from polku.kernel.errors import Invalid
from polku.kernel.words import language as known_language
from polku.mail.writing import letter as written
from polku.payments.logic.chasing import Channel, Step, filled, interest_minor
from polku.payments.queries.chasing import Chased
from polku.ui import locale_formats

PAPER: Final = "reminder"


@dataclass(frozen=True)
class Charged:
    """A bill in a letter, with the step that is taken and what is told beside what is open."""

    chased: Chased
    step: Step
    fee_minor: int
    interest_minor: int


@dataclass(frozen=True)
class Letter:
    """A reminder as it goes out; without an address it becomes a task. `code` is what a banking app reads."""

    customer_id: int
    customer: str
    currency: str
    language: str
    to: str
    reply_to: str
    channel: Channel
    rows: tuple[Charged, ...]
    total_minor: int
    subject: str
    text: str
    paper: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The text of the payment's QR code; empty where there is none."""
        return str(self.paper.get("payment", {}).get("code") or "")

    def drawn(self, *, at: datetime) -> bytes:
        """The letter as PDF/A. Raises: Refused where no font can write it."""
        return pdf(PAPER, self.paper, language=self.language, at=at.replace(microsecond=0))


def letters(known: Sequence[Chased]) -> list[Letter]:
    """The letters that take the next step of each bill: two queries."""
    addresses = _addresses(known)
    groups: dict[tuple[int, str, Channel], list[Chased]] = defaultdict(list)
    for one in known:
        step = one.step
        if step is None:
            continue
        to = addresses.get(one.item.id, "")
        channel = step.channel if to else Channel.TASK
        groups[one.item.customer_id or 0, one.item.currency, channel].append(one)
    return [_letter(rows, channel, addresses) for (_id, _currency, channel), rows in groups.items()]


def anew(known: Sequence[Chased]) -> Letter:
    """The letter about these bills of one customer, each with the step that it takes, to be sent where it was to go."""
    return _letter(known, Channel.MAIL, {})


def _addresses(known: Sequence[Chased]) -> dict[int, str]:
    """Where reminders go: to the first person of the deal with an address, else of the customer."""
    deals, customers = {one.item.deal_id for one in known}, {one.item.customer_id for one in known}
    people = DealContact.objects.filter(deal_id__in=among({one for one in deals if one}))
    people = people.exclude(contact__email="").order_by("-id")
    by_deal = dict(people.values_list("deal_id", "contact__email"))
    contacts = Contact.objects.filter(
        customer_id__in=among({one for one in customers if one}), voided_at=None
    )
    by_customer = dict(contacts.exclude(email="").order_by("-id").values_list("customer_id", "email"))
    found = {}
    for one in known:
        found[one.item.id] = (
            by_deal.get(one.item.deal_id or 0) or by_customer.get(one.item.customer_id or 0) or ""
        )
    return found


def _letter(known: Sequence[Chased], channel: Channel, addresses: Mapping[int, str]) -> Letter:
    rows = _fee_once([_charged(one) for one in known])
    first = known[0].item
    invoice = first.invoice
    language = known_language(invoice.language if invoice else "") or "en"
    step = max((row.step for row in rows), key=lambda one: one.level)
    total = sum(row.chased.item.open_minor + row.fee_minor + row.interest_minor for row in rows)
    customer = first.customer.name if first.customer else ""
    with override(language):
        words = _words(rows, step, customer)
        paper = _paper(rows, words, total, language)
        told = written("payments/mail/reminder.txt", words | _sums(rows, total, paper), language=language)
    return Letter(
        customer_id=first.customer_id or 0,
        customer=customer,
        currency=first.currency,
        language=language,
        to=addresses.get(first.id, "") if channel == Channel.MAIL else "",
        reply_to=first.owner.email if first.owner else "",
        channel=channel,
        rows=rows,
        total_minor=total,
        subject=told.subject,
        text=told.text if channel == Channel.MAIL else str(words["text"]),
        paper=paper,
    )


def _charged(one: Chased) -> Charged:
    step = one.step
    assert step is not None  # letters are made of steps alone
    if one.waiver is not None:
        return Charged(one, step, 0, 0)
    fee = step.fee_minor if one.item.currency == company().currency else 0
    return Charged(one, step, fee, interest_minor(one.item.open_minor, step.interest_percent, one.late))


def _fee_once(rows: Sequence[Charged]) -> tuple[Charged, ...]:
    """A letter costs its highest fee once, however many bills it names."""
    top = max(rows, key=lambda row: row.fee_minor)
    return tuple(row if row is top else replace(row, fee_minor=0) for row in rows)


def _words(rows: Sequence[Charged], step: Step, customer: str) -> dict[str, Any]:
    told, firm = billing_settings(), company()
    item = rows[0].chased.item
    seller = told.legal_name or firm.name
    open_minor = sum(row.chased.item.open_minor for row in rows)
    language = known_language(item.invoice.language if item.invoice else "") or "en"
    values = {
        "customer": customer,
        "sum": locale_formats.money(open_minor, item.currency),
        "days": str(max(row.chased.late for row in rows)),
        "seller": seller,
    }
    return {
        "subject": filled(step.subject.to(language), values),
        "text": filled(step.text.to(language), values),
        "seller": seller,
        "customer": customer,
        "greeting": _("Good day"),
    }


def _sums(rows: Sequence[Charged], total: int, paper: Mapping[str, Any]) -> dict[str, Any]:
    currency = rows[0].chased.item.currency
    fee, interest = sum(row.fee_minor for row in rows), sum(row.interest_minor for row in rows)
    payment = paper.get("payment") or {}
    return {
        "rows": [
            {
                "number": row.chased.item.number,
                "open": locale_formats.money(row.chased.item.open_minor, currency),
                "due": _day(row.chased.item.due_date),
            }
            for row in rows
        ],
        "fee": locale_formats.money(fee, currency) if fee else "",
        "interest": locale_formats.money(interest, currency) if interest else "",
        "total": locale_formats.money(total, currency),
        "account": payment.get("account", ""),
        "code": payment.get("code", ""),
        "reference": payment.get("reference", ""),
    }


def _day(on: date | None) -> str:
    return locale_formats.full_day(on) if on else ""


def _paper(rows: Sequence[Charged], words: Mapping[str, Any], total: int, language: str) -> dict[str, Any]:
    told, firm = billing_settings(), company()
    currency, today = rows[0].chased.item.currency, rows[0].chased.today
    brand = firm.brand
    town = " ".join(one for one in (told.post_code, told.city) if one)
    land = locale_formats.country(firm.country)
    return {
        "title": words["subject"],
        "number": "",
        "brand": {
            "name": words["seller"],
            "line": brand.get("line", ""),
            "colour": brand.get("colour") or "#1f5c4a",
            "address": [one for one in (told.line1, told.line2, town, land) if one],
            "contact": [one for one in (told.phone, told.email) if one],
        },
        "parties": [{"label": _("Billed to"), "name": words["customer"], "lines": []}],
        "meta": [[_("Date"), _day(today)]],
        "intro": words["text"],
        "columns": [
            {"key": "number", "label": _("Invoice"), "main": True},
            {"key": "due", "label": _("Due")},
            {"key": "late", "label": _("Days late"), "align": "right"},
            {"key": "open", "label": _("Open"), "align": "right"},
        ],
        "lines": [
            {
                "number": row.chased.item.number,
                "due": _day(row.chased.item.due_date),
                "late": locale_formats.number(row.chased.late),
                "open": locale_formats.money(row.chased.item.open_minor, currency),
            }
            for row in rows
        ],
        "totals": _totals(rows, total),
        "payment": _payment(rows, total),
        "footer": {"lines": [words["seller"]], "page": _("Page {page} of {pages}")},
    }


def _totals(rows: Sequence[Charged], total: int) -> list[dict[str, Any]]:
    currency = rows[0].chased.item.currency
    named = [
        (_("Reminder fee"), sum(row.fee_minor for row in rows)),
        (_("Interest for late payment"), sum(row.interest_minor for row in rows)),
    ]
    found: list[dict[str, Any]] = [
        {"label": label, "value": locale_formats.money(minor, currency)} for label, minor in named if minor
    ]
    return [
        *found,
        {"label": _("To be paid"), "value": locale_formats.money(total, currency), "strong": True},
    ]


def _payment(rows: Sequence[Charged], total: int) -> dict[str, Any]:
    """Where to pay all of it at once; nothing where no account is known."""
    told, firm = billing_settings(), company()
    if not told.iban:
        return {}
    currency = rows[0].chased.item.currency
    numbers = [row.chased.item.number for row in rows]
    reference = own_reference(numbers)
    shown = [
        (_("Account"), told.iban),
        (_("Bank code"), told.bic),
        (_("Payee"), told.account_name or told.legal_name or firm.name),
        (_("Reference"), reference),
        (_("Amount"), locale_formats.money(total, currency)),
    ]
    found: dict[str, Any] = {
        "title": _("Payment"),
        "rows": [[label, value] for label, value in shown if value],
        "account": told.iban,
        "reference": reference,
    }
    iban = "".join(told.iban.split()).upper()
    if not iban_is_valid(iban) or not 0 < total <= AMOUNT_MINOR_MAX:
        return found
    payee = told.account_name or told.legal_name or firm.name
    code = payment_code(Payment(payee, iban, total, currency=currency, bic=told.bic, reference=reference))
    return found | {"code": code, "hint": _("Scan with your banking app")} if code else found


def own_reference(numbers: Sequence[str]) -> str:
    """The reference that stands on the bill itself; the numbers where several are paid at once."""
    if len(numbers) == 1:
        try:
            return rf_reference(numbers[0])
        except Invalid:
            return numbers[0]
    return " ".join(numbers)[:140]
