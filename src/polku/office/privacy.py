"""Places of personal data that rank below access and have no page of their own."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject, holdings
from polku.company.queries import company
from polku.kernel.errors import NotFound
from polku.kernel.redaction import Marks
from polku.mail import privacy as mail
from polku.mail.logic.layout import Brand
from polku.mail.registry import brands


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    holdings.register("mail", MAIL, order=65)
    brands.register("company", brand)


def brand() -> Brand | None:
    """How the company shows itself in its messages."""
    try:
        firm = company()
    except NotFound:
        return None
    return Brand(firm.name, firm.brand.get("line", ""), firm.brand.get("colour", "") or Brand.colour)


def _erase_mail(subject: Subject, marks: Marks, _at: datetime) -> int:
    return mail.erase(subject.own, marks)


def _tell_mail(subject: Subject, marks: Marks) -> Iterable[Row]:
    return mail.export(subject.own, marks)


MAIL = Holding(
    models=("mail.Outgoing", "mail.Suppression"),
    goes=_("Messages written to the person, and the person in messages to others"),
    stays=_("When a message was written, about what, and what became of it"),
    erase=_erase_mail,
    export=_tell_mail,
)
