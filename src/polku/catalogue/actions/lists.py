"""Making and changing price lists."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from polku.access.logic import Actor
from polku.catalogue.actions.logging import differences, entry, log
from polku.catalogue.events import PriceListStated
from polku.catalogue.logic.codes import checked_key
from polku.catalogue.logic.products import checked_words
from polku.catalogue.models import CustomerGroup, PriceList
from polku.catalogue.rules import CataloguePermission
from polku.db.transactions import write
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.money import exponent
from polku.kernel.words import Text

FIELDS: Final = ("name", "group_id", "from_date", "to_date", "priority", "prices_include_tax", "archived_at")
_NEEDED: Final = frozenset({"priority", "prices_include_tax"})
_PRIORITY_MAX: Final = 1000


def make_price_list(
    *,
    key: str,
    name: str | Mapping[str, str] | Text,
    currency: str,
    group_id: int | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    priority: int = 0,
    prices_include_tax: bool = False,
    actor: Actor,
    at: datetime,
) -> PriceList:
    """Make a price list; it is empty until prices are set.

    Raises: Invalid (names the field), NotAllowed.
    """
    actor.require(CataloguePermission.PRICE)
    exponent(currency)
    with write():
        if PriceList.objects.filter(key=checked_key(key)).exists():
            message = Message(gettext_noop("There is a price list “%(key)s” already."), key=key)
            raise Invalid(message, field="key", code="key_taken")
        row = PriceList(
            key=key, name=checked_words(name, "name", 120), currency=currency, group_id=group_id, from_date=from_date,
            to_date=to_date, priority=priority, prices_include_tax=prices_include_tax, recorded_at=at,
        )  # fmt: skip
        _check(row)
        row.save()
        _log(row, dict.fromkeys(FIELDS), actor, at)
    return row


def change_price_list(list_id: int, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> PriceList:
    """Change a price list; its key and its currency stay.

    Raises: Invalid (names the field), NotFound, NotAllowed.
    """
    actor.require(CataloguePermission.PRICE)
    with write():
        row = PriceList.objects.select_for_update(of=("self",)).filter(id=list_id).first()
        if row is None:
            raise NotFound(gettext_noop("There is no such price list."))
        before = {name: getattr(row, name) for name in FIELDS}
        for name, value in values.items():
            if name not in FIELDS:
                raise Invalid(gettext_noop("This cannot be changed here."), field=name)
            if value is None and name in _NEEDED:
                raise Invalid(gettext_noop("A value is needed."), field=name)
            setattr(row, name, checked_words(value, "name", 120) if name == "name" else value)
        _check(row)
        row.save()
        _log(row, before, actor, at)
    return row


def _check(row: PriceList) -> None:
    if row.from_date and row.to_date and row.to_date < row.from_date:
        raise Invalid(gettext_noop("The last day is before the first."), field="to_date")
    if not -_PRIORITY_MAX <= row.priority <= _PRIORITY_MAX:
        raise Invalid(gettext_noop("A priority is between -1000 and 1000."), field="priority")
    if row.group_id is not None and not CustomerGroup.objects.filter(id=row.group_id).exists():
        raise Invalid(gettext_noop("There is no such group of customers."), field="group_id")


def _log(row: PriceList, before: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    after = {name: getattr(row, name) for name in FIELDS}
    changes = differences("price_list", row.pk, before, after)
    if changes:
        event = PriceListStated(list=row.key, currency=row.currency)
        log([entry(event, "price_list", row.pk, at, changes)], actor=actor, at=at)
