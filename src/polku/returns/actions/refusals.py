"""What is said where more is wanted back, or sent again, than can be; each names the line and how much can be."""

from collections.abc import Sequence
from decimal import Decimal

from polku.billing.logic.snapshots import plain
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.orders.models import OrderLine


def too_many(most: Decimal, lines: Sequence[OrderLine], *, field: str) -> Invalid:
    """More is to come back of a line than arrived and was kept; no line where the order has none such."""
    if not lines:
        message = gettext_noop("At most %(most)s of this line can come back: so many arrived and were kept.")
        return Invalid(Message(message, most=plain(most)), code="more_than_delivered", field=field)
    message = gettext_noop("At most %(most)s of %(name)s can come back: so many arrived and were kept.")
    told = Message(message, most=plain(most), name=_name(lines[0]))
    return Invalid(told, code="more_than_delivered", field=field)


def made_up_already(line: OrderLine, number: Decimal, most: Decimal, *, field: str) -> Invalid:
    """Goods that were made up for do not go out a third time because they come back."""
    message = gettext_noop(
        "%(name)s: %(number)s were made up for already and come back for nothing more. "
        "At most %(most)s can be exchanged."
    )
    told = Message(message, name=_name(line), number=plain(number), most=plain(most))
    return Invalid(told, code="made_up_already", field=field)


def _name(line: OrderLine) -> str:
    return line.description or line.sku
