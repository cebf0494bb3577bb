"""Changing many deals at once: move, assign, close, void; told row by row, taken back whole."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils import translation

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.actions.assigning import assign_deals
from polku.deals.actions.closing import close_deals
from polku.deals.actions.mapping import map_deals
from polku.deals.actions.moving import move_deals
from polku.deals.actions.results import Done
from polku.deals.actions.undoing import undo
from polku.deals.actions.voiding import restore_deals, void_deals
from polku.deals.logic.incoming import Close, Move
from polku.deals.models import Batch
from polku.deals.rules import DealPermission
from polku.kernel.errors import DomainError, Invalid, Message, NotAllowed, Refused, gettext_noop
from polku.process.logic.criteria import Unmet

DEALS_MAX: Final = 20_000
PIECE: Final = 500
Ids = Sequence[int]
Act = Callable[[Ids, Mapping[str, Any], Actor, datetime], list[Done]]


def _move(ids: Ids, args: Mapping[str, Any], actor: Actor, at: datetime) -> list[Done]:
    return move_deals([Move(one, args["stage"]) for one in ids], actor=actor, at=at)


def _assign(ids: Ids, args: Mapping[str, Any], actor: Actor, at: datetime) -> list[Done]:
    return assign_deals(ids, owner_id=args.get("owner_id"), team_id=args.get("team_id"), actor=actor, at=at)


def _close(ids: Ids, args: Mapping[str, Any], actor: Actor, at: datetime) -> list[Done]:
    until = date.fromisoformat(args["until"]) if args.get("until") else None
    reasons = tuple(args.get("reasons", ()))
    closes = [Close(one, args["outcome"], reasons, args.get("words", ""), until) for one in ids]
    return close_deals(closes, actor=actor, at=at)


def _void(ids: Ids, _args: Mapping[str, Any], actor: Actor, at: datetime) -> list[Done]:
    return void_deals(ids, actor=actor, at=at)


def _restore(ids: Ids, _args: Mapping[str, Any], actor: Actor, at: datetime) -> list[Done]:
    return restore_deals(ids, actor=actor, at=at)


def _map(ids: Ids, args: Mapping[str, Any], actor: Actor, at: datetime) -> list[Done]:
    return map_deals(ids, args["version"], args["stages"], actor=actor, at=at)


ACTS: Final[Mapping[str, Act]] = {
    "move": _move,
    "assign": _assign,
    "close": _close,
    "void": _void,
    "restore": _restore,
    "map": _map,
}


def start_batch(act: str, args: Mapping[str, Any], ids: Ids, *, actor: Actor, at: datetime) -> Batch:
    """Write down what many deals are to become; `run_batch` does it.

    Raises: Invalid (no such act, none or too many deals), NotAllowed.
    """
    actor.require(DealPermission.BULK)
    if actor.user_id is None:
        raise NotAllowed(DealPermission.BULK)
    wanted = list(dict.fromkeys(ids))
    if act not in ACTS or not wanted:
        raise Invalid(gettext_noop("Choose at least one deal."), field="ids")
    if len(wanted) > DEALS_MAX:
        message = gettext_noop("At most %(max)s deals can be changed at once.")
        raise Invalid(Message(message, max=DEALS_MAX), field="ids")
    with write():
        return Batch.objects.create(act=act, args=dict(args), deal_ids=wanted, by_id=actor.user_id, at=at)


def run_batch(
    batch: Batch, *, actor: Actor, at: datetime, told: Callable[[int], None] = lambda _done: None
) -> Batch:
    """Carry a batch out piece by piece, each in its own transaction, from where it stopped.

    A refused row changes nothing and stops no other. `told` hears how many are done.
    """
    _own(batch, actor)
    while batch.done < batch.total:
        piece = batch.deal_ids[batch.done : batch.done + PIECE]
        with write():
            try:
                answers = ACTS[batch.act](piece, batch.args, actor, at)
            except DomainError as error:
                answers = [Done(one, None, error) for one in piece]
            batch.events += [answer.event_id for answer in answers if answer.event_id]
            batch.errors |= {str(answer.deal_id): _said(answer.error) for answer in answers if answer.error}
            batch.done += len(piece)
            batch.finished_at = at if batch.done >= batch.total else None
            batch.save(update_fields=["events", "errors", "done", "finished_at"])
        told(batch.done)
    return batch


def undo_batch(batch: Batch, *, actor: Actor, at: datetime) -> tuple[int, int]:
    """Take a whole batch back; how many were taken back, and how many could not be since they went on.

    Raises: Refused (it was taken back already), NotAllowed.
    """
    _own(batch, actor)
    if batch.undone_at is not None:
        raise Refused(gettext_noop("This was taken back already."))
    back = left = 0
    for event_id in reversed(batch.events):
        try:
            undo(event_id, actor=actor, at=at)
            back += 1
        except DomainError:
            left += 1
    with write():
        batch.undone_at = at
        batch.save(update_fields=["undone_at"])
    return back, left


def _own(batch: Batch, actor: Actor) -> None:
    if batch.by_id != actor.user_id:
        raise NotAllowed(DealPermission.BULK, gettext_noop("Only the person who began it can do this."))


def _said(error: DomainError) -> dict[str, Any]:
    """A refusal as it is kept, to be translated when read: a message, its values, the sentences of unmet criteria."""
    with translation.override(None):
        message, params = str(error.message), {}
        if isinstance(error.message, Message):
            message = error.message.template
            params = {name: str(value) for name, value in error.message.params.items()}
    unmet = (
        [one.say.as_dict() for one in error.unmet if isinstance(one, Unmet)]
        if isinstance(error, Refused)
        else []
    )
    return {"message": message, "params": params, "unmet": unmet}
