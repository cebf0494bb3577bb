"""The order."""

from typing import Any, ClassVar, Self

from django.db import models

from polku.access.scopes import Scoped
from polku.db.models import Base
from polku.kernel.money import Money
from polku.orders.logic.permission import OrderPermission
from polku.orders.logic.states import State


class OrderQuerySet(Scoped["Order"]):
    """Orders a person may see."""

    see = OrderPermission.SEE

    def going(self) -> Self:
        """Those that are not canceled."""
        return self.exclude(state=State.CANCELED)


class Order(Base):
    """What a customer ordered. How much of it is delivered, billed and paid is derived, never stored.

    Sums are in the order's currency; `company_net_minor` is the net sum in company currency at the day's rate.
    `version` counts changes after confirmation. `history` marks what an import states of the past, `source_state` what
    the other system called its state.
    """

    number = models.CharField(max_length=60, unique=True)
    external_id = models.CharField(max_length=120, default="", blank=True)
    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("contacts.Customer", on_delete=models.PROTECT, related_name="+")
    quote = models.ForeignKey(
        "quotes.Quote", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default=State.PLACED.value)
    channel = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=10, default="en")
    payment_terms = models.CharField(max_length=12)
    due_days = models.IntegerField(default=0)
    prices_include_tax = models.BooleanField(default=False)
    reference = models.CharField(max_length=120, default="", blank=True)
    note = models.TextField(default="", blank=True)
    billing: Any = models.JSONField(default=dict, blank=True)
    delivery: Any = models.JSONField(default=dict, blank=True)
    wanted_date = models.DateField(null=True, blank=True)
    promised_date = models.DateField(null=True, blank=True)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    company_net_minor = models.BigIntegerField()
    version = models.IntegerField(default=1)
    placed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_reason = models.TextField(default="", blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(default="", blank=True)
    history = models.BooleanField(default=False)
    source_state = models.CharField(max_length=40, default="", blank=True)
    recorded_at = models.DateTimeField()

    objects = OrderQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~models.Q(external_id=""), name="order_external_id_once"
            ),
            models.UniqueConstraint(
                fields=["quote"], condition=models.Q(quote__isnull=False), name="order_once_of_quote"
            ),
            models.CheckConstraint(
                condition=models.Q(gross_minor=models.F("net_minor") + models.F("tax_minor")),
                name="order_sums",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["team", "-id"], name="order_team"),
            models.Index(fields=["owner", "-id"], name="order_owner"),
            models.Index(fields=["state", "-id"], name="order_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def net(self) -> Money:
        """The sum without tax."""
        return Money(self.net_minor, self.currency)

    @property
    def gross(self) -> Money:
        """What the customer is to pay for all of it."""
        return Money(self.gross_minor, self.currency)

    @property
    def is_held(self) -> bool:
        """Whether nothing goes on until it is released."""
        return self.held_at is not None

    @property
    def goes_on(self) -> bool:
        """Whether it may be picked, shipped and billed."""
        return self.state == State.CONFIRMED and self.held_at is None
