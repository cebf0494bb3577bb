"""What customers show in the interface: the place, the act, the kinds of search, the timeline's words."""

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.contacts import addresses, words
from polku.contacts.events import CustomersMerged
from polku.contacts.models import Merge
from polku.contacts.queries import documents
from polku.contacts.rules import ContactPermission
from polku.eventlog.models import Event
from polku.search import registry as search
from polku.search.registry import Kind
from polku.ui import registry as ui
from polku.ui import timeline
from polku.ui.registry import Keys, PaletteAction, Place, Stylesheet


def register() -> None:
    """Called once, when the apps are loaded."""
    _search()
    _interface()
    _timeline()


def _search() -> None:
    see = ContactPermission.SEE
    search.register(
        Kind(
            "customer",
            _("Customers"),
            addresses.customer_url,
            documents.customer_documents,
            see,
            "people",
            20,
        )
    )
    search.register(
        Kind("contact", _("Contacts"), addresses.contact_url, documents.contact_documents, see, "person", 30)
    )


def _interface() -> None:
    see, change, merge = ContactPermission.SEE, ContactPermission.CHANGE, ContactPermission.MERGE
    ui.places.register(
        Place("customers", _("Customers"), "contacts:customers", "customers", 30, permission=see, letter="u")
    )
    ui.palette_actions.register(
        PaletteAction(
            "new_customer", _("New customer"), "contacts:new_customer", "plus", 30, change, dialog=True
        ),
        PaletteAction("duplicates", _("Duplicate customers"), "contacts:duplicates", "merge", 35, merge),
    )
    ui.stylesheets.register(Stylesheet("contacts/css/customers.css"))
    ui.key_lists.register(
        Keys(
            "customer",
            _("A customer"),
            [("E", _("Change the name")), ("P", _("Add a person")), ("Ctrl Enter", _("Save"))],
        )
    )


def _timeline() -> None:
    timeline.names.register("purpose", words.purpose_names)
    timeline.sentences.register("contacts.consent_recorded", words.consent_sentence)
    timeline.fields.register("customer", words.changed_fields)
    timeline.fields.register("contact", words.changed_fields)
    for kind in ("contact_added", "contact_changed", "contact_voided", "consent_recorded"):
        timeline.bodies.register(f"contacts.{kind}", words.contact_bodies)
    for kind in ("customers_merged", "merge_undone", "duplicate_dismissed"):
        timeline.bodies.register(f"contacts.{kind}", words.customer_bodies)
    timeline.undos.register(
        "contacts.merge", timeline.Undo(frozenset({CustomersMerged.kind}), _undoable, _undo_url)
    )


def _undoable(actor: Actor, events: Sequence[Event]) -> Collection[int]:
    """Merges that stand and that this person may take back."""
    if not actor.may(ContactPermission.MERGE):
        return []
    ids = [event.id for event in events]
    standing = Merge.objects.filter(event_id__in=ids, undone_at=None)
    return [pk for pk in standing.values_list("event_id", flat=True) if pk is not None]


def _undo_url(event_id: int) -> str:
    return reverse("contacts:merge_undoing", args=[event_id])
