"""What goes otherwise than planned: orders by telephone, short stock, late and wrong payments, quotes that wait."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from polku.billing.actions import credit
from polku.billing.actions.billing import bill_prepayment
from polku.billing.logic.incoming import CreditLine
from polku.billing.models import Invoice
from polku.catalogue.logic.lines import AskedLine
from polku.company.queries import day_of
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.demo.actions import trading
from polku.demo.actions.lives import Cast, Life
from polku.demo.bank import Booking, statement
from polku.demo.logic import Step
from polku.demo.names import BEANS_SKU, COMPANIES, CONTACTS, FILTER_SKU, UPKEEP_SKU
from polku.orders.actions import cancel_orders, hold_order, note_trouble, place_order
from polku.orders.logic.incoming import NewOrder, Trouble
from polku.orders.models import OrderLine
from polku.payments.actions import Confirmation, confirm_lines, ignore_line, take_statement
from polku.payments.logic.kinds import Side
from polku.payments.models import Item, StatementLine
from polku.payments.queries.suggesting import suggestions
from polku.quotes.actions import (
    answer_concession,
    ask_concession,
    draft,
    note_handover,
    plan_negotiation,
    submit,
    withdraw,
)
from polku.quotes.logic.costs import Costs, Running
from polku.quotes.logic.incoming import NewQuote
from polku.quotes.logic.negotiation import Plan, Tradeable
from polku.quotes.models import Quote
from polku.quotes.queries import current_version
from polku.returns.actions import approve_returns, receive_returns, request_return, settle_return
from polku.returns.logic.incoming import Arrived, NewReturn, WantedLine
from polku.returns.logic.states import Reason
from polku.stock.actions import pack, pick, ship
from polku.stock.models import Level, Reservation

Deed = Callable[[Life, datetime], None]


@dataclass(frozen=True)
class Extra:
    """An order without a quote: what is ordered, on which terms, and what was done so many days before now."""

    lines: tuple[tuple[str, int], ...]
    deeds: tuple[tuple[float, str], ...]
    terms: str = "due_date"
    channel: str = "phone"


EXTRAS: Final[Sequence[Extra]] = (
    # Delivered, billed, and not paid long after the day.
    Extra((("AAVA", 2), (BEANS_SKU, 20)), ((62, "confirm"), (61, "ship"), (59, "arrive"), (58.9, "bill"))),
    # One of two was scratched: it comes back, a credit note is given for it, the rest is paid.
    Extra(
        (("AAVA", 2),),
        (
            (41, "confirm"),
            (39, "ship"),
            (37, "arrive"),
            (36.9, "bill"),
            (34, "give_back"),
            (31, "take_back"),
            (30, "settle"),
            (27, "pay_rest"),
        ),
    ),
    # A bill was too high: part of it is given back by a credit note before it is paid.
    Extra(
        ((FILTER_SKU, 20),),
        ((24, "confirm"), (23, "ship"), (21, "arrive"), (20.9, "bill"), (18, "credit"), (9, "pay_rest")),
    ),
    # Paid, but some euros short.
    Extra(
        (("AAVA-PRO", 1), (FILTER_SKU, 4)),
        ((30, "confirm"), (28, "ship"), (26, "arrive"), (25.9, "bill"), (12, "pay_short")),
    ),
    # Sold over the counter: taken along and paid at once.
    Extra(
        (("AAVA-HOME", 1), (BEANS_SKU, 2)),
        (
            (12, "confirm"),
            (12, "ship"),
            (12, "arrive"),
            (12, "bill"),
            (12, "pay_card"),
            (1, "give_back"),
        ),
        "on_delivery",
        "counter",
    ),
    # A box was missing: somebody has to decide what becomes of it.
    Extra(((BEANS_SKU, 24),), ((10, "confirm"), (9, "ship"), (7, "arrive"), (6.9, "bill"), (6, "trouble"))),
    # Paid before anything leaves, and not shipped yet: goods and money both lie here.
    Extra((("AAVA", 2),), ((9, "confirm"), (9, "prepay"), (6, "pay")), "pay_first", "form"),
    # Ordered twice by mistake.
    Extra(((FILTER_SKU, 10),), ((6, "cancel"),)),
    # More than lies on the shelf: what is there goes out and is billed, the rest waits.
    Extra((("TUISKU-2", 0),), ((5, "confirm"), (4, "ship"), (2, "arrive"), (1.9, "bill"))),
    # Pays first: the bill is out, the money is not there.
    Extra((("AAVA-PRO", 1),), ((3, "confirm"), (3, "prepay")), "pay_first", "form"),
    # Confirmed, then stopped by finance.
    Extra((("AAVA-PRO", 3), (FILTER_SKU, 3)), ((2, "confirm"), (2, "hold"))),
    # Beans by telephone, just now: nobody confirmed it yet.
    Extra(((BEANS_SKU, 12), (FILTER_SKU, 2)), ()),
)


def extras(lives: Sequence[Life], until: datetime) -> Iterator[tuple[datetime, str, Life, Extra]]:
    """All deeds of the orders without a quote, each with its moment; the first of each is the order itself."""
    for place, extra in enumerate(EXTRAS):
        life = _life(lives[place * 7 % len(lives)], place)
        first = extra.deeds[0][0] + 0.2 if extra.deeds else 0.0
        last = datetime.min.replace(tzinfo=until.tzinfo)
        for days, deed in ((first, "order"), *extra.deeds):
            at = _office(until - timedelta(days=days), 9 + place % 6)
            last = max(min(at, until - timedelta(hours=2)), last + timedelta(minutes=7))
            yield last, deed, life, extra


def _office(at: datetime, hour: int) -> datetime:
    moment = at.replace(hour=hour, minute=at.minute % 50)
    return moment - timedelta(days=max(0, moment.weekday() - 4))


def _life(model: Life, place: int) -> Life:
    customer = {
        "company": COMPANIES[(place * 5 + 3) % len(COMPANIES)],
        "contact_name": CONTACTS[place % len(CONTACTS)],
    }
    plan = replace(model.plan, title=model.words.reorder, customer=customer, pieces=1)
    return replace(model, plan=plan, shipments=[])


def order(life: Life, extra: Extra, at: datetime) -> None:
    """A customer orders without a quote; the deal is opened by it."""
    customer = life.plan.customer
    free = Level.objects.filter(product_id=life.products["TUISKU-2"])
    spare = sum((level.on_hand - level.reserved for level in free), Decimal(2))
    new = NewOrder(
        tuple(AskedLine(life.products[sku], Decimal(count or spare)) for sku, count in extra.lines),
        deal=NewDeal(
            title=life.plan.title,
            company=customer["company"],
            contact_name=customer["contact_name"],
            source=life.plan.source,
            owner_id=life.seller.user_id,
        ),
        channel=extra.channel,
        payment_terms=extra.terms,
        wanted_date=day_of(at + timedelta(days=7)),
    )
    row = place_order(new, actor=life.seller, at=at)
    life.order_id, life.deal_id = row.id, row.deal_id


def act(life: Life, deed: str, at: datetime) -> None:
    """Do the next thing with such an order."""
    if deed in trading.ACTS:
        trading.ACTS[deed](life, Step(at, deed))
    else:
        _DEEDS[deed](life, at)


def _prepay(life: Life, at: datetime) -> None:
    whole = Decimal(100)
    bill = bill_prepayment(life.order_id, percent=whole, issue_now=True, actor=life.cast.finance, at=at)
    life.invoice_id = bill.id


def _cancel(life: Life, at: datetime) -> None:
    cancel_orders([life.order_id], reason=life.words.cancel, actor=life.seller, at=at)


def _hold(life: Life, at: datetime) -> None:
    hold_order(life.order_id, reason=life.words.hold, actor=life.cast.finance, at=at)


def _credit(life: Life, at: datetime) -> None:
    line = Invoice.objects.get(id=life.invoice_id).lines.order_by("position")[0]
    one = CreditLine(line.id, quantity=Decimal(1))
    credit(life.invoice_id, [one], reason=life.words.credit, at_once=True, actor=life.cast.finance, at=at)


def _open(life: Life) -> int:
    return Item.objects.get(invoice_id=life.invoice_id, side=Side.DEBIT).open_minor


def _give_back(life: Life, at: datetime) -> None:
    line = OrderLine.objects.filter(order_id=life.order_id).order_by("position")[0]
    wanted = WantedLine(line.id, Decimal(1), Reason.DAMAGED.value)
    new = NewReturn(life.order_id, (wanted,), note=life.words.credit)
    life.return_id = request_return(new, actor=life.cast.manager, at=at).id


def _take_back(life: Life, at: datetime) -> None:
    approve_returns([life.return_id], actor=life.cast.manager, at=at)
    come = Arrived(life.return_id)
    for done in receive_returns([come], actor=life.cast.warehouse, at=at + timedelta(minutes=3)):
        if done.error is not None:
            raise done.error


def _settle(life: Life, at: datetime) -> None:
    settle_return(life.return_id, actor=life.cast.finance, at=at)


def _trouble(life: Life, at: datetime) -> None:
    note_trouble(life.order_id, Trouble("short_delivery", life.words.short), actor=life.seller, at=at)


_DEEDS: Final[Mapping[str, Deed]] = {
    "prepay": _prepay,
    "cancel": _cancel,
    "hold": _hold,
    "credit": _credit,
    "give_back": _give_back,
    "take_back": _take_back,
    "settle": _settle,
    "pay_rest": lambda life, at: trading.pay(life, _open(life), at),
    "pay_short": lambda life, at: trading.pay(life, _open(life) - 1_240, at),
    "pay_card": lambda life, at: trading.pay(life, _open(life), at, method="card"),
    "trouble": _trouble,
}


def quotes_that_wait(lives: Sequence[Life], at: datetime) -> None:
    """Quotes in the states that time has not brought: written, waiting for a yes, agreed, taken back, asked about."""
    stages = ("negotiate", "offer", "finalise", "needs", "qualify")
    found = Deal.objects.open().filter(stage__in=stages).values_list("id", "stage")
    order = {deal_id: stages.index(stage) for deal_id, stage in found}
    waiting = sorted(
        (life for life in lives if life.deal_id in order and life.plan.sku != UPKEEP_SKU),
        key=lambda life: (order[life.deal_id], life.deal_id),
    )
    offered = [life for life in waiting if life.quote_id]
    fresh = [life for life in waiting if not life.quote_id]
    for life in offered[:1]:
        wish = ask_concession(life.quote_id, asked=life.words.wish, actor=life.seller, at=at)
        answer_concession(
            wish.id,
            given=life.words.given,
            in_return=life.words.in_return,
            actor=life.seller,
            at=at + timedelta(minutes=2),
        )
    for life in offered[:2]:
        _plan(life, at + timedelta(minutes=3))
    for place, life in enumerate(fresh[:4]):
        _wait(life, place, at + timedelta(minutes=5 + place))


def _plan(life: Life, at: datetime) -> None:
    """How the seller means to bargain about an offer that is out."""
    net = current_version(Quote.objects.get(id=life.quote_id)).net_minor
    words = life.words
    plan = Plan(
        net, net * 88 // 100, words.walk_away, life.plan.customer["contact_name"], "rival",
        tradeables=(Tradeable(words.in_return, net // 100), Tradeable(words.given)),
    )  # fmt: skip
    plan_negotiation(life.deal_id, plan, actor=life.seller, at=at)


def _wait(life: Life, place: int, at: datetime) -> None:
    cut = Decimal(30) if place == 0 else None
    content = trading.content(life, discount=cut)
    if place == 3:
        # What they spend now on power and repairs is about a third of the machine a year.
        year = life.plan.value_minor // 3
        content = replace(content, costs=Costs(5, (Running(life.words.power, -year // 8),), year))
    row = draft(NewQuote(life.deal_id, content), actor=life.seller, at=at)
    life.quote_id = row.id
    if place < 2:
        submit(row.id, why=life.words.cheaper if cut else "", actor=life.seller, at=at)
    elif place == 2:
        withdraw(row.id, actor=life.seller, at=at)


def hand_over(lives: Sequence[Life], at: datetime) -> None:
    """What stands between the newest yes and the work: a paper, and a doubt somebody has."""
    won = Deal.objects.filter(outcome="won").order_by("-closed_at").values_list("id", flat=True)[:1]
    for life in lives:
        if life.deal_id in won:
            seller, who = life.seller, life.plan.customer["contact_name"]
            note_handover(
                life.deal_id, kind="paper", text=life.words.contract, holder=who, actor=seller, at=at
            )
            note_handover(life.deal_id, kind="doubt", text=life.words.doubt, actor=seller, at=at)


def dispatch(cast: Cast, at: datetime) -> None:
    """The warehouse this morning: one delivery on its way, one packed, one begun."""
    waiting = Reservation.objects.filter(
        order_line__order__payment_terms="due_date", order_line__order__held_at=None
    )
    ids = waiting.order_by("order_line__order_id").values_list("order_line__order_id", flat=True).distinct()
    for place, order_id in enumerate(ids[:3]):
        moment = at + timedelta(minutes=4 * place)
        shipment = pick(order_id, actor=cast.warehouse, at=moment)
        if place < 2:
            pack(shipment.id, actor=cast.warehouse, at=moment + timedelta(minutes=1))
        if place < 1:
            ship(shipment.id, carrier="Posti", actor=cast.warehouse, at=moment + timedelta(minutes=2))


STRANGERS: Final = (("Kahvila Kulma", "10/2026"), ("J. Mäkelä", ""))
"""Who paid without saying for what."""


def bank_day(life: Life, at: datetime) -> None:
    """The statement of the last days comes in: what is sure is matched, the rest waits for a person."""
    cast = life.cast
    rows = Item.objects.filter(side=Side.DEBIT, open_minor__gt=0, due_date__gt=day_of(at)).order_by("-id")
    bills = list(rows.select_related("customer", "invoice")[:4])
    named = bills[:-1]  # the last one does not say what it is for
    bookings = [
        Booking(
            bill.open_minor, bill.customer.name if bill.customer else "", bill.number if bill in named else ""
        )
        for bill in bills
    ]
    bookings += [Booking(5_000, name, text) for name, text in STRANGERS]
    bookings.append(Booking(-1_290, "Pankki Oyj", "4471"))
    raw = statement(bookings, on=day_of(at), opening=1_842_317, number=at.timetuple().tm_yday)
    taken = take_statement(raw, name="statement.xml", actor=cast.finance, at=at)
    lines = list(
        StatementLine.objects.filter(statement=taken[0].statement, receipt=None).order_by("position")
    )
    told = suggestions(lines, actor=cast.finance)
    sure = [line for line in lines[: len(named)] if told.get(line.id)]
    confirm_lines(
        [Confirmation(line.id, tuple((pk, None) for pk in told[line.id][0].item_ids)) for line in sure],
        actor=cast.finance,
        at=at + timedelta(minutes=6),
    )
    for line in lines:
        if line.amount_minor < 0:
            ignore_line(line.id, reason=life.words.fee, actor=cast.finance, at=at + timedelta(minutes=8))
