"""What a new deal must be like before it is let in."""

from collections.abc import Mapping
from dataclasses import replace

from polku.deals.actions.custom_fields import check_custom
from polku.deals.logic.incoming import NewDeal
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean
from polku.process.logic.definition import Definition

LENGTHS: Mapping[str, int] = {
    "title": 300, "external_id": 120, "company": 300, "segment": 120, "contact_name": 200, "email": 254, "phone": 60,
    "source": 120, "campaign": 120, "product": 120, "next_step": 300, "reason_words": 5000,
}  # fmt: skip


def checked(row: NewDeal, definition: Definition, *, history: bool) -> NewDeal:
    """The row as it will be stored.

    Raises: Invalid, naming the field: NUL, lone surrogates, too long, unknown stage, nothing to tell it by.
    """
    for name, most in LENGTHS.items():
        if value := getattr(row, name):
            _clean(name, value, most)
    for reason in row.reasons:
        _clean("reasons", reason, 40)
    if not any(
        (row.title, row.customer_id, row.company, row.contact_name, row.email, row.phone, row.external_id)
    ):
        raise Invalid(gettext_noop("A deal needs a title or a customer."), field="title")
    if row.stage and row.stage not in definition.by_key:
        message = gettext_noop("“%(stage)s” is not a stage of this deal's process.")
        raise Invalid(Message(message, stage=row.stage), field="stage")
    if row.won and row.lost:
        raise Invalid(gettext_noop("A deal cannot be both won and lost."), field="won_at")
    if row.custom:
        check_custom(row.custom)
    if history and row.stage and definition.by_key[row.stage].after_win and not row.won:
        return replace(row, won=True)
    return row


def _clean(name: str, value: str, most: int) -> None:
    try:
        clean(value, max_length=most, multiline=name == "reason_words")
    except Invalid as error:
        raise Invalid({name: next(iter(error.messages.values()))}, code=error.code) from error
