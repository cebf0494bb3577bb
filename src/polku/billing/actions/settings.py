"""Setting up how invoices are made."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from polku.access.logic import Actor
from polku.billing.events import SettingsChanged
from polku.billing.logic.snapshots import plain
from polku.billing.logic.states import TaxPoint
from polku.billing.models import BillingSettings
from polku.billing.queries.settings import forget
from polku.billing.rules import BillingPermission
from polku.catalogue.logic.totals import Rounding
from polku.db.transactions import take_turns, write
from polku.documents.logic.payment import iban_is_valid
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.text import clean
from polku.kernel.vat_numbers import checked_vat_number
from polku.kernel.words import Text

TEXTS: Final = {
    "legal_name": 200, "line1": 200, "line2": 200, "post_code": 20, "city": 120, "region": 120, "vat_id": 30,
    "register_id": 60, "email": 254, "phone": 40, "iban": 34, "bic": 11, "account_name": 70,
}  # fmt: skip
WORDS: Final = ("intro", "closing")
SWITCHES: Final = ("bills_forms_first",)
PERCENTS: Final = ("withholding_percent", "fund_percent")


def change_settings(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> BillingSettings:
    """Change how invoices are made from now on; those that are issued stay as they are.

    Raises: Invalid, naming the field; NotAllowed.
    """
    actor.require(BillingPermission.SET_UP)
    told = _checked(values)
    with write():
        take_turns("billing.settings", ["all"])
        row = BillingSettings.objects.select_for_update().order_by("id").first() or BillingSettings()
        if told.get("vat_id", row.vat_id) != row.vat_id:
            checked_vat_number(told["vat_id"])
        before = {name: _plain(getattr(row, name)) for name in told}
        for name, value in told.items():
            setattr(row, name, value)
        row.save()
        changes = [
            ("billing_billingsettings", row.id, name, before[name], _plain(value))
            for name, value in told.items()
            if before[name] != _plain(value)
        ]
        if changes:
            event = Entry(SettingsChanged(), ("billing_settings", row.id), at, changes=changes)
            append([event], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    forget()
    return row


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in values.items():
        if name in TEXTS:
            told[name] = clean(str(value).strip(), max_length=TEXTS[name], field=name)
        elif name in PERCENTS:
            told[name] = _percent(name, value)
        elif name in SWITCHES:
            told[name] = bool(value)
        elif name in WORDS:
            told[name] = Text.of(value)
        elif (name == "rounding" and value in set(Rounding)) or (
            name == "tax_point" and value in set(TaxPoint)
        ):
            told[name] = str(value)
        else:
            raise Invalid(gettext_noop("There is no such setting, or not such a value."), field=name)
    if told.get("iban"):
        told["iban"] = " ".join(_fours("".join(told["iban"].split()).upper()))
        if not iban_is_valid(told["iban"].replace(" ", "")):
            raise Invalid(gettext_noop("This is no account number (IBAN)."), field="iban")
    if told.get("bic"):
        told["bic"] = "".join(told["bic"].split()).upper()
    if told.get("vat_id"):
        told["vat_id"] = "".join(told["vat_id"].split()).upper()
        if not told["vat_id"][:2].isalpha():
            message = gettext_noop("A VAT id begins with the two letters of its country, such as FI12345671.")
            raise Invalid(message, field="vat_id")
    return told


def _percent(name: str, value: Any) -> Decimal:
    percent = Decimal(value or 0)
    if not 0 <= percent <= 100:
        raise Invalid(gettext_noop("Between 0 and 100 %."), field=name)
    return percent


def _fours(iban: str) -> list[str]:
    return [iban[place : place + 4] for place in range(0, len(iban), 4)]


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return value.as_dict() if isinstance(value, Text) else value
