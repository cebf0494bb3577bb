"""Customers from a file: new ones added, known ones brought up to date, all of it taken back on undo."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from polku.contacts.actions.customers import update_customer
from polku.contacts.actions.resolving import resolve
from polku.contacts.actions.taking_back import take_back
from polku.contacts.addresses import customer_url
from polku.contacts.hooks import void_guards
from polku.contacts.import_fields import FIELDS, FIELDS_OF, SAYS
from polku.contacts.logic import ContactPermission, NewCustomer, Resolved
from polku.contacts.models import Customer
from polku.contacts.postal import PARTS
from polku.db.transactions import attempt
from polku.imports.logic.kinds import AppliedRow, ImportContext, ImportKind, Issue, Outcome, Row, RowOutcome
from polku.imports.logic.telling import issues_of
from polku.kernel.errors import DomainError, Invalid, gettext_noop
from polku.kernel.words import language
from polku.ui.locale_formats import country_code

_PLAIN: Final = ("vat_id", "website", "segment")
_COLUMNS: Final = {part: f"address.{part}" for part in PARTS} | {"name": "company", "contact_name": "contact"}
"""What a file calls a field of a customer."""
_HELD = gettext_noop("Something hangs on this customer since; it was left.")
_CHANGED_SINCE = gettext_noop("The customer was changed since; it was left as it is.")
_NOT_YOURS = gettext_noop("You may not change this customer; it was left as it is.")


def import_customers(rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
    """Add or update the customers of these rows, and answer for each."""
    wishes: dict[int, NewCustomer] = {}
    answers: dict[int, RowOutcome] = {}
    for row in rows:
        try:
            wishes[row.number] = _wish(row.values, context)
        except DomainError as error:
            answers[row.number] = _failed(row, error)
    made = resolve(list(wishes.values()), actor=context.actor, at=context.at, history=context.history)
    found = dict(zip(wishes, made, strict=True))
    before = Customer.objects.in_bulk([one.customer_id for one in made if one.error is None])
    for row in rows:
        if (one := found.get(row.number)) is None:
            continue
        if one.error is not None:
            answers[row.number] = _failed(row, one.error)
        else:
            answers[row.number] = _answer(row, one, wishes[row.number], before[one.customer_id], context)
    return [answers[row.number] for row in rows]


def undo_customers(rows: Sequence[AppliedRow], context: ImportContext) -> list[tuple[int, Issue]]:
    """Take customers and people that were added away again, unless something hangs on them; others are as before."""
    changed = [row for row in rows if row.outcome == Outcome.UPDATED and row.before.get("old")]
    kept = [
        (row.number, Issue("", "changed_since", _CHANGED_SINCE))
        for row in changed
        if not _update(row.ref, row.before["old"], row.before["new"], context)
    ]
    created = [row for row in rows if row.outcome == Outcome.CREATED]
    held = {row.ref for row in created if any(guard(row.ref) for guard in void_guards.all())}
    kept += [(row.number, Issue("", "held", _HELD)) for row in created if row.ref in held]
    free = [row for row in rows if row.ref not in held]
    take_back(
        {row.ref for row in created} - held,
        {row.also["contact"] for row in free if "contact" in row.also},
        {row.also["met"] for row in free if "met" in row.also},
        since=context.began_at,
        actor=context.actor,
        at=context.at,
    )
    return kept


def _wish(values: Mapping[str, Any], context: ImportContext) -> NewCustomer:
    """What a row asks for. Raises: Invalid."""
    address, consents = _under(values, "address."), _under(values, "consent.")
    return NewCustomer(
        company=values.get("company", ""),
        contact_name=values.get("contact", ""),
        email=values.get("email", ""),
        phone=values.get("phone", ""),
        position=values.get("position", ""),
        kind=values.get("kind"),
        language=_language(values.get("language", "")),
        delivery=_located(_under(values, "delivery.")),
        consents=consents,
        at=values.get("created_at") if context.history else None,
        **{name: values.get(name, "") for name in _PLAIN},
        **_located(address),
    )


def _under(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}


def _located(address: dict[str, Any]) -> dict[str, Any]:
    """An address whose country may be told by its name."""
    return address | {"country": country_code(address["country"])} if address.get("country") else address


def _language(said: str) -> str:
    if not said:
        return ""
    code = language(said)
    if code is None:
        raise Invalid(gettext_noop("This is not one of the languages of Polku."), field="language")
    return code


def _answer(
    row: Row, made: Resolved, wish: NewCustomer, customer: Customer, context: ImportContext
) -> RowOutcome:
    warnings = [Issue(FIELDS_OF.get(code, ""), code, SAYS[code]) for code in made.warnings]
    also = {} if made.contact_id is None else {"contact" if made.contact_created else "met": made.contact_id}
    if made.customer_created:
        return RowOutcome(row.number, Outcome.CREATED, customer.pk, tuple(warnings), also=also)
    if context.skip_existing:
        return RowOutcome(row.number, Outcome.SKIPPED, customer.pk, tuple(warnings), also=also)
    new = _news(wish, customer)
    old = {name: getattr(customer, name) for name in new}
    if new and not _update(customer.pk, new, old, context):
        new = {}
        warnings.append(Issue("company", "not_yours", _NOT_YOURS))
    for name, value in new.items():
        setattr(customer, name, value)  # a later row of this batch may mean it too
    outcome = Outcome.UPDATED if new or made.contact_created else Outcome.UNCHANGED
    before = {"old": old, "new": new} if new else {}
    return RowOutcome(row.number, outcome, customer.pk, tuple(warnings), also=also, before=before)


def _update(
    customer_id: int, values: Mapping[str, Any], base: Mapping[str, Any], context: ImportContext
) -> bool:
    """Whether the customer is as told now; a refusal leaves it as it was, and the rest of the batch goes on."""
    try:
        with attempt():
            update_customer(customer_id, values=values, base=base, actor=context.actor, at=context.at)
    except DomainError:
        return False
    return True


def _news(wish: NewCustomer, customer: Customer) -> dict[str, Any]:
    """What a row says of a known customer that is not known of it yet, or otherwise; what it leaves out stays."""
    told = {
        name: getattr(wish, name)
        for name in (*_PLAIN, "language", "line1", "line2", "post_code", "city", "region", "country")
    }
    if wish.delivery:
        told["delivery"] = {**customer.delivery, **wish.delivery}
    return {name: value for name, value in told.items() if value and value != getattr(customer, name)}


def _failed(row: Row, error: DomainError) -> RowOutcome:
    named = (replace(one, field=_COLUMNS.get(one.field, one.field)) for one in issues_of(error))
    return RowOutcome(row.number, Outcome.FAILED, errors=tuple(named))


CUSTOMERS: Final = ImportKind(
    key="customers",
    label=gettext_noop("Customers"),
    fields=FIELDS,
    permission=ContactPermission.CHANGE,
    history_permission=ContactPermission.CHANGE,
    apply=import_customers,
    undo=undo_customers,
    keys=(),
    url=customer_url,
)
"""The kind of import that this domain offers."""
