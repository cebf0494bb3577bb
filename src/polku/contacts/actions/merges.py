"""Two entries of one customer become one, and can become two again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from polku.access.logic import Actor
from polku.contacts.actions.indexing import drop_contacts, drop_customer, index_with_contacts
from polku.contacts.actions.loading import customer_to_change
from polku.contacts.events import CustomersMerged, MergeUndone
from polku.contacts.logic import chosen_value, head_key, name_key, sound_key
from polku.contacts.merging import movers
from polku.contacts.models import Consent, Contact, Customer, DuplicatePair, Merge
from polku.contacts.queries.merges import MERGED_FIELDS, contact_pairs
from polku.contacts.rules import ContactPermission
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop

_FILLED: Final = ("name", "email", "phone", "position", "language", "name_key", "email_key", "phone_key")


def merge(
    kept_id: int,
    merged_id: int,
    *,
    choices: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Merge:
    """Make one customer of two: contacts, consents and what later domains hang on it move to the kept one.

    `choices` says per field whose value stays (`kept` or `merged`); without one the kept value stays unless
    it is empty. Everything moved is written down, so `undo_merge` can put it back.

    Raises: Invalid, NotFound, NotAllowed.
    """
    if kept_id == merged_id:
        raise Invalid(gettext_noop("A customer cannot be merged with itself."), field="merged_id")
    with write():
        pair = {
            one: customer_to_change(one, actor=actor, permission=ContactPermission.MERGE)
            for one in sorted((kept_id, merged_id))
        }
        kept, merged = pair[kept_id], pair[merged_id]
        if any(one.merged_into_id is not None or one.voided_at is not None for one in (kept, merged)):
            raise Invalid(gettext_noop("One of the two was merged or removed already."), code="stale")
        moved = {"fields": _take_fields(kept, merged, choices or {}), **_move_contacts(kept, merged)}
        twins = {int(old): new for old, new in moved["twins"].items()}
        moved["others"] = {
            mover.table: mover.move(kept_id=kept_id, merged_id=merged_id, contacts=twins) for mover in movers
        }
        merged.merged_into = kept
        merged.save(update_fields=["merged_into"])
        record = Merge.objects.create(kept=kept, merged=merged, moved=moved, at=at, by_id=actor.user_id)
        _log_merge(record, moved["fields"], actor=actor, at=at)
        DuplicatePair.objects.filter(one_id=min(pair), other_id=max(pair)).delete()
        drop_customer(merged)
        drop_contacts(list(twins))
        index_with_contacts([kept])
    return record


def undo_merge(merge_id: int, *, actor: Actor, at: datetime) -> Merge:
    """Take a merge back: both customers stand again with what was theirs.

    Values corrected since then stay as they are now.

    Raises: Refused while a later merge builds on this one, NotFound, NotAllowed.
    """
    with write():
        record = Merge.objects.select_for_update().filter(id=merge_id).first()
        if record is None:
            raise NotFound
        kept = customer_to_change(record.kept_id, actor=actor, permission=ContactPermission.MERGE)
        merged = customer_to_change(record.merged_id, actor=actor, permission=ContactPermission.MERGE)
        if record.undone_at is not None:
            return record
        _refuse_if_built_upon(record)
        _give_back_fields(kept, record.moved["fields"])
        _give_back_contacts(kept, merged, record.moved)
        for table, moved in record.moved["others"].items():
            movers.get(table).restore(kept_id=kept.pk, merged_id=merged.pk, moved=moved)
        merged.merged_into = None
        merged.save(update_fields=["merged_into"])
        record.undone_at = at
        record.save(update_fields=["undone_at"])
        event = MergeUndone(merge_id=record.pk, merged_id=merged.pk)
        append(
            [Entry(event, ("customer", kept.pk), at, undoes_id=record.event_id)],
            actor_id=actor.user_id,
            via=actor.via,
            recorded_at=at,
        )
        index_with_contacts([kept, merged])
    return record


def _take_fields(kept: Customer, merged: Customer, choices: Mapping[str, str]) -> dict[str, list[Any]]:
    changed: dict[str, list[Any]] = {}
    for name in MERGED_FIELDS:
        before = getattr(kept, name)
        value = chosen_value(before, getattr(merged, name), choices.get(name, ""))
        if value != before:
            changed[name] = [before, value]
            setattr(kept, name, value)
    _save_fields(kept, changed)
    return changed


def _save_fields(customer: Customer, changed: Mapping[str, object]) -> None:
    if not changed:
        return
    if "name" in changed or "kind" in changed:
        customer.name_key = name_key(customer.kind, customer.name)
        customer.name_head, customer.name_sound = head_key(customer.name_key), sound_key(customer.name_key)
    customer.save(update_fields=[*changed, "name_key", "name_head", "name_sound"])


def _move_contacts(kept: Customer, merged: Customer) -> dict[str, Any]:
    """Contacts move; one who stands at both is joined, with consents and what the kept one lacked."""
    theirs = list(Contact.objects.filter(customer=merged).order_by("id"))
    mine = list(Contact.objects.filter(customer=kept).order_by("id"))
    twins = contact_pairs(mine, theirs)
    filled: dict[str, dict[str, list[str]]] = {}
    for old, keep in twins.items():
        lacking = {
            name: ["", getattr(old, name)]
            for name in _FILLED
            if not getattr(keep, name) and getattr(old, name)
        }
        for name, (_, value) in lacking.items():
            setattr(keep, name, value)
        if lacking:
            filled[str(keep.pk)] = lacking
        old.merged_into = keep
    consents = {
        str(row.pk): row.contact_id
        for row in Consent.objects.filter(contact_id__in=[old.pk for old in twins])
    }
    Contact.objects.bulk_update(list(twins), ["merged_into"])
    Contact.objects.bulk_update(list(twins.values()), _FILLED)
    for old, keep in twins.items():
        Consent.objects.filter(contact=old).update(contact=keep)
    ids = [contact.pk for contact in theirs]
    Contact.objects.filter(id__in=among(ids)).update(customer=kept)
    return {
        "contacts": ids,
        "twins": {str(old.pk): keep.pk for old, keep in twins.items()},
        "filled": filled,
        "consents": consents,
    }


def _log_merge(record: Merge, fields: Mapping[str, list[Any]], *, actor: Actor, at: datetime) -> None:
    changes = [("customer", record.kept_id, name, old, new) for name, (old, new) in fields.items()]
    changes.append(("customer", record.merged_id, "merged_into_id", None, record.kept_id))
    event = CustomersMerged(merge_id=record.pk, merged_id=record.merged_id)
    rows = append(
        [Entry(event, ("customer", record.kept_id), at, changes=changes)],
        actor_id=actor.user_id,
        via=actor.via,
        recorded_at=at,
    )
    record.event_id = rows[0].pk
    record.save(update_fields=["event_id"])


def _refuse_if_built_upon(record: Merge) -> None:
    later = Merge.objects.filter(id__gt=record.pk, undone_at=None)
    if later.filter(merged_id=record.kept_id).exists() or later.filter(kept_id=record.kept_id).exists():
        raise Refused(
            gettext_noop("A later merge builds on this one. Take that one back first."), code="built_upon"
        )


def _give_back_fields(kept: Customer, fields: Mapping[str, list[Any]]) -> None:
    back = {name: old for name, (old, new) in fields.items() if getattr(kept, name) == new}
    for name, value in back.items():
        setattr(kept, name, value)
    _save_fields(kept, back)


def _give_back_contacts(kept: Customer, merged: Customer, moved: Mapping[str, Any]) -> None:
    Contact.objects.filter(id__in=among(moved["contacts"]), customer=kept).update(customer=merged)
    twins = {int(old): keep for old, keep in moved["twins"].items()}
    Contact.objects.filter(id__in=among(list(twins))).update(merged_into=None)
    for old in set(twins):
        ids = [int(row) for row, contact_id in moved["consents"].items() if contact_id == old]
        Consent.objects.filter(id__in=among(ids)).update(contact_id=old)
    emptied = []
    for keep in Contact.objects.filter(id__in=among(int(key) for key in moved["filled"])):
        for name, (before, value) in moved["filled"][str(keep.pk)].items():
            if getattr(keep, name) == value:
                setattr(keep, name, before)
        emptied.append(keep)
    Contact.objects.bulk_update(emptied, _FILLED)
