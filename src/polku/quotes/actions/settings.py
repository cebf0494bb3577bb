"""How the company makes its offers: margin, validity, templates of terms."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.db.transactions import take_turns, write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.kernel.words import Text
from polku.quotes.actions.drafting import PAYMENT_TERMS
from polku.quotes.events import SettingsChanged, TermsChanged
from polku.quotes.models import QuoteSettings, TermsTemplate
from polku.quotes.queries.finding import forget
from polku.quotes.rules import QuotePermission


def change_settings(
    *, margin_percent: Decimal | None, valid_days: int, value_follows: bool, actor: Actor, at: datetime
) -> QuoteSettings:
    """Say below which margin somebody must approve, how long offers hold, whether a deal's value follows them.

    Raises: NotAllowed, Invalid.
    """
    actor.require(QuotePermission.SET_LIMITS)
    if margin_percent is not None and not -1000 <= margin_percent <= 100:
        raise Invalid(gettext_noop("A margin is at most 100 %%."), field="margin_percent")
    if not 1 <= valid_days <= 365:
        raise Invalid(gettext_noop("Offers hold between 1 and 365 days."), field="valid_days")
    with write():
        take_turns("quotes.settings", ["all"])
        row = QuoteSettings.objects.select_for_update().order_by("id").first() or QuoteSettings()
        given = {
            "margin_percent": margin_percent,
            "valid_days": valid_days,
            "value_follows": value_follows,
        }
        before = {name: getattr(row, name) if row.pk else None for name in given}
        for name, value in given.items():
            setattr(row, name, value)
        row.save()
        changes = [
            ("quotes_quotesettings", row.pk, name, _json(before[name]), _json(value))
            for name, value in given.items()
            if before[name] != value
        ]
        entry = Entry(SettingsChanged(), ("quote_settings", row.pk), at, changes=changes)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    forget()
    return row


def _json(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


def save_terms(
    template_id: int | None,
    *,
    name: str,
    words: Mapping[str, Mapping[str, str]],
    payment_terms: str = "due_date",
    due_days: int = 14,
    archived: bool = False,
    actor: Actor,
    at: datetime,
) -> TermsTemplate:
    """Write a template of terms; `words` holds the texts by language for payment, delivery and guarantee.

    Raises: NotAllowed, NotFound, Invalid (names the field).
    """
    actor.require(QuotePermission.SET_LIMITS)
    label = clean(" ".join(name.split()), max_length=120, field="name")
    if not label:
        raise Invalid(gettext_noop("The template needs a name."), field="name")
    if payment_terms not in PAYMENT_TERMS:
        raise Invalid(gettext_noop("There are no such terms of payment."), field="payment_terms")
    if not 0 <= due_days <= 365:
        raise Invalid(gettext_noop("Days to pay lie between 0 and 365."), field="due_days")
    with write():
        take_turns("quotes.terms", [label])
        row = TermsTemplate.objects.filter(id=template_id).first() if template_id else TermsTemplate()
        if row is None:
            raise NotFound(gettext_noop("There is no such template."))
        if TermsTemplate.objects.filter(name=label).exclude(id=row.pk).exists():
            raise Invalid(gettext_noop("A template has this name already."), field="name", code="taken")
        row.name, row.payment_terms, row.due_days = label, payment_terms, due_days
        for key in ("payment", "delivery", "guarantee"):
            told = {
                language: clean(text.strip(), multiline=True, field=key)
                for language, text in words.get(key, {}).items()
            }
            setattr(row, key, Text.of({language: text for language, text in told.items() if text}))
        row.archived_at = (row.archived_at or at) if archived else None
        row.save()
        entry = Entry(TermsChanged(row.pk), ("quote_terms", row.pk), at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row
