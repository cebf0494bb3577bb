"""Making and changing public order forms."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from polku.access.logic import Actor
from polku.access.models import Membership, Team
from polku.catalogue.models import PriceList
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.text import clean, slug
from polku.kernel.words import Text
from polku.orders.events import OrderFormSaved
from polku.orders.logic.states import Terms
from polku.orders.models import OrderForm
from polku.orders.rules import OrderPermission
from polku.qualify.logic.lead_form import ORIGINS_MAX, origin

_KEY: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_WORDS: Final = {"title": 200, "intro": 2000, "conditions": 4000, "thanks": 2000}
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
SETTINGS: Final = frozenset(
    {
        *_WORDS, "price_list_id", "products", "countries", "payment_terms", "due_days", "confirms", "process_key",
        "team_id", "owner_id", "source", "campaign", "allowed_origins", "active",
    }
)  # fmt: skip


def save_order_form(key: str, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> OrderForm:
    """Make an order form, or change one; without a key a new one is named after its title.

    Raises: Invalid (names the field), NotFound, NotAllowed.
    """
    actor.require(OrderPermission.SET_UP)
    told = _checked(values)
    with write():
        known = OrderForm.objects.select_for_update(of=("self",)).filter(key=key).first() if key else None
        form = known or OrderForm(key=_new_key(key, told), recorded_at=at)
        for name, value in told.items():
            setattr(form, name, value)
        _whole(form)
        form.save()
        entry = Entry(OrderFormSaved(key=form.key), ("order_form", form.id), at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return form


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in SETTINGS:
            raise Invalid(Message(gettext_noop("“%(name)s” is not a setting."), name=name), field=name)
        found[name] = value
        if name in _WORDS:
            found[name] = Text.of(value or {})
            for _, text in found[name].entries:
                clean(text, max_length=_WORDS[name], multiline=name != "title", field=name)
        elif name in ("source", "campaign"):
            found[name] = clean(str(value).strip(), max_length=120, field=name)
        elif name == "allowed_origins":
            found[name] = sorted({origin(one) for one in value})[:ORIGINS_MAX]
        elif name == "countries":
            found[name] = [code.upper() for code in value]
            if not all(_COUNTRY.fullmatch(code) for code in found[name]):
                raise Invalid(gettext_noop("A country is named by two letters, such as FI."), field=name)
        elif name == "products":
            found[name] = [int(pk) for pk in value]
    if found.get("payment_terms", Terms.DUE_DATE) not in set(Terms):
        raise Invalid(gettext_noop("There are no such terms of payment."), field="payment_terms")
    return found


def _new_key(key: str, told: Mapping[str, Any]) -> str:
    title = told.get("title") or Text()
    wanted = key or slug(title.to("en"), max_length=50) or "order"
    if not _KEY.fullmatch(wanted):
        raise Invalid(
            gettext_noop("Small letters, digits and lines; it cannot be changed later"), field="key"
        )
    if key or not OrderForm.objects.filter(key=wanted).exists():
        return wanted
    taken = set(OrderForm.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    return next(f"{wanted}-{n}" for n in range(2, 10_000) if f"{wanted}-{n}" not in taken)


def _whole(form: OrderForm) -> None:
    if not form.title:
        raise Invalid(gettext_noop("This is needed."), field="title")
    if not PriceList.objects.filter(id=form.price_list_id, archived_at=None).exists():
        raise NotFound(gettext_noop("There is no such price list."), field="price_list_id")
    if not Team.objects.filter(id=form.team_id).exists():
        raise NotFound(gettext_noop("There is no such team."), field="team_id")
    if form.owner_id is not None:
        of_team = Membership.objects.filter(user_id=form.owner_id, team_id=form.team_id)
        if not of_team.exists():
            raise Invalid(gettext_noop("The owner is not in this team."), field="owner_id")
