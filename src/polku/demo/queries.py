"""What the removal of the demo would take and leave, counted."""

from dataclasses import dataclass

from django.db import models

from polku.access.models import ApiToken, Team, User
from polku.contacts.models import Contact, Customer
from polku.deals.models import CustomField, Deal
from polku.engage.models import Activity
from polku.eventlog.models import Event
from polku.files.models import File
from polku.imports.models import Import
from polku.kernel.errors import gettext_noop
from polku.playbook.models import QuestionSet
from polku.process.models import Process
from polku.qualify.models import Answer, Capture, LeadForm


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
