"""A house that sells, sends, bills, takes back and pays back at random; what must hold after each of its deeds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from random import Random

from django.db.models import Sum

from polku.access.logic import Actor
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import DomainError
from polku.orders import actions as orders
from polku.orders.logic.incoming import NewOrder, Trouble
from polku.orders.models import Order, OrderLine, OrderTrouble
from polku.orders.queries.making_up import replaceable
from polku.returns import actions as returns
from polku.returns.logic.incoming import Arrived, CameLine, NewReturn, WantedLine
from polku.returns.models import Return, ReturnLine
from polku.returns.queries.returnable import returnable
from polku.stock import actions as stock
from polku.stock.models import Shipment, ShippedUnit, Unit
from tests.conftest import NOW
from tests.returns.till import METHODS, Till
from tests.returns.truths import all_holds, in_proportion, left_to_give_back, made_up


class World(Till):
    """Does one random thing after another; refused, it changes nothing; done, everything still agrees."""

    def __init__(self, seed: int, actor: Actor, deal: Deal, goods: dict[str, Product]) -> None:
        super().__init__(Random(seed), actor)
        self.deal, self.goods = deal, goods
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.codes = 0
        self.honest = self.random.random() < 0.6
        self.broken: dict[int, dict[int, Decimal]] = {}
        self.told: list[str] = []

    def live(self, steps: int) -> None:
        """So many things happen."""
        self._stock_up()
        self._order()
        acts: list[tuple[Callable[[], object], int]] = [
            (self._order, 2), (self._stock_up, 1), (self._send, 8), (self._arrive, 9), (self._call_delivery_off, 1),
            (self._bill, 6), (self._bill_before, 1), (self._issue, 3), (self._discard, 1), (self._pay, 6),
            (self._ask_back, 8), (self._decide, 6), (self._come, 8), (self._settle, 9), (self._credit, 4),
            (self._go_wrong, 4), (self._make_good, 5), (self._waive, 1), (self._call_off, 2),
            (self._pay_back, 3), (self._match, 2), (self._unmatch, 1), (self._write_off, 1), (self._bounce, 1),
        ]  # fmt: skip
        doings, weights = zip(*acts, strict=True)
        for act in (self._order, self._send, self._arrive, self._bill, self._pay) * 2:
            self._try(act)
        while steps > 0:
            steps -= self._try(self.random.choices(doings, weights)[0])

    def _try(self, act: Callable[[], object]) -> bool:
        """Whether there was something to do."""
        last, name = Event.objects.order_by("-id").values_list("id", flat=True).first(), act.__name__
        try:
            said = act()
        except DomainError as error:
            self.told.append(f"{name} refused: {error}")
            self.refused[f"{name} {error.code}: {error}"] += 1
            now = Event.objects.order_by("-id").values_list("id", flat=True).first()
            assert now == last, f"{name} was refused and yet told of something"
            return True
        if said is None:
            return False
        self.told.append(f"{name} {said}")
        self.done[name] += 1
        faults = all_holds() + (list(made_up(self._broken_back())) if self.honest else [])
        assert not faults, "\n".join([*self.told, *faults])
        return True

    def _stock_up(self) -> object:
        self.codes += 1
        cost = self.random.randint(100, 9_999)
        lamps = tuple(f"S{self.codes}-{n}" for n in range(4))
        rows = [
            stock.Receipt(self.goods["CHAIR"].pk, Decimal(self.random.randint(5, 20)), cost),
            stock.Receipt(self.goods["LAMP"].pk, Decimal(4), cost + 1, codes=lamps),
            stock.Receipt(self.goods["PAINT"].pk, Decimal(9), cost + 7, codes=(f"L{self.codes}",)),
        ]  # fmt: skip
        stock.receive(rows, actor=self.actor, at=NOW)
        ids = list(Order.objects.filter(state="confirmed").values_list("id", flat=True))
        stock.reserve_orders(ids, actor=self.actor, at=NOW)
        return cost

    def _order(self) -> object:
        wanted = self.random.sample(sorted(self.goods), self.random.randint(1, 3))
        lines = tuple(
            AskedLine(
                product_id=self.goods[sku].pk,
                quantity=Decimal(self.random.randint(1, 9)),
                unit_price=Decimal(self.random.randint(1, 9_999)) / 100,
                discount_percent=Decimal(self.random.choice((0, 0, 15))),
            )
            for sku in wanted
        )
        new = NewOrder(
            lines=lines,
            deal_id=self.deal.pk,
            currency=self.random.choice(("EUR", "EUR", "USD")),
            prices_include_tax=self.random.choice((True, False)),
        )
        row = orders.place_order(new, actor=self.actor, at=NOW)
        orders.confirm_orders([row.pk], actor=self.actor, at=NOW)
        return row

    def _send(self) -> object:
        row = self._one(Order.objects.filter(state="confirmed"))
        if row is None:
            return None
        quantities = None
        if self.random.random() < 0.4:
            line = self._one(row.lines)
            quantities = {line.pk: self._part(line.quantity)}
        shipment = stock.pick(row.pk, quantities=quantities, actor=self.actor, at=NOW)
        if self.random.random() < 0.1:
            return shipment
        return self._leave(shipment)

    def _leave(self, shipment: Shipment) -> object:
        codes: dict[int, list[str]] = {}
        for line in shipment.lines.select_related("order_line__product"):
            product, left = line.order_line.product, line.quantity
            if product is None or product.tracked == "none":
                continue
            for unit in Unit.objects.filter(
                product=product, location_id=line.location_id, quantity__gt=0
            ).order_by("id"):
                if left > 0:
                    codes.setdefault(line.order_line_id, []).append(unit.code)
                    left -= unit.quantity
        stock.ship(shipment.pk, codes=codes, actor=self.actor, at=NOW)
        return shipment

    def _arrive(self) -> object:
        row = self._one(Shipment.objects.filter(state__in=["picking", "shipped"], service=False))
        if row is None:
            return None
        if row.state == "picking":
            return self._leave(row)
        return stock.deliver(row.pk, actor=self.actor, at=NOW)

    def _call_delivery_off(self) -> object:
        row = self._one(Shipment.objects.filter(state="picking"))
        return row and stock.cancel_shipment(row.pk, actor=self.actor, at=NOW)

    def _ask_back(self) -> object:
        row = self._one(
            Order.objects.filter(id__in=Shipment.objects.filter(state="delivered").values("order"))
        )
        found = returnable(row.pk) if row else []
        if row is None or not found:
            return None
        lines, broken = [], {}
        for one in self.random.sample(found, self.random.randint(1, len(found))):
            many, bad = self._part(one.left), self._out_of_order(one.line.pk)
            reasons = ["damaged", "faulty"]
            if (
                not self.honest or bad + many <= one.left
            ):  # what is broken is not sent back as if it were whole
                reasons += ["not_wanted", "too_late"]
            reason = self.random.choice(reasons)
            if reason in ("damaged", "faulty"):
                broken[one.line.pk] = min(bad, many)
            what = self.random.choice(("credit", "refund", "refund", "exchange", "repair"))
            lines.append(WantedLine(one.line.pk, many, reason, what))
        made = returns.request_return(NewReturn(row.pk, tuple(lines)), actor=self.actor, at=NOW)
        self.broken[made.pk] = broken
        return f"{made} {lines}"

    def _out_of_order(self, line_id: int) -> Decimal:
        """How many of a line are broken and with the customer, though others went out for them."""
        gone = OrderTrouble.objects.filter(line=line_id, replacement__isnull=False).exclude(
            kind="short_delivery"
        )
        many = gone.aggregate(total=Sum("replacement__quantity"))["total"] or Decimal(0)
        return max(many - self._broken_back().get(line_id, Decimal(0)), Decimal(0))

    def _broken_back(self) -> dict[int, Decimal]:
        """How many broken goods came back of each line, or are to."""
        found: dict[int, Decimal] = defaultdict(Decimal)
        again = OrderTrouble.objects.filter(replacement__isnull=False).values("replacement")
        for row in Return.objects.exclude(state="refused"):
            for line_id, many in self.broken.get(row.pk, {}).items():
                back = list(row.lines.filter(shipment_line__order_line=line_id, order_line__in=again))
                came = [
                    one.quantity if one.received_quantity is None else one.received_quantity
                    for one in back
                    if not (one.resolution == "repair" and one.settled_at)
                ]
                found[line_id] += min(many, sum(came, Decimal(0))) if back else many
        return found

    def _decide(self) -> object:
        row = self._one(Return.objects.filter(state="requested"))
        if row is None:
            return None
        if self.random.random() < 0.15:
            return (
                returns.refuse_returns([row.pk], reason="Used", actor=self.actor, at=NOW) and f"no to {row}"
            )
        return returns.approve_returns([row.pk], actor=self.actor, at=NOW) and f"{row}"

    def _come(self) -> object:
        row = self._one(Return.objects.filter(state="approved"))
        if row is None:
            return None
        came, taken = [], defaultdict[str, Decimal](Decimal)
        for line in row.lines.select_related("shipment_line__order_line__product").order_by("id"):
            product = line.shipment_line.order_line.product
            quantity = self.random.choice((line.quantity, line.quantity, Decimal(int(line.quantity) // 2)))
            came.append(
                CameLine(
                    line.pk,
                    quantity,
                    self.random.choice(("as_new", "damaged")),
                    codes=self._back_codes(line, product, quantity, taken),
                )
            )
        (done,) = returns.receive_returns([Arrived(row.pk, tuple(came))], actor=self.actor, at=NOW)
        if done.error is not None:
            raise done.error
        return f"{row} {[(one.line_id, int(one.quantity or 0), one.condition) for one in came]}"

    def _back_codes(
        self, line: ReturnLine, product: Product | None, quantity: Decimal, taken: dict[str, Decimal]
    ) -> tuple[str, ...]:
        """Codes that went out with the delivery, whether or not they came back already: the house must know."""
        if product is None or product.tracked == "none" or not quantity:
            return ()
        gone = ShippedUnit.objects.filter(line=line.shipment_line).select_related("unit").order_by("id")
        codes = [one.unit.code for one in gone]
        self.random.shuffle(codes)
        if product.tracked == "lot":
            return tuple(codes)
        free = [code for code in codes if not taken[code]]
        taken.update(dict.fromkeys(free[: int(quantity)], Decimal(1)))
        return tuple(free[: int(quantity)])

    def _settle(self) -> object:
        row = self._one(Return.objects.filter(state="received"))
        if row is None:
            return None
        changed = {
            line.pk: self.random.choice(("credit", "refund", "exchange"))
            for line in row.lines.filter(settled_at=None)
            if self.random.random() < 0.4
        }
        method, before = self.random.choice(METHODS), left_to_give_back()
        returns.settle_return(row.pk, resolutions=changed, method=method, actor=self.actor, at=NOW)
        faults = list(in_proportion(before))
        assert not faults, "\n".join([*self.told, *faults])
        return f"{row} {changed} by {method}"

    def _go_wrong(self) -> object:
        line = self._one(OrderLine.objects.filter(kind="goods", order__state="confirmed"))
        if line is None:
            return None
        kind = self.random.choice(("damaged", "damaged", "short_delivery", "other"))
        told = Trouble(kind, "Oh", self.random.choice((line.pk, line.pk, None)))
        return orders.note_trouble(line.order_id, told, actor=self.actor, at=NOW)

    def _make_good(self) -> object:
        row = self._one(OrderTrouble.objects.filter(settled_at=None))
        if row is None:
            return None
        if self.random.random() < 0.2:
            return orders.settle_trouble(row.pk, "ignore", reason="Let be", actor=self.actor, at=NOW)
        left = replaceable(row.order_id, row.line_id)
        key = self.random.choice(sorted(left)) if left else None
        many = self._part(left[key]) if key else None
        orders.settle_trouble(
            row.pk, "recreate", reason="Ours", line_id=key, quantity=many, actor=self.actor, at=NOW
        )
        return f"{row} {many} of line {key}"

    def _waive(self) -> object:
        line = self._one(OrderLine.objects.filter(order__state="confirmed"))
        return line and orders.waive(line.pk, self._part(line.quantity), reason="", actor=self.actor, at=NOW)

    def _call_off(self) -> object:
        row = self._one(Order.objects.filter(state="confirmed"))
        if row is None:
            return None
        (done,) = orders.cancel_orders([row.pk], reason="Sold out", actor=self.actor, at=NOW)
        if done.error is not None:
            raise done.error
        self.honest = self.honest and not row.note.startswith(
            "Makes up"
        )  # what was broken counts as whole again
        return row
