"""What deals and orders show of payments, and payments found by their number."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.payments.models import Receipt
from polku.payments.rules import PaymentPermission
from polku.payments.words import METHODS
from polku.ui.registry import PaletteHit

SHOWN: Final = 5


def of(name: str) -> Callable[[Actor, int], Mapping[str, Any] | None]:
    """The panel of a `deal` or an `order`: the money that came for it."""

    def load(actor: Actor, record_id: int) -> Mapping[str, Any] | None:
        paid = Q(**{f"item__{name}_id": record_id}) | Q(
            **{f"item__debits__debit__{name}_id": record_id, "item__debits__undone_at": None}
        )
        ids = Receipt.objects.visible_to(actor).filter(paid).order_by("-id").values_list("id", flat=True)
        found = list(dict.fromkeys(ids[: 4 * SHOWN]))
        rows = Receipt.objects.filter(id__in=found[: SHOWN + 1]).select_related("item").order_by("-id")
        url = ""
        if name == "order" and actor.may(PaymentPermission.REGISTER):
            url = f"{reverse('payments:new')}?order={record_id}"
        if not found and not url:
            return None
        return {"rows": [(row, METHODS.get(row.method, row.method)) for row in rows], "url": url}

    return load


def find(actor: Actor, words: str, limit: int) -> Sequence[PaletteHit]:
    """Payments by the beginning of their number."""
    text = words.strip()
    if len(text) < 2:
        return []
    rows = Receipt.objects.visible_to(actor).filter(number__istartswith=text).select_related("customer")
    return [
        PaletteHit(
            row.number,
            reverse("payments:payment", args=[row.id]),
            row.customer.name if row.customer else row.payer_name,
            "coins",
            _("Payments"),
        )
        for row in rows.order_by("-id")[:limit]
    ]
