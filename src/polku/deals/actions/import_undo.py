"""Taking an import of deals back: what it opened goes to the bin, what it changed is undone by its events."""

from collections.abc import Sequence

from polku.contacts.actions.taking_back import take_back
from polku.db.lists import among
from polku.deals.actions.undoing import undo
from polku.deals.actions.voiding import void_deals
from polku.deals.events import DealChanged
from polku.deals.models import Deal
from polku.eventlog.actions import Entry, append
from polku.eventlog.models import Event
from polku.imports.logic.kinds import AppliedRow, ImportContext, Issue, Outcome
from polku.kernel.errors import DomainError, gettext_noop

_WORKED_ON = gettext_noop("Somebody has worked on this deal since; it was left.")
_CHANGED_SINCE = gettext_noop("The deal was changed since; it was left as it is.")


def undo_rows(rows: Sequence[AppliedRow], context: ImportContext) -> list[tuple[int, Issue]]:
    """Take rows back, newest first, and say which had to be left.

    A deal opened by the import goes to the bin and gives its outside number free, so that the file can be imported
    again; customers and contacts made with it go too, unless something else hangs on them. One on which somebody has
    worked since stays: that work is not the import's to take.
    """
    kept = [
        (row.number, _kept(error))
        for row in rows
        if row.outcome == Outcome.UPDATED and (error := _undo_events(row, context))
    ]
    opened = [row for row in rows if row.outcome == Outcome.CREATED]
    worked_on = _worked_on([row.ref for row in opened], context)
    kept += [(row.number, Issue("", "worked_on", _WORKED_ON)) for row in opened if row.ref in worked_on]
    created = [row for row in opened if row.ref not in worked_on]
    if created:
        void_deals([row.ref for row in created], actor=context.actor, at=context.at)
        _free_numbers([row.ref for row in created], context)
        _take_people_back(created, context)
    return kept


def _worked_on(ids: Sequence[int], context: ImportContext) -> set[int]:
    """Deals to which somebody did something after the import; those in the bin already are no loss."""
    since = Event.objects.filter(
        case_id__in=among(ids), recorded_at__gt=context.began_at, recorded_at__lt=context.at
    ).exclude(actor_id=None)
    touched = {deal_id for deal_id in since.values_list("case_id", flat=True) if deal_id is not None}
    return set(Deal.objects.current().filter(id__in=among(touched)).values_list("id", flat=True))


def _undo_events(row: AppliedRow, context: ImportContext) -> DomainError | None:
    for event_id in reversed(row.before.get("events", [])):
        try:
            undo(event_id, actor=context.actor, at=context.at)
        except DomainError as error:
            return error
    return None


def _kept(error: DomainError) -> Issue:
    return Issue(error.field or "", "changed_since", _CHANGED_SINCE)


def _free_numbers(ids: Sequence[int], context: ImportContext) -> None:
    deals = list(Deal.objects.filter(id__in=among(ids)).exclude(voided_at=None).exclude(external_id=""))
    entries = [
        Entry(
            DealChanged(fields=("external_id",)),
            ("deal", deal.pk),
            context.at,
            deal.pk,
            deal.version_id,
            deal.stage,
            changes=[("deal", deal.pk, "external_id", deal.external_id, "")],
        )
        for deal in deals
    ]
    Deal.objects.filter(id__in=among(deal.pk for deal in deals)).update(external_id="")
    if entries:
        append(entries, actor_id=context.actor.user_id, via=context.actor.via, recorded_at=context.at)


def _take_people_back(rows: Sequence[AppliedRow], context: ImportContext) -> None:
    customers = {row.also["customer"] for row in rows if "customer" in row.also}
    busy = set(
        Deal.objects.current().filter(customer_id__in=among(customers)).values_list("customer_id", flat=True)
    )
    take_back(
        customers - busy,
        {row.also["contact"] for row in rows if "contact" in row.also},
        {row.also["met"] for row in rows if "met" in row.also},
        since=context.began_at,
        actor=context.actor,
        at=context.at,
    )
