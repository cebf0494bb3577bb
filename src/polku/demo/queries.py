"""What the removal of the demo would take and leave, counted."""

from dataclasses import dataclass

from django.db import models

from polku.access.models import ApiToken, Team, User
from polku.billing.models import Invoice
from polku.books.models import Entry
from polku.catalogue.models import Product
from polku.contacts.models import Contact, Customer
from polku.deals.models import CustomField, Deal
from polku.engage.models import Activity
from polku.eventlog.models import Event
from polku.files.models import File
from polku.imports.models import Import
from polku.kernel.errors import gettext_noop
from polku.orders.models import Order
from polku.payments.models import Receipt
from polku.playbook.models import QuestionSet
from polku.process.models import Process
from polku.qualify.models import Answer, Capture, LeadForm
from polku.quotes.models import Quote
from polku.stock.models import Shipment


@dataclass(frozen=True)
class Counted:
    """A kind of row in words, and how many there are."""

    label: str
    number: int


_GOING: tuple[tuple[str, type[models.Model]], ...] = (
    (gettext_noop("Deals, with their stages and next steps"), Deal),
    (gettext_noop("Customers"), Customer),
    (gettext_noop("Contacts"), Contact),
    (gettext_noop("Calls, meetings, mails, notes and tasks"), Activity),
    (gettext_noop("Answers to questions"), Answer),
    (gettext_noop("What came in through forms"), Capture),
    (gettext_noop("Products"), Product),
    (gettext_noop("Quotes"), Quote),
    (gettext_noop("Orders"), Order),
    (gettext_noop("Deliveries"), Shipment),
    (gettext_noop("Invoices"), Invoice),
    (gettext_noop("Payments"), Receipt),
    (gettext_noop("Entries of the books"), Entry),
    (gettext_noop("Imports"), Import),
    (gettext_noop("Files"), File),
    (gettext_noop("Entries of the log, so every figure too"), Event),
)
_STAYING: tuple[tuple[str, type[models.Model]], ...] = (
    (gettext_noop("People who sign in (shut the made-up ones out yourself)"), User),
    (gettext_noop("Teams"), Team),
    (gettext_noop("API tokens"), ApiToken),
    (gettext_noop("Processes"), Process),
    (gettext_noop("Question sets"), QuestionSet),
    (gettext_noop("Lead forms"), LeadForm),
    (gettext_noop("Own fields"), CustomField),
)


def going() -> list[Counted]:
    """What goes, with the numbers of now."""
    return _counted(_GOING)


def staying() -> list[Counted]:
    """What stays; settings and working time stay as well."""
    return _counted(_STAYING)


def _counted(kinds: tuple[tuple[str, type[models.Model]], ...]) -> list[Counted]:
    found = [Counted(label, model._default_manager.count()) for label, model in kinds]
    return [one for one in found if one.number]
