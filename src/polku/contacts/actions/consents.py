"""What a person agreed to."""

from datetime import datetime

from polku.access.logic import Actor
from polku.contacts.actions.loading import contact_to_change
from polku.contacts.events import ConsentRecorded
from polku.contacts.logic import checked_purpose
from polku.contacts.models import Consent
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.text import clean


def record_consent(
    contact_id: int, *, purpose: str, given: bool, source: str = "", actor: Actor, at: datetime
) -> Consent:
    """Add a consent or a refusal to a person's ledger; the newest row of a purpose counts.

    Raises: Invalid, NotFound, NotAllowed.
    """
    checked_purpose(purpose)
    clean(source, max_length=120, field="source")
    with write():
        contact = contact_to_change(contact_id, actor=actor)
        consent = Consent.objects.create(contact=contact, purpose=purpose, given=given, at=at, source=source)
        event = ConsentRecorded(customer_id=contact.customer_id, purpose=purpose, given=given)
        append(
            [Entry(event, ("contact", contact.pk), at)],
            actor_id=actor.user_id,
            via=actor.via,
            recorded_at=at,
        )
    return consent
