"""Changing fields: two people's edits of different fields both hold; of the same field, both values are shown."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from polku.access.logic import Actor
from polku.access.scopes import Reached
from polku.company.queries import day_of
from polku.contacts.models import Customer
from polku.db import few
from polku.db.transactions import write
from polku.deals.actions.checking import LENGTHS
from polku.deals.actions.custom_fields import typed
from polku.deals.actions.indexing import index_deals
from polku.deals.actions.joining import joined
from polku.deals.actions.valuing import in_company_currency
from polku.deals.events import DealChanged
from polku.deals.models import CustomField, Deal
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Conflict, Invalid, Message, NotFound, gettext_noop
from polku.kernel.money import Money, exponent
from polku.kernel.text import clean

TEXTS = ("title", "source", "campaign", "product")
FIELDS = frozenset({*TEXTS, "value_minor", "value_currency", "expected_close", "customer_id"})


def update_fields(
    deal_id: int,
    values: Mapping[str, Any],
    *,
    base: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> int | None:
    """Change fields of a deal; `custom.<key>` names a field of the company's own.

    `base` holds the values the form was opened with: a field whose base differs from now and from what is sent is a
    conflict; all else applies. Gives the event's id, None when nothing changed.

    Raises: NotFound, Invalid (names the field), Conflict (both values of each field), NotAllowed.
    """
    actor.require(DealPermission.CHANGE)
    wanted = _normal(values)
    opened_with = _normal(base or {}, strict=False)
    with write():
        found = {deal.id: deal for deal in _locked(actor, DealPermission.CHANGE, deal_id)}
        if deal_id not in found:
            raise NotFound(gettext_noop("This deal does not exist, or you may not change it."))
        deal = found[deal_id]
        _check_customer(wanted, deal, actor)
        if wanted.get("source"):
            wanted["source"] = joined(wanted["source"], but=deal.id)
        now = {name: current(deal, name) for name in wanted}
        clashes = {
            name: {"yours": wanted[name], "theirs": now[name], "base": opened_with[name]}
            for name in wanted
            if name in opened_with and opened_with[name] != now[name] and now[name] != wanted[name]
            and wanted[name] != opened_with[name]
        }  # fmt: skip
        if clashes:
            raise Conflict(clashes)
        changed = [
            name
            for name in wanted
            if wanted[name] != now[name] and not (name in opened_with and wanted[name] == opened_with[name])
        ]
        return _apply(deal, {name: wanted[name] for name in changed}, now, actor, at) if changed else None


_locked = Reached(
    lambda actor, right, deal_id: (
        Deal.objects.reached_by(actor, right)
        .current()
        .filter(id=deal_id)
        .select_for_update(of=("self",))
        .order_by("id")
    )
)


def _check_customer(wanted: Mapping[str, Any], deal: Deal, actor: Actor) -> None:
    """A deal goes only to a customer that the person may see."""
    customer_id = wanted.get("customer_id", deal.customer_id)
    if customer_id == deal.customer_id:
        return
    if not Customer.objects.visible_to(actor).current().filter(id=customer_id).exists():
        raise NotFound(gettext_noop("There is no such customer."), field="customer_id")


def current(deal: Deal, name: str) -> Any:
    """A field's value as JSON: what `Change` holds and a form sends back."""
    if name.startswith("custom."):
        return deal.custom.get(name.removeprefix("custom."))
    value = getattr(deal, name)
    return value.isoformat() if isinstance(value, date) else value


def _normal(values: Mapping[str, Any], *, strict: bool = True) -> dict[str, Any]:
    """Checked values as JSON; with `strict` off (what a form was opened with) nothing is refused."""
    found: dict[str, Any] = {}
    own = {
        name.removeprefix("custom."): value for name, value in values.items() if name.startswith("custom.")
    }
    for name, value in values.items():
        if name.startswith("custom."):
            continue
        if name not in FIELDS:
            if strict:
                raise Invalid(Message(gettext_noop("There is no field “%(key)s”."), key=name), field=name)
            continue
        found[name] = (
            _checked(name, value) if strict else (value.isoformat() if isinstance(value, date) else value)
        )
    if own:
        fields = {field.key: field for field in CustomField.objects.filter(key__in=own)}
        as_typed = typed(own, fields) if strict else own
        found |= {f"custom.{key}": value for key, value in as_typed.items()}
    return found


def _checked(name: str, value: Any) -> Any:
    try:
        if name in TEXTS:
            if not isinstance(value, str | None):
                raise TypeError(value)
            text = clean(value or "", max_length=LENGTHS[name])
            if name == "title" and not text.strip():
                raise Invalid(gettext_noop("A deal needs a title."))
            return text
        if name == "expected_close":
            return (
                None
                if value in (None, "")
                else (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()
            )
        if name == "value_currency":
            return (value and (exponent(value) >= 0) and value) or ""
        if isinstance(value, bool | float):
            raise TypeError(value)  # cents and ids are whole: half of one would be cut off silently
        if value is not None and not -(2**63) <= int(value) < 2**63:
            raise Invalid(gettext_noop("This number is too large."))
        return None if value is None else int(value)
    except Invalid as error:
        raise Invalid({name: next(iter(error.messages.values()))}, code=error.code) from error
    except (ValueError, TypeError) as error:
        raise Invalid(gettext_noop("This value does not fit the field's kind."), field=name) from error


def _apply(deal: Deal, values: Mapping[str, Any], now: Mapping[str, Any], actor: Actor, at: datetime) -> int:
    touched = put(deal, values, at)
    few.change([deal], sorted(touched))
    if touched & {"title", "customer_id"}:
        index_deals([deal])
    entry = Entry(
        event=DealChanged(fields=tuple(values)),
        subject=("deal", deal.id),
        at=at,
        case_id=deal.id,
        version_id=deal.version_id,
        stage=deal.stage,
        changes=[("deal", deal.id, name, now[name], value) for name, value in values.items()],
    )
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id


def put(deal: Deal, values: Mapping[str, Any], at: datetime) -> set[str]:
    """Set JSON values on the row at hand and say which columns that touches."""
    touched = set()
    for name, value in values.items():
        if name.startswith("custom."):
            key = name.removeprefix("custom.")
            kept = {other: found for other, found in deal.custom.items() if other != key}
            deal.custom = kept if value is None else {**kept, key: value}
            touched.add("custom")
        else:
            setattr(deal, name, date.fromisoformat(value) if name == "expected_close" and value else value)
            touched.add(name)
    if touched & {"value_minor", "value_currency"}:
        if deal.value_minor is not None and not deal.value_currency:
            raise Invalid(gettext_noop("An amount needs a currency."), field="value_currency")
        amount = None if deal.value_minor is None else Money(deal.value_minor, deal.value_currency)
        deal.value_company_minor = in_company_currency([(amount, day_of(at))])[0] if amount else None
        touched.add("value_company_minor")
    return touched
