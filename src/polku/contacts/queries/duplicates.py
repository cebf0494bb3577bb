"""Who could be the same customer: like ones of one, of what is being typed, and the worklist."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from polku.access.logic import Actor
from polku.contacts.likeness import SCORE_MIN, Facts, Likeness, likeness
from polku.contacts.logic import head_key, mail_key, name_key, near_heads, number_key, sound_key
from polku.contacts.models import Contact, Customer, DuplicatePair
from polku.contacts.rules import ContactPermission
from polku.db.lists import among

BLOCK_MAX: Final = 50
"""So many customers of one key are compared: enough to find the duplicate, too few to be slow."""

LIKE_TYPED_MIN: Final = 30
"""While a name is typed a hint may be weaker than what the worklist calls a duplicate."""

_DIGITS: Final = re.compile(r"\d+")
_NUMBERED: Final = 7


@dataclass(frozen=True)
class Like:
    """A customer that could be the same, how likely and why."""

    customer: Customer
    likeness: Likeness

    @property
    def score(self) -> int:
        """0 to 100."""
        return self.likeness.score


def duplicates(customer: Customer, *, actor: Actor, limit: int = 5) -> list[Like]:
    """Customers the person may see that could be this one, the likeliest first."""
    facts = facts_of([customer])[customer.pk]
    dismissed = DuplicatePair.objects.filter(Q(one=customer) | Q(other=customer)).exclude(dismissed_at=None)
    apart = {pk for pair in dismissed.values_list("one_id", "other_id") for pk in pair}
    found = _alike(facts, actor=actor, least=SCORE_MIN)
    return [like for like in found if like.customer.pk not in apart | {customer.pk}][:limit]


def duplicate_candidates(
    *,
    actor: Actor,
    name: str = "",
    kind: str = "company",
    emails: Collection[str] = (),
    phones: Collection[str] = (),
    country: str = "",
    limit: int = 5,
) -> list[Like]:
    """Customers that what is being typed could mean, for the warning beside the form."""
    facts = Facts(
        kind=kind,
        name_key=name_key(kind, name),
        country=country,
        emails=frozenset(mail_key(one) for one in emails) - {""},
        phones=frozenset(number_key(one, country) for one in phones) - {""},
    )
    found = _alike(facts, actor=actor, least=LIKE_TYPED_MIN, heads=near_heads(facts.name_key))
    return found[:limit]


def likely_meant(*, actor: Actor, name: str, limit: int = 3, **told: Any) -> list[Like]:
    """Known customers that a new name is likely a slip of, to be asked about before it is saved.

    Names that differ in a number, such as two schools of a town, are two names.
    """
    found = duplicate_candidates(actor=actor, name=name, limit=limit + _NUMBERED, **told)
    number = _DIGITS.findall(name)
    meant = [one for one in found if _named_alike(one) and _DIGITS.findall(one.customer.name) == number]
    return meant[:limit]


def _named_alike(like: Like) -> bool:
    return any(reason.code in ("same_name", "like_name") for reason in like.likeness.reasons)


def worklist(actor: Actor, *, limit: int = 50, after: tuple[int, int] | None = None) -> list[DuplicatePair]:
    """Open pairs of which the person may see and merge both, the likeliest first."""
    mine = Customer.objects.reached_by(actor, ContactPermission.SEE).current()
    rows = DuplicatePair.objects.filter(dismissed_at=None, one__in=mine, other__in=mine)
    if after is not None:
        rows = rows.filter(Q(score__lt=after[0]) | Q(score=after[0], id__lt=after[1]))
    rows = rows.select_related("one", "other", "one__owner", "other__owner")
    return list(rows.order_by("-score", "-id")[:limit])


def facts_of(customers: Iterable[Customer]) -> dict[int, Facts]:
    """What tells each of these customers from others; one query."""
    by_id = {customer.pk: customer for customer in customers}
    mails: dict[int, set[str]] = {pk: set() for pk in by_id}
    numbers: dict[int, set[str]] = {pk: set() for pk in by_id}
    rows = Contact.objects.current().filter(customer_id__in=among(by_id))
    for customer_id, mail, number in rows.values_list("customer_id", "email_key", "phone_key"):
        mails[customer_id].add(mail)
        numbers[customer_id].add(number)
    return {
        pk: Facts(
            kind=customer.kind,
            name_key=customer.name_key,
            country=customer.country,
            vat_id=customer.vat_id,
            emails=frozenset(mails[pk] - {""}),
            phones=frozenset(numbers[pk] - {""}),
        )
        for pk, customer in by_id.items()
    }


def candidates(
    facts: Sequence[Facts], rows: QuerySet[Customer], *, heads: Collection[str] = ()
) -> list[Customer]:
    """Customers of `rows` that share a key or a block with any of these; five queries for any number.

    `heads` are beginnings of names to look for besides.
    """
    emails = {one for fact in facts for one in fact.emails}
    phones = {one for fact in facts for one in fact.phones}
    names = {fact.name_key for fact in facts if fact.name_key}
    ids: set[int] = set()
    for column, wanted in (("email_key", emails), ("phone_key", phones)):
        if wanted:
            contacts = Contact.objects.current().filter(**{f"{column}__in": among(wanted, text=True)})
            ids.update(_first_of_each(contacts, column, "customer_id"))
    blocks = (
        ("name_key", names),
        ("name_head", {head_key(name) for name in names} | set(heads)),
        ("name_sound", {sound_key(name) for name in names}),
    )
    for column, wanted in blocks:
        if wanted := wanted - {""}:
            # The scope comes after the key, see `rules.sees`.
            block = Customer.objects.current().filter(**{f"{column}__in": among(wanted, text=True)})
            ids.update(_first_of_each(block, column, "id"))
    return list(rows.filter(id__in=among(ids)))


def _first_of_each(rows: "QuerySet[Contact] | QuerySet[Customer]", column: str, wanted: str) -> list[int]:
    numbered = rows.annotate(
        place=Window(RowNumber(), partition_by=[F(column)], order_by=F("id").desc())
    ).filter(place__lte=BLOCK_MAX)
    return list(numbered.order_by().values_list(wanted, flat=True))


def _alike(facts: Facts, *, actor: Actor, least: int, heads: Collection[str] = ()) -> list[Like]:
    rows = Customer.objects.visible_to(actor).current().select_related("owner")
    found = candidates([facts], rows, heads=heads)
    known = facts_of(found)
    likes = [Like(customer, likeness(facts, known[customer.pk])) for customer in found]
    return sorted(
        (like for like in likes if like.score >= least), key=lambda like: (-like.score, like.customer.pk)
    )
