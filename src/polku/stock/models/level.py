"""What lies where, and what it is worth."""

from typing import ClassVar

from django.db import models

from polku.db.fields import ExactField, WordsField
from polku.db.models import Base


class Location(Base):
    """A place where goods lie. The first one is where goods come in unless somebody says otherwise."""

    key = models.CharField(max_length=60, unique=True)
    name = WordsField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.name)


class Level(Base):
    """How much of a product lies at a place, and how much of that is promised. The database lets neither be wrong."""

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    on_hand = ExactField(default=0)
    reserved = ExactField(default=0)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["product", "location"], name="stock_level_once"),
            models.CheckConstraint(
                condition=models.Q(reserved__gte=0) & models.Q(on_hand__gte=models.F("reserved")),
                name="stock_never_oversold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} at {self.location_id}: {self.on_hand}"


class Value(Base):
    """What all pieces of a product in stock are worth together, in company currency: a moving average."""

    product = models.OneToOneField("catalogue.Product", on_delete=models.PROTECT, related_name="+")
    quantity = ExactField(default=0)
    value_minor = models.BigIntegerField(default=0)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0) & models.Q(value_minor__gte=0), name="stock_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.quantity} worth {self.value_minor}"
