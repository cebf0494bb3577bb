"""Who a row means: its keys, its kind, its faults. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from string import ascii_lowercase, digits
from types import MappingProxyType
from typing import Final

from polku.contacts.postal import checked, checked_country
from polku.kernel.errors import DomainError, Invalid, Message, gettext_noop
from polku.kernel.text import clean, company_key, email_key, person_key, phone_key
from polku.kernel.vat_numbers import checked_vat_number
from polku.kernel.words import LANGUAGES

COMPANY: Final = "company"
PERSON: Final = "person"
PURPOSES: Final = ("email", "phone", "post", "text_message", "profiling")
"""The purposes a consent is usually asked for; an import may bring others."""

_MAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_DIGITS_MIN: Final = 6
HEAD: Final = 6
_NEAR_MIN: Final = 4
_VOWELS: Final = str.maketrans("", "", "aeiouyåäö")
_PURPOSE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")

LENGTHS: Final = {
    "company": 300,
    "contact_name": 200,
    "email": 254,
    "phone": 60,
    "position": 120,
    "line1": 200,
    "line2": 200,
    "post_code": 20,
    "city": 120,
    "region": 120,
    "vat_id": 30,
    "website": 200,
    "segment": 120,
    "fallback": 300,
    "consent_source": 120,
}


_NO_CONSENTS: Final[Mapping[str, bool]] = MappingProxyType({})
_NO_ADDRESS: Final[Mapping[str, str]] = MappingProxyType({})


def _no_consents() -> Mapping[str, bool]:
    return _NO_CONSENTS


def _no_address() -> Mapping[str, str]:
    return _NO_ADDRESS


class ContactPermission(StrEnum):
    """What may be done with customers and contacts."""

    SEE = "contacts.see"
    CHANGE = "contacts.change"
    MERGE = "contacts.merge"
    EXPORT_KNOWN = "contacts.export_known"
    ERASE = "contacts.erase"


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer as a form, a file or another system states it; whatever is unknown stays empty.

    `line1` to `country` is where bills go, `delivery` (parts as in `postal.PARTS`) where goods go if elsewhere.
    Without company, contact, mail or phone the customer is named by `fallback`. `at` is when the customer
    became known, where history states it.
    """

    company: str = ""
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    kind: str | None = None
    country: str = ""
    line1: str = ""
    line2: str = ""
    post_code: str = ""
    city: str = ""
    region: str = ""
    delivery: Mapping[str, str] = field(default_factory=_no_address)
    vat_id: str = ""
    website: str = ""
    segment: str = ""
    language: str = ""
    position: str = ""
    owner_id: int | None = None
    team_id: int | None = None
    consents: Mapping[str, bool] = field(default_factory=_no_consents)
    consent_source: str = ""
    fallback: str = ""
    at: datetime | None = None


@dataclass(slots=True)
class Resolved:
    """What became of a row. `customer_id` is 0 exactly where `error` says why nothing was done.

    Warnings are codes: `several_matches`, `duplicate_customer`, `other_company`, `other_email`, `other_phone`,
    `bad_email`, `bad_phone`, `consent_without_contact`.
    """

    customer_id: int
    contact_id: int | None
    customer_created: bool
    contact_created: bool
    warnings: list[str] = field(default_factory=list)
    error: DomainError | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The normalised forms by which a row is found again; an empty key never matches."""

    company: str
    person: str
    email: str
    phone: str
    warnings: tuple[str, ...] = ()


def keys_of(row: NewCustomer) -> Keys:
    """Give the keys of a row; what is no address or number ("n/a", "-") gives none, and a warning."""
    email, phone = mail_key(row.email), number_key(row.phone, row.country)
    warnings = [
        code
        for code, raw, key in (("bad_email", row.email, email), ("bad_phone", row.phone, phone))
        if raw.strip() and not key
    ]
    return Keys(
        company_key(row.company)[:300] if row.company else "",
        person_key(row.contact_name)[:200] if row.contact_name else "",
        email,
        phone,
        tuple(warnings),
    )


def mail_key(address: str) -> str:
    """The key of an address, empty where it is none: hundreds of rows may say "none@" or "n/a"."""
    plain = address.strip()
    return email_key(plain)[:254] if plain and _MAIL.fullmatch(plain) else ""


def number_key(number: str, country: str) -> str:
    """The key of a phone number, empty where it has too few digits to tell anybody apart."""
    key = phone_key(number, country or None)[:30] if number else ""
    return key if len(key) >= _DIGITS_MIN and key.strip("+0") else ""


def name_key(kind: str, name: str) -> str:
    """The key of a customer's name: without legal form, or with a person's names in one order."""
    return (person_key(name) if kind == PERSON else company_key(name))[:300]


@lru_cache(maxsize=4096)
def sound_key(key: str) -> str:
    """What stays of a name when vowels and doubled letters go: it finds `Lahden Hamas` for `Lahden Hammas`."""
    words = (
        "".join(letter for letter, _ in groupby(word.translate(_VOWELS))) or word for word in key.split()
    )
    return "".join(sorted(words))[:40]


def head_key(key: str) -> str:
    """The first letters of a name, for finding like names."""
    return key.replace(" ", "")[:HEAD]


def near_heads(key: str) -> frozenset[str]:
    """Beginnings that one slip of the keys may have made this one of: a letter too many, too few, swapped or wrong.

    Some hundreds, each an exact value of the index: `Lublim Soft` finds `Lublin Soft` whatever the number of rows.
    """
    letters = key.replace(" ", "")[: HEAD + 1]
    head = letters[:HEAD]
    if len(head) < _NEAR_MIN:
        return frozenset()
    known = {*ascii_lowercase, *digits, *letters}
    found = {letters[:at] + letters[at + 1 :] for at in range(len(letters))}
    found |= {
        letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :] for at in range(len(letters) - 1)
    }
    found |= {head[:at] + one + head[at + 1 :] for at in range(len(head)) for one in known}
    found |= {head[:at] + one + head[at:] for at in range(len(head) + 1) for one in known}
    return frozenset(one[:HEAD] for one in found) - {head}


def kind_of(row: NewCustomer) -> str:
    """A row with a company is a company's, any other a person's, unless it says so itself."""
    return row.kind or (COMPANY if row.company.strip() or not _anybody(row) else PERSON)


def name_of(row: NewCustomer, kind: str) -> str:
    """What the customer is called: as good as the row allows."""
    order = (row.company, row.contact_name) if kind == COMPANY else (row.contact_name, row.company)
    return next((text for text in (*order, row.email, row.phone, row.fallback) if text.strip()), "")


def has_contact(row: NewCustomer) -> bool:
    """Whether the row names a person or a way to reach one."""
    return _anybody(row)


def fault(row: NewCustomer) -> DomainError | None:
    """Why a row cannot be stored, with its field named; None where it can."""
    try:
        for name, length in LENGTHS.items():
            if text := getattr(row, name):
                clean(text, max_length=length, field=name)
        if row.kind not in (None, COMPANY, PERSON):
            raise Invalid(gettext_noop("A customer is a company or a person."), field="kind")
        if row.vat_id:
            checked_vat_number(row.vat_id)
        if row.country:
            checked_country(row.country)
        if row.delivery:
            checked(row.delivery)
        if row.language:
            checked_language(row.language)
        for purpose in row.consents:
            checked_purpose(purpose)
        if not name_of(row, kind_of(row)):
            raise Invalid(gettext_noop("A customer needs a name."), field="company", code="no_name")
    except Invalid as error:
        return error
    return None


def checked_language(value: str) -> str:
    """A language of the product, or empty. Raises: Invalid."""
    if value and value not in LANGUAGES:
        raise Invalid(
            Message(
                gettext_noop("“%(value)s” is not one of the languages %(known)s."),
                value=value[:20],
                known=", ".join(LANGUAGES),
            ),
            field="language",
        )
    return value


def checked_purpose(value: str) -> str:
    """The key of a consent's purpose. Raises: Invalid."""
    if not _PURPOSE.fullmatch(value):
        raise Invalid(
            Message(gettext_noop("“%(value)s” is not a purpose of consent."), value=value[:60]),
            field="consents",
        )
    return value


def merged_fields(
    now: Mapping[str, object], base: Mapping[str, object], sent: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """Part what was sent into fields to change and fields in conflict.

    A field conflicts when it is neither now what the form was opened with, nor what was sent. One the form
    did not touch is left alone.
    """
    apply: dict[str, object] = {}
    conflicts: dict[str, dict[str, object]] = {}
    for name, value in sent.items():
        started = base.get(name, now[name])
        if value in (started, now[name]):
            continue
        if now[name] != started:
            conflicts[name] = {"base": started, "theirs": now[name], "yours": value}
        else:
            apply[name] = value
    return apply, conflicts


def chosen_value(kept: object, merged: object, choice: str) -> object:
    """Which of two values survives a merge: the chosen one, else the kept one unless it is empty."""
    if choice == "merged":
        return merged
    if choice == "kept":
        return kept
    return kept if kept not in ("", None, {}) else merged


def _anybody(row: NewCustomer) -> bool:
    return bool(row.contact_name.strip() or row.email.strip() or row.phone.strip())
