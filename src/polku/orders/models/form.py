"""A public page to order from, and what came in through it."""

from typing import Any, ClassVar

from django.db import models

from polku.db.fields import WordsField
from polku.db.models import Base
from polku.orders.logic.states import Terms
from polku.orders.models.order import Order


class OrderForm(Base):
    """A page at `/o/<key>/`: products of one price list, and where its orders go.

    `products` are the ids that are offered, all of the list where there are none. `conditions` are the words to agree
    to. `allowed_origins` are the sites that may show it in a frame. With `confirms` an order is confirmed as it comes.
    """

    key = models.CharField(max_length=60, unique=True)
    title = WordsField()
    intro = WordsField(default=dict, blank=True)
    conditions = WordsField(default=dict, blank=True)
    thanks = WordsField(default=dict, blank=True)
    price_list = models.ForeignKey("catalogue.PriceList", on_delete=models.PROTECT, related_name="+")
    products: Any = models.JSONField(default=list, blank=True)
    countries: Any = models.JSONField(default=list, blank=True)
    payment_terms = models.CharField(max_length=12, default=Terms.DUE_DATE.value)
    due_days = models.IntegerField(default=14)
    confirms = models.BooleanField(default=False)
    process_key = models.CharField(max_length=40, default="", blank=True)
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=120, default="", blank=True)
    campaign = models.CharField(max_length=120, default="", blank=True)
    allowed_origins: Any = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.key


class Incoming(Base):
    """An order as it was sent, kept raw before anything is made of it; personal data, so rows are erasable.

    `key` tells a repeated sending from a new one. `address_hash` is a keyed hash, for the pace alone.
    """

    class Status(models.TextChoices):
        NEW = "new"
        PLACED = "placed"
        SPAM = "spam"
        FAILED = "failed"

    form = models.ForeignKey(OrderForm, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    payload: Any = models.JSONField()
    headers: Any = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="en")
    email_key = models.CharField(max_length=254, default="", blank=True, db_index=True)
    address_hash = models.CharField(max_length=32, default="", blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.NEW)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    error = models.TextField(default="", blank=True)
    received_at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["form", "key"], name="order_incoming_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["form", "-id"], name="order_incoming_form"),
            models.Index(fields=["form", "received_at"], name="order_incoming_pace"),
            models.Index(fields=["address_hash", "received_at"], name="order_incoming_address"),
        ]

    def __str__(self) -> str:
        return f"order {self.id} through form {self.form_id}"
