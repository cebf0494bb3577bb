"""What never came of a bill: open still, or let go."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from polku.billing.logic.states import State
from polku.billing.models import InvoiceLine
from polku.payments.logic.kinds import Kind, Side
from polku.payments.models import Allocation, Item


def due_of(invoice_id: int) -> Sequence[Any]:
    """The item of a bill, then those of the advances that came off it, with `let_go_minor` and `due_minor` of each.

    An advance that a credit note of the bill gave back is not among them. One statement.
    """
    given_back = InvoiceLine.objects.filter(credits=OuterRef("pk"), invoice__state=State.ISSUED)
    taken = InvoiceLine.objects.filter(invoice_id=invoice_id, takes__isnull=False).exclude(Exists(given_back))
    advances = taken.order_by().values("takes__invoice_id")
    let_go = Allocation.objects.filter(debit=OuterRef("pk"), credit__kind=Kind.DIFFERENCE, undone_at=None)
    total = let_go.order_by().values("debit").annotate(total=Sum("amount_minor")).values("total")
    every = Q(invoice_id=invoice_id) | Q(invoice_id__in=advances)
    rows: QuerySet[Any] = Item.objects.filter(every, side=Side.DEBIT).annotate(
        let_go_minor=Coalesce(Subquery(total), 0, output_field=BigIntegerField()),
        due_minor=F("open_minor") + F("let_go_minor"),
    )
    return list(rows.order_by(Case(When(invoice_id=invoice_id, then=0), default=1), "id"))
