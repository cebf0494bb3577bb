"""What customers owe and paid follows them into a merge, and comes back when it is undone."""

from collections.abc import Mapping
from typing import Any, Final

from polku.contacts.merging import Mover
from polku.db.lists import among
from polku.db.transactions import write
from polku.kernel.errors import gettext_noop
from polku.payments.models import Item, Receipt, Voucher

_TABLES: Final[dict[str, Any]] = {"items": Item, "receipts": Receipt, "vouchers": Voucher}


def move(*, kept_id: int, merged_id: int, contacts: Mapping[int, int]) -> Any:
    """Point items, payments and vouchers of the merged customer to the one kept."""
    moved: dict[str, list[int]] = {}
    with write():
        for name, model in _TABLES.items():
            rows = model.objects.filter(customer_id=merged_id).order_by("id")
            moved[name] = list(rows.values_list("id", flat=True))
            rows.filter(id__in=among(moved[name])).update(customer_id=kept_id)
    return moved


def restore(*, kept_id: int, merged_id: int, moved: Any) -> None:
    """Put back what `move` gave."""
    with write():
        for name, model in _TABLES.items():
            rows = model.objects.filter(id__in=among(moved[name]), customer_id=kept_id)
            rows.update(customer_id=merged_id)


def count(*, customer_id: int) -> int:
    """How many payments hang on a customer."""
    return Receipt.objects.filter(customer_id=customer_id).count()


MOVER: Final = Mover(
    table="payments_receipt", label=gettext_noop("Payments"), move=move, restore=restore, count=count
)
