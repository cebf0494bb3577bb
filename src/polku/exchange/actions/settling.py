"""Deals of a history: its process is drawn, then each case becomes a deal with its course; goes on after a kill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from polku.access.logic import Actor
from polku.access.queries import colleagues
from polku.db.lists import among
from polku.db.transactions import attempt, write
from polku.deals.actions.custom_fields import ensure_fields
from polku.deals.actions.import_undo import undo_rows as undo_deals
from polku.deals.actions.opening import Opened, open_deals
from polku.deals.logic.import_fields import OUTCOME_WORDS
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.exchange.actions.drawing import seen_in
from polku.exchange.logic.discovering import discovered, ending_of, endings
from polku.exchange.logic.steps import course_of
from polku.exchange.logic.xes import ACTOR
from polku.exchange.models import PastActivity, PastCase, PastEvent, PastLog
from polku.imports.logic.kinds import AppliedRow, ImportContext, Issue, Outcome, Tell
from polku.imports.logic.matching import plain
from polku.imports.logic.telling import issues_of
from polku.kernel.errors import DomainError, gettext_noop
from polku.kernel.money import Money
from polku.process.actions import publish_document, restore
from polku.process.logic.definition import Definition
from polku.process.logic.editing import key_for
from polku.process.models import Process
from polku.process.queries import published
from polku.process.rules import ProcessPermission

AT_ONCE: Final = 500
NUMBER_MAX: Final = 120
CUSTOM: Final = "custom."
_WORKED_ON = gettext_noop(
    "Somebody works on this deal here; what the file adds was kept, but not put into it."
)


@dataclass(frozen=True)
class Desk:
    """What is needed to make deals of cases."""

    log: PastLog
    definition: Definition
    stages: Mapping[str, str]
    endings: Mapping[str, str]
    people: Mapping[str, int]
    context: ImportContext

    @property
    def after_win(self) -> frozenset[str]:
        """Stages of won deals."""
        return frozenset(stage.key for stage in self.definition.stages if stage.after_win)


def settle(context: ImportContext, tell: Tell | None) -> Sequence[tuple[int, Issue]]:
    """Make deals of all cases that wait, five hundred to a transaction; answers with rows whose case stays without."""
    told: list[tuple[int, Issue]] = []
    for log in _waiting(context):
        desk = desk_of(log, context)
        total, done = PastCase.objects.filter(log=log, settled=False).count(), 0
        after = 0
        while batch := list(
            PastCase.objects.filter(log=log, settled=False, id__gt=after).order_by("id")[:AT_ONCE]
        ):
            after = batch[-1].pk
            with write():
                told += settle_cases(batch, desk)
            done += len(batch)
            if tell:
                tell(done, total)
    return told


def _waiting(context: ImportContext) -> list[PastLog]:
    """The histories this import brought rows of."""
    touched = PastEvent.objects.filter(seen_in=context.import_id).values("case__log_id")
    return list(PastLog.objects.filter(id__in=touched).order_by("id"))


def desk_of(log: PastLog, context: ImportContext) -> Desk:
    """The process of a history, drawn anew where the history grew; and who is who in it."""
    if log.drawn:
        definition = _drawn(log, context.actor, context)
    else:
        definition = published(log.process.key if log.process else None)
        _map(log, definition)
    rows = PastActivity.objects.filter(log=log).values_list("name", "stage", "ending")
    stages, ends = {}, {}
    for name, stage, ending in rows:
        if ending:
            ends[name] = ending
        else:
            stages[name] = stage
    return Desk(log, definition, stages, ends, _people(log, context.actor), context)


def _drawn(log: PastLog, actor: Actor, context: ImportContext) -> Definition:
    """The process in force of a history's own; where activities are new to it, its next version."""
    names = set(
        PastEvent.objects.filter(case__log=log).order_by().values_list("activity", flat=True).distinct()
    )
    known = dict(PastActivity.objects.filter(log=log).values_list("name", "stage"))
    if log.process is not None and names <= known.keys():
        if log.process.archived_at is not None:
            restore(log.process, actor=actor, at=context.at)
        return published(log.process.key)
    actor.require(ProcessPermission.EDIT)
    seen = seen_in(log)
    kept = {name: stage for name, stage in known.items() if stage}
    with write():
        if log.process is not None and log.process.archived_at is not None:
            restore(log.process, actor=actor, at=context.at)
        taken = set(Process.objects.values_list("key", flat=True))
        key = log.process.key if log.process else key_for(log.name, taken, fallback="history", joint="-")
        definition, keys = discovered(
            seen, key=key, name=log.name, language=actor.language or "en", known=kept
        )
        log.process = publish_document(definition, actor=actor, at=context.at).process
        log.save(update_fields=["process"])
        ends = endings(seen)
        PastActivity.objects.filter(log=log).delete()
        rows = [
            PastActivity(log=log, name=name, stage=keys.get(name, ""), ending=ends.get(name, ""))
            for name in seen.cases
        ]
        PastActivity.objects.bulk_create(rows, batch_size=500)
    return published(key)


def _map(log: PastLog, definition: Definition) -> None:
    """Activities of a chosen process: each the stage or ending of its words."""
    words = {
        plain(word): one for one, said in OUTCOME_WORDS.items() if one != "open" for word in said.split()
    }
    stages = {plain(name): stage.key for stage in definition.stages for name in stage.name.as_dict().values()}
    stages |= {plain(stage.key): stage.key for stage in definition.stages}
    known = set(PastActivity.objects.filter(log=log).values_list("name", flat=True))
    names = PastEvent.objects.filter(case__log=log).order_by().values_list("activity", flat=True).distinct()
    PastActivity.objects.bulk_create(
        [
            PastActivity(
                log=log,
                name=name,
                stage=stages.get(plain(name), ""),
                ending="" if plain(name) in stages else words.get(plain(name)) or ending_of(name),
            )
            for name in names
            if name not in known
        ],
        batch_size=500,
    )


def _people(log: PastLog, actor: Actor) -> dict[str, int]:
    """Colleagues by mail address, by a name that only one has, and by the number that our own files give."""
    found: dict[str, int] = {}
    names: dict[str, list[int]] = {}
    for user_id, email, name in colleagues(actor).values_list("id", "email", "name"):
        found |= {email.casefold(): user_id, f"{ACTOR}{user_id}": user_id}
        names.setdefault(name.casefold(), []).append(user_id)
    found |= {name: ids[0] for name, ids in names.items() if name and len(ids) == 1}
    used = PastEvent.objects.filter(case__log=log).exclude(resource="").order_by()
    said = used.values_list("resource", flat=True).distinct()
    return {one: found[one.casefold()] for one in said if one.casefold() in found}


def settle_cases(cases: Sequence[PastCase], desk: Desk) -> list[tuple[int, Issue]]:
    """Make the deals of these cases, in the caller's transaction; a case that grew gets its deal anew."""
    rows: dict[int, list[PastEvent]] = {case.pk: [] for case in cases}
    for event in PastEvent.objects.filter(case_id__in=among(rows)).order_by("case_id", "row"):
        rows[event.case_id].append(event)
    left = _take_back([case for case in cases if case.deal_id], desk.context)
    told = [(rows[case_id][-1].row, issue) for case_id, issue in left.items()]
    going = [case for case in cases if rows[case.pk] and case.pk not in left]
    own = {
        name.removeprefix(CUSTOM): label
        for name, label in desk.context.labels.items()
        if name.startswith(CUSTOM)
    }
    if own:
        ensure_fields(own)
    opened = _open([(case, _new(case, rows[case.pk], desk)) for case in going], desk)
    for case, one in zip(going, opened, strict=True):
        if one.deal is None:
            told += [(rows[case.pk][-1].row, issue) for issue in issues_of(one.error)] if one.error else []
            continue
        case.deal_id, case.settled = one.deal.pk, True
        case.made = _made(one)
    PastCase.objects.bulk_update(going, ["deal", "settled", "made"], batch_size=500)
    PastCase.objects.filter(id__in=among(left)).update(settled=True)
    return told


def _take_back(cases: Sequence[PastCase], context: ImportContext) -> dict[int, Issue]:
    """The old deals of cases that grew go to the bin; one on which somebody works stays, which is answered."""
    kept = take_deals_back(cases, context)
    return dict.fromkeys(kept, Issue("", "worked_on", _WORKED_ON))


def take_deals_back(cases: Sequence[PastCase], context: ImportContext) -> dict[int, Issue]:
    """Deals of cases go to the bin, by the import that made them; those on which somebody works since stay."""
    kept: dict[int, Issue] = {}
    recorded = dict(
        Deal.objects.filter(id__in=among(case.deal_id or 0 for case in cases)).values_list(
            "id", "recorded_at"
        )
    )
    for began in set(recorded.values()):
        mine = [case for case in cases if recorded.get(case.deal_id or 0) == began]
        # To the undo of deals a case is a row, known by its number.
        rows = [AppliedRow(case.pk, Outcome.CREATED, case.deal_id or 0, case.made, {}) for case in mine]
        kept |= dict(undo_deals(rows, replace(context, began_at=began)))
    return kept


def _new(case: PastCase, rows: Sequence[PastEvent], desk: Desk) -> NewDeal:
    course = course_of(
        rows,
        desk.stages,
        desk.endings,
        first=desk.definition.first.key,
        after_win=desk.after_win,
        people=desk.people,
    )
    facts: dict[str, Any] = case.facts
    value = facts.get("value")
    # The same number may stand in another history, or in the company's own deals.
    number = f"{desk.log.name}:{case.number}"
    return NewDeal(
        title=facts.get("title") or case.number,
        external_id=number if len(number) <= NUMBER_MAX else f"{desk.log.name}:#{case.pk}",
        company=facts.get("company", ""),
        source=facts.get("source", ""),
        product=facts.get("product", ""),
        value=Money(value[0], value[1]) if value else None,
        custom={name.removeprefix(CUSTOM): said for name, said in facts.items() if name.startswith(CUSTOM)},
        opened_at=course.steps[0].when,
        won=course.outcome == "won",
        won_at=course.ended_at if course.outcome == "won" else None,
        lost=course.outcome == "lost",
        lost_at=course.ended_at if course.outcome != "won" else None,
        outcome=course.outcome,
        past=course.steps,
    )


def _open(pairs: Sequence[tuple[PastCase, NewDeal]], desk: Desk) -> list[Opened]:
    """All at once; where that fails, half and half, until what fails stands alone."""
    if not pairs:
        return []
    context = desk.context
    try:
        with attempt():
            return open_deals(
                [new for _, new in pairs],
                actor=context.actor,
                at=context.at,
                process=desk.definition.key,
                history=True,
            )
    except DomainError as error:
        if len(pairs) == 1:
            return [Opened(error=error)]
        half = len(pairs) // 2
        return _open(pairs[:half], desk) + _open(pairs[half:], desk)


def _made(opened: Opened) -> dict[str, int]:
    made = opened.made
    if made is None:
        return {}
    found = {"customer": made.customer_id} if made.customer_created else {}
    if made.contact_id:
        found["contact" if made.contact_created else "met"] = made.contact_id
    return found
