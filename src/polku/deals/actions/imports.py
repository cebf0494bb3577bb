"""Deals from a file: new ones opened, known ones brought up to date, all of it taken back on undo."""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse

from polku.db.lists import among
from polku.db.transactions import attempt
from polku.deals.actions.closing import close_deals
from polku.deals.actions.custom_fields import ensure_fields
from polku.deals.actions.import_rows import Desk, Wish, keys_of
from polku.deals.actions.import_undo import undo_rows
from polku.deals.actions.import_updates import update_known
from polku.deals.actions.moving import move_deals
from polku.deals.actions.opening import Opened, open_deals
from polku.deals.actions.results import Done
from polku.deals.logic.import_fields import FIELDS
from polku.deals.logic.incoming import Close, Move
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.imports.logic.kinds import ImportContext, ImportKind, Issue, Outcome, Row, RowOutcome
from polku.imports.logic.telling import issues_of
from polku.kernel.errors import gettext_noop
from polku.process.queries import processes

KEY: Final = "external_id"
CUSTOM: Final = "custom."

_IN_BIN = gettext_noop("The deal is in the bin; it was left there.")
_NOT_YOURS = gettext_noop("A deal with this number exists, and you may not change it.")


def import_deals(rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
    """Open or update the deals of these rows, and answer for each."""
    desk = Desk.of(context)
    _define_fields(context)
    wishes = [desk.wish(row) for row in rows]
    answers = {wish.row.number: _failed(wish, wish.errors) for wish in wishes if wish.errors}
    good = [wish for wish in wishes if not wish.errors]
    known = _known(good, context)
    met = [wish for wish in good if wish.row.number in known]
    for wish in met:
        if why := _left_alone(known[wish.row.number], wish, context):
            answers[wish.row.number] = why
    met = [wish for wish in met if wish.row.number not in answers]
    new = [wish for wish in good if wish.row.number not in known]
    answers |= _open(new, desk, context)
    answers |= update_known([(wish, known[wish.row.number]) for wish in met], desk, context)
    return [answers[row.number] for row in rows]


def _define_fields(context: ImportContext) -> None:
    """Columns kept as fields of the company's own get their definition, under the heading of the file."""
    labels = {
        key.removeprefix(CUSTOM): label for key, label in context.labels.items() if key.startswith(CUSTOM)
    }
    if labels:
        ensure_fields(labels)


def _known(wishes: Sequence[Wish], context: ImportContext) -> dict[int, Deal]:
    """The deals that rows mean, by row number: all of them, whoever may see them, since a number is given once."""
    found: dict[int, Deal] = {}
    by_number = keys_of(wishes, KEY)
    if by_number:
        for deal in Deal.objects.filter(external_id__in=among(by_number, text=True)):
            found[by_number[deal.external_id].row.number] = deal
    if context.key and context.key != KEY:
        by_title = keys_of([wish for wish in wishes if wish.row.number not in found], context.key)
        mine = Deal.objects.reached_by(context.actor, DealPermission.CHANGE).current()
        for deal in mine.filter(title__in=among(by_title, text=True)).order_by("-id"):
            found[by_title[deal.title].row.number] = deal
    return found


def _left_alone(deal: Deal, wish: Wish, context: ImportContext) -> RowOutcome | None:
    number = wish.row.number
    if not deal.reached(context.actor.scope(DealPermission.CHANGE)):
        return RowOutcome(number, Outcome.FAILED, errors=(Issue(KEY, "not_yours", _NOT_YOURS),))
    if deal.voided_at is not None:
        return RowOutcome(number, Outcome.SKIPPED, deal.pk, (Issue(KEY, "in_bin", _IN_BIN),))
    return RowOutcome(number, Outcome.SKIPPED, deal.pk) if context.skip_existing else None


def _open(wishes: Sequence[Wish], desk: Desk, context: ImportContext) -> dict[int, RowOutcome]:
    """Open new deals; in work mode a stage or outcome is asked for like anybody would, and may be refused."""
    answers: dict[int, RowOutcome] = {}
    left = list(wishes)
    while left:
        with attempt() as trial:
            opened = open_deals(
                [wish.new for wish in left],
                actor=context.actor,
                at=context.at,
                process=context.process or None,
                history=context.history,
            )
            pairs = list(zip(left, opened, strict=True))
            refused = {} if context.history else _go_on([pair for pair in pairs if pair[1].deal], context)
            if refused:
                trial.take_back()
        answers |= refused
        if not refused:
            return answers | {wish.row.number: _opened(wish, one, desk) for wish, one in pairs}
        left = [wish for wish in left if wish.row.number not in refused]
    return answers


def _go_on(pairs: Sequence[tuple[Wish, Opened]], context: ImportContext) -> dict[int, RowOutcome]:
    """Bring opened deals to the stage or end their row names; those that may not are answered."""
    by_deal = {one.deal_id: wish for wish, one in pairs if one.deal_id is not None}
    moves = [
        Move(deal_id, wish.new.stage)
        for deal_id, wish in by_deal.items()
        if _moves(wish, desk_first(context))
    ]
    done: list[Done] = move_deals(moves, actor=context.actor, at=context.at) if moves else []
    stopped = {one.deal_id for one in done if one.error}
    closes = [
        Close(deal_id, "won" if wish.new.won else "lost", wish.new.reasons, wish.new.reason_words)
        for deal_id, wish in by_deal.items()
        if (wish.new.won or wish.new.lost) and deal_id not in stopped and not _won_by_stage(wish, context)
    ]
    done += close_deals(closes, actor=context.actor, at=context.at) if closes else []
    return {
        by_deal[one.deal_id].row.number: _failed(by_deal[one.deal_id], issues_of(one.error))
        for one in done
        if one.error
    }


def desk_first(context: ImportContext) -> str:
    """The stage in which every deal begins."""
    return Desk.of(context).definition.first.key


def _moves(wish: Wish, first: str) -> bool:
    return bool(wish.new.stage) and wish.new.stage != first


def _won_by_stage(wish: Wish, context: ImportContext) -> bool:
    stage = Desk.of(context).definition.by_key.get(wish.new.stage)
    return bool(stage and stage.after_win and wish.new.won)


def _opened(wish: Wish, opened: Opened, desk: Desk) -> RowOutcome:
    if opened.error is not None or opened.deal is None:
        return _failed(wish, issues_of(opened.error) if opened.error else ())
    made = opened.made
    also = {}
    if made and made.customer_created:
        also["customer"] = made.customer_id
    if made and made.contact_id:
        also["contact" if made.contact_created else "met"] = made.contact_id
    warnings = (*wish.warnings, *desk.told(wish, opened.warnings))
    return RowOutcome(wish.row.number, Outcome.CREATED, opened.deal.pk, warnings, also=also)


def _failed(wish: Wish, errors: Sequence[Issue]) -> RowOutcome:
    return RowOutcome(wish.row.number, Outcome.FAILED, None, tuple(wish.warnings), tuple(errors))


DEALS: Final = ImportKind(
    key="deals",
    label=gettext_noop("Deals"),
    fields=FIELDS,
    permission=DealPermission.IMPORT,
    history_permission=DealPermission.IMPORT_HISTORY,
    apply=import_deals,
    undo=undo_rows,
    keys=(KEY,),
    other_keys=("title",),
    open_prefixes=(CUSTOM,),
    url=lambda deal_id: reverse("deals:deal", args=[deal_id]),
    processes=lambda: [(one.key, str(one.name)) for one in processes()],
)
"""The kind of import that this domain offers."""
