"""Rows of deals that are known already: what differs is written, the rest left as it is."""

from collections.abc import Sequence
from typing import Any

from polku.contacts.actions import record_consent
from polku.contacts.models import Consent
from polku.db.lists import among
from polku.db.transactions import attempt
from polku.deals.actions.assigning import assign_deals
from polku.deals.actions.closing import close_deals
from polku.deals.actions.editing import current, put
from polku.deals.actions.import_rows import Desk, Wish
from polku.deals.actions.indexing import index_deals
from polku.deals.actions.joining import joined_rows
from polku.deals.actions.moving import move_deals
from polku.deals.events import DealChanged
from polku.deals.logic.incoming import Close, Move, NewDeal
from polku.deals.logic.outcomes import Outcome as Ending
from polku.deals.models import Deal, DealContact
from polku.eventlog.actions import Entry, append
from polku.imports.logic.kinds import ImportContext, Issue, Outcome, RowOutcome
from polku.imports.logic.telling import issues_of
from polku.kernel.errors import gettext_noop

Pair = tuple[Wish, Deal]
_COURSE_KEPT = gettext_noop("The deal is known: its stage and outcome were left as they are.")


def update_known(pairs: Sequence[Pair], desk: Desk, context: ImportContext) -> dict[int, RowOutcome]:
    """Bring known deals up to date, and answer for each row; a refused move takes its row's other changes back."""
    answers: dict[int, RowOutcome] = {}
    left = list(pairs)
    while left:
        with attempt() as trial:
            events = _write(left, context)
            refused = {} if context.history else _go_on(left, events, context)
            if refused:
                trial.take_back()
        answers |= refused
        if not refused:
            return answers | {wish.row.number: _answer(wish, deal, events, context) for wish, deal in left}
        ids = [deal.pk for wish, deal in left if wish.row.number not in refused]
        fresh = {deal.pk: deal for deal in Deal.objects.filter(id__in=among(ids))}
        left = [(wish, fresh[deal.pk]) for wish, deal in left if deal.pk in fresh]
    return answers


def _write(pairs: Sequence[Pair], context: ImportContext) -> dict[int, list[int]]:
    """Fields, owner and consents; the events written, by deal."""
    events: dict[int, list[int]] = {deal.pk: [] for _, deal in pairs}
    _write_fields(pairs, events, context)
    for wish, deal in pairs:
        owner_id, team_id = wish.new.owner_id, wish.new.team_id
        if (owner_id and owner_id != deal.owner_id) or (team_id and not owner_id and team_id != deal.team_id):
            new_owner = owner_id or (None if deal.owner_id is None else deal.owner_id)
            done = assign_deals(
                [deal.pk], owner_id=new_owner, team_id=team_id, actor=context.actor, at=context.at
            )[0]
            if done.event_id:
                events[deal.pk].append(done.event_id)
    _write_consents(pairs, context)
    return events


def _write_fields(pairs: Sequence[Pair], events: dict[int, list[int]], context: ImportContext) -> None:
    entries: list[Entry] = []
    touched: set[str] = set()
    changed: list[Deal] = []
    spelled = joined_rows(dict(enumerate(wish.new for wish, _deal in pairs)))
    for place, (_wish, deal) in enumerate(pairs):
        values = {
            name: value for name, value in _values(spelled[place]).items() if current(deal, name) != value
        }
        if not values:
            continue
        before = {name: current(deal, name) for name in values}
        touched |= put(deal, values, context.at)
        changed.append(deal)
        changes = [("deal", deal.pk, name, before[name], value) for name, value in values.items()]
        event = DealChanged(fields=tuple(values))
        entries.append(
            Entry(event, ("deal", deal.pk), context.at, deal.pk, deal.version_id, deal.stage, changes=changes)
        )
    if not changed:
        return
    Deal.objects.bulk_update(changed, sorted(touched), batch_size=500)
    index_deals(changed)
    actor = context.actor
    for row in append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=context.at):
        events[row.case_id or 0].append(row.pk)


def _values(new: NewDeal) -> dict[str, Any]:
    """What the row says of the deal's own fields; what it leaves empty is no wish to empty it."""
    values: dict[str, Any] = {
        name: getattr(new, name) for name in ("title", "source", "campaign", "product") if getattr(new, name)
    }
    if new.value is not None:
        values |= {"value_minor": new.value.minor, "value_currency": new.value.currency}
    return values | {f"custom.{key}": value for key, value in new.custom.items()}


def _write_consents(pairs: Sequence[Pair], context: ImportContext) -> None:
    """Consents of the deal's first person, where they say something new."""
    wanted = {deal.pk: wish.new.consents for wish, deal in pairs if wish.new.consents}
    if not wanted:
        return
    people: dict[int, int] = {}
    links = DealContact.objects.filter(deal_id__in=among(wanted)).order_by("-id")
    people |= dict(links.values_list("deal_id", "contact_id"))
    rows = Consent.objects.filter(contact_id__in=among(people.values())).order_by("id")
    newest = {
        (contact_id, purpose): given
        for contact_id, purpose, given in rows.values_list("contact_id", "purpose", "given")
    }
    for deal_id, contact_id in people.items():
        for purpose, given in wanted[deal_id].items():
            if newest.get((contact_id, purpose)) is not given:
                record_consent(contact_id, purpose=purpose, given=given, actor=context.actor, at=context.at)


def _go_on(
    pairs: Sequence[Pair], events: dict[int, list[int]], context: ImportContext
) -> dict[int, RowOutcome]:
    """In work mode a stage or outcome that differs is asked for; those that may not are answered."""
    by_deal = {deal.pk: (wish, deal) for wish, deal in pairs}
    moves = [
        Move(deal.pk, wish.new.stage)
        for wish, deal in pairs
        if wish.new.stage and wish.new.stage != deal.stage and not (wish.new.won or wish.new.lost)
    ]
    closes = [
        Close(deal.pk, "won" if wish.new.won else "lost", wish.new.reasons, wish.new.reason_words)
        for wish, deal in pairs
        if _ends(wish, deal)
    ]
    done = move_deals(moves, actor=context.actor, at=context.at) if moves else []
    done += close_deals(closes, actor=context.actor, at=context.at) if closes else []
    refused: dict[int, RowOutcome] = {}
    for one in done:
        wish = by_deal[one.deal_id][0]
        if one.error:
            refused[wish.row.number] = RowOutcome(
                wish.row.number, Outcome.FAILED, None, tuple(wish.warnings), issues_of(one.error)
            )
        elif one.event_id:
            events[one.deal_id].append(one.event_id)
    return refused


def _ends(wish: Wish, deal: Deal) -> bool:
    if wish.new.won:
        return deal.outcome not in (Ending.WON, Ending.UPGRADED)
    return wish.new.lost and deal.outcome != Ending.LOST


def _answer(wish: Wish, deal: Deal, events: dict[int, list[int]], context: ImportContext) -> RowOutcome:
    warnings = list(wish.warnings)
    if context.history and (_ends(wish, deal) or (wish.new.stage and wish.new.stage != deal.stage)):
        warnings.append(Issue("stage", "course_kept", _COURSE_KEPT))
    written = events[deal.pk]
    if not written:
        return RowOutcome(wish.row.number, Outcome.UNCHANGED, deal.pk, tuple(warnings))
    return RowOutcome(wish.row.number, Outcome.UPDATED, deal.pk, tuple(warnings), before={"events": written})
