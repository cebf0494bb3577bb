"""Setting up how orders are taken."""

from datetime import datetime

from polku.access.logic import Actor
from polku.contacts.models import Customer
from polku.db.transactions import take_turns, write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, gettext_noop
from polku.orders.events import OrderSettingsChanged
from polku.orders.logic.states import Written
from polku.orders.models import OrderSettings
from polku.orders.queries.settings import forget
from polku.orders.rules import OrderPermission


def change_settings(*, written: str, actor: Actor, at: datetime) -> OrderSettings:
    """Say how orders are confirmed in writing from now on. Raises: Invalid, NotAllowed."""
    actor.require(OrderPermission.SET_UP)
    if written not in set(Written):
        raise Invalid(gettext_noop("There is no such setting, or not such a value."), field="written")
    with write():
        row = _held()
        before, row.written = row.written, written
        row.save()
        if before != written:
            changes = [("orders_ordersettings", row.id, "written", before, written)]
            event = Entry(OrderSettingsChanged(), ("order_settings", row.id), at, changes=changes)
            append([event], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    forget()
    return row


def _held() -> OrderSettings:
    """The one row, held until the transaction ends; a new one where there is none yet."""
    take_turns("orders.settings", ["all"])
    return OrderSettings.objects.select_for_update().order_by("id").first() or OrderSettings()


def walk_in_customer() -> int | None:
    """Who stands for everybody that buys at the counter without a name, once somebody did; the settings are held."""
    return _held().walk_in_id


def remember_walk_in_customer(customer: Customer) -> None:
    """From now on this one stands for everybody without a name; part of the sale that made the customer."""
    row = _held()
    row.walk_in = customer
    row.save()
    forget()
