"""Which open bills the waiting bookings of bank statements may pay."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from polku.access.logic import Actor
from polku.payments.logic.charges import OnTop
from polku.payments.logic.kinds import Side
from polku.payments.logic.matching import Incoming, Matcher, OpenBill, OpenLetter, Suggestion
from polku.payments.models import Item, Receipt, Reminder, StatementLine
from polku.payments.queries.charges import asked

_COLUMNS = (
    "id",
    "number",
    "open_minor",
    "currency",
    "customer_id",
    "customer__name",
    "due_date",
    "on_date",
    "order__number",
    "order__reference",
)


def matcher(actor: Actor) -> Matcher:
    """All open bills a person may see, ready to be compared with: five queries."""
    accounts = _accounts()
    charges = asked(Reminder.objects.filter(item__open_minor__gt=0))
    rows = Item.objects.visible_to(actor).open().filter(side=Side.DEBIT)
    bills = (
        OpenBill(
            item_id=pk,
            number=number,
            open_minor=open_minor,
            currency=currency,
            customer_id=customer_id or 0,
            customer_name=name or "",
            due=due,
            issued=issued,
            references=(order or "", reference or ""),
            accounts=tuple(accounts.get(customer_id or 0, ())),
            on_top=charges[pk].letters if pk in charges else frozenset(),
        )
        for pk, number, open_minor, currency, customer_id, name, due, issued, order, reference in rows.order_by(
            "due_date", "id"
        ).values_list(*_COLUMNS)
    )
    return Matcher(bills, _letters(charges))


def _letters(charges: Mapping[int, OnTop]) -> Iterator[OpenLetter]:
    """The bills that are asked for in one letter and not paid, with what of its fee and interest still counts."""
    sent = Reminder.objects.filter(mail_id__isnull=False, open_minor__gt=0, item__open_minor__gt=0)
    bills: dict[int, dict[int, int]] = defaultdict(dict)
    rows = sent.order_by().values_list("mail_id", "item_id", "fee_minor", "interest_minor")
    for mail_id, item_id, fee, interest in rows:
        one = charges.get(item_id)
        bills[mail_id or 0][item_id] = fee + interest if one and fee + interest in one.letters else 0
    return (OpenLetter(frozenset(of), sum(of.values())) for of in bills.values() if len(of) > 1)


def _accounts() -> dict[int, set[str]]:
    """The accounts each customer has paid from."""
    found: dict[int, set[str]] = defaultdict(set)
    paid = Receipt.objects.filter(outgoing=False, reversed_at=None).exclude(payer_account="")
    paid = paid.exclude(customer=None).order_by()
    for customer_id, account in paid.values_list("customer_id", "payer_account").distinct():
        found[customer_id or 0].add(account)
    return found


def suggestions(lines: Sequence[StatementLine], *, actor: Actor) -> dict[int, list[Suggestion]]:
    """The likeliest bills of each booking that brought money, the best first."""
    came = [line for line in lines if line.amount_minor > 0]
    if not came:
        return {}
    found = matcher(actor)
    return {line.id: found.suggest(incoming(line)) for line in came}


def incoming(line: StatementLine) -> Incoming:
    """A booking as it is compared."""
    return Incoming(
        key=line.id,
        amount_minor=line.amount_minor,
        currency=line.currency,
        booked=line.booked_date,
        text=line.text,
        reference=line.reference,
        name=line.name,
        account=line.account,
    )
