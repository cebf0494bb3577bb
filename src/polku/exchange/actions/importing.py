"""Rows of a history: each is kept once, whatever order and however often it comes; `settling` makes deals of them."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.db.bulk import insert, made
from polku.db.lists import among
from polku.deals.logic.import_fields import OUTCOME_WORDS
from polku.deals.rules import DealPermission
from polku.exchange.actions.settling import settle
from polku.exchange.actions.undoing import undo_rows
from polku.exchange.logic.discovering import ending_of
from polku.exchange.logic.fields import FIELDS
from polku.exchange.logic.unpacking import unpacked
from polku.exchange.models import PastActivity, PastCase, PastEvent, PastLog
from polku.imports.logic.advice import one_of
from polku.imports.logic.kinds import ImportContext, ImportKind, Issue, Outcome, Row, RowOutcome
from polku.imports.logic.matching import near, plain
from polku.imports.models import Import
from polku.kernel.errors import Message, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import slug
from polku.process.models import Process
from polku.process.queries import processes, published
from polku.process.rules import ProcessPermission

CUSTOM: Final = "custom."
_FACTS: Final = ("title", "company", "source", "product")
_COMPLETE: Final = frozenset(("complete", "completed", ""))
_NOT_COMPLETE = gettext_noop("The row says “%(said)s”, not “complete”: it was not taken.")
_UNKNOWN = gettext_noop("“%(name)s” is neither a stage of the process nor an outcome. Near: %(near)s.")


def import_events(rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
    """Keep the rows that are new, and answer for each."""
    if not context.process:
        context.actor.require(ProcessPermission.EDIT)
    log = _log(context)
    known = _activities(log, context)
    answers: dict[int, RowOutcome] = {}
    taken: list[Row] = []
    for row in rows:
        if answer := _left_out(row, known, context):
            answers[row.number] = answer
        else:
            taken.append(row)
    cases = _cases(log, taken, context)
    answers |= _keep(taken, cases, context)
    return [answers[row.number] for row in rows]


def _log(context: ImportContext) -> PastLog:
    """The history these rows belong to: of the chosen process, or one called like the file."""
    if context.process:
        process = Process.objects.get(key=context.process)
        found = PastLog.objects.filter(process=process).first()
        return found or PastLog.objects.create(name=f"={process.key}", process=process, drawn=False)
    name = Import.objects.values_list("file__name", flat=True).get(id=context.import_id)
    stem = str(name).rsplit("/", 1)[-1].split(".", 1)[0]
    log, _ = PastLog.objects.get_or_create(name=slug(stem, max_length=36) or "history")
    return log


def _activities(log: PastLog, context: ImportContext) -> Mapping[str, str] | None:
    """Stages and endings of a chosen process by their words; None where the process is drawn from the rows."""
    if not context.process:
        return None
    words = {
        plain(word): f"={one}"
        for one, said in OUTCOME_WORDS.items()
        if one != "open"
        for word in said.split()
    }
    definition = published(context.process)
    for stage in definition.stages:
        words |= {plain(name): stage.key for name in stage.name.as_dict().values()} | {
            plain(stage.key): stage.key
        }
    for name, stage_key, ending in PastActivity.objects.filter(log=log).values_list(
        "name", "stage", "ending"
    ):
        words[plain(name)] = stage_key or f"={ending}"
    return words


def _left_out(row: Row, known: Mapping[str, str] | None, context: ImportContext) -> RowOutcome | None:
    said = str(row.values.get("lifecycle", ""))
    if said.casefold() not in _COMPLETE:
        issue = Issue("lifecycle", "not_complete", Message(_NOT_COMPLETE, said=said))
        return RowOutcome(row.number, Outcome.SKIPPED, warnings=(issue,))
    name = row.values["activity"]
    if known is None or plain(name) in known or ending_of(name):
        return None
    names = [one.name.to(context.actor.language) for one in published(context.process).stages]
    message = Message(_UNKNOWN, name=name, near=near(name, names))
    issue = Issue("activity", "unknown_activity", message, one_of(", ".join([*names, "won", "lost"])))
    return RowOutcome(row.number, Outcome.FAILED, errors=(issue,))


def _cases(log: PastLog, rows: Sequence[Row], context: ImportContext) -> dict[str, PastCase]:
    """The cases of these rows by number, those that are new made, what rows say of them added."""
    numbers = list(dict.fromkeys(row.values["case"] for row in rows))
    listed = PastCase.objects.filter(log=log, number__in=among(numbers, text=True))
    found = {case.number: case for case in listed}
    new = [made(PastCase, log_id=log.pk, number=number) for number in numbers if number not in found]
    insert(PastCase, new)
    found |= {case.number: case for case in new}
    changed = set()
    for row in rows:
        case = found[row.values["case"]]
        facts = case.facts | _facts(row)
        if facts != case.facts:
            case.facts = facts
            changed.add(case.number)
    PastCase.objects.bulk_update([found[number] for number in changed], ["facts"], batch_size=500)
    return found


def _facts(row: Row) -> dict[str, Any]:
    facts: dict[str, Any] = {name: row.values[name] for name in _FACTS if name in row.values}
    value = row.values.get("value")
    if isinstance(value, Money):
        facts["value"] = [value.minor, value.currency]
    own = {name: value for name, value in row.values.items() if name.startswith(CUSTOM)}
    return facts | own


def _keep(
    rows: Sequence[Row], cases: Mapping[str, PastCase], context: ImportContext
) -> dict[int, RowOutcome]:
    """Each row finds its twin of an earlier import, not seen in this one yet; else it is new.

    So a second run finds every row again, also rows of one file that say the same.
    """
    waiting: dict[tuple[int, str], list[PastEvent]] = defaultdict(list)
    counts: dict[tuple[int, str], int] = defaultdict(int)
    of_cases = among([case.pk for case in cases.values()])
    digests = {row.number: _digest(row) for row in rows}
    listed = PastEvent.objects.filter(case_id__in=of_cases, digest__in=among(digests.values(), text=True))
    for event in listed.order_by("case_id", "digest", "nth"):
        counts[event.case_id, event.digest] += 1
        if event.seen_in != context.import_id:
            waiting[event.case_id, event.digest].append(event)
    answers: dict[int, RowOutcome] = {}
    new: list[tuple[Row, PastEvent]] = []
    again: list[int] = []
    for row in rows:
        place = (cases[row.values["case"]].pk, digests[row.number])
        if twins := waiting[place]:
            twin = twins.pop(0)
            again.append(twin.pk)
            answers[row.number] = RowOutcome(row.number, Outcome.UNCHANGED, twin.pk)
        else:
            new.append((row, _event(row, place, counts[place], context)))
            counts[place] += 1
    insert(PastEvent, [event for _, event in new])
    PastEvent.objects.filter(id__in=among(again)).update(seen_in=context.import_id)
    PastCase.objects.filter(id__in=among({event.case_id for _, event in new})).update(settled=False)
    return answers | {row.number: RowOutcome(row.number, Outcome.CREATED, event.pk) for row, event in new}


def _event(row: Row, place: tuple[int, str], nth: int, context: ImportContext) -> PastEvent:
    return made(
        PastEvent,
        case_id=place[0],
        digest=place[1],
        nth=nth,
        activity=row.values["activity"],
        at=row.values.get("at"),
        resource=row.values.get("resource", ""),
        row=row.number,
        import_id=context.import_id,
        seen_in=context.import_id,
    )


def _digest(row: Row) -> str:
    values = row.values
    said = (values.get("event_id"), values["activity"], str(values.get("at", "")), values.get("resource", ""))
    return hashlib.blake2b(repr(said).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _acts(import_id: int) -> list[tuple[str, str, bool]]:
    """The map of what came in, and a process drawn of it."""
    logs = PastLog.objects.filter(cases__events__seen_in=import_id, process__isnull=False).distinct()
    keys = list(logs.values_list("process__key", flat=True))
    seen = [(_("See it on the map"), reverse("process:map", args=[key]), False) for key in keys]
    drawn = [(_("Draw a first process"), reverse("exchange:history_draft", args=[key]), True) for key in keys]
    return seen + drawn


EVENTS: Final = ImportKind(
    key="events",
    label=gettext_noop("History of another system"),
    fields=FIELDS,
    permission=DealPermission.IMPORT_HISTORY,
    history_permission=DealPermission.IMPORT_HISTORY,
    apply=import_events,
    undo=undo_rows,
    keys=("event_id",),
    open_prefixes=(CUSTOM,),
    processes=lambda: [(one.key, str(one.name)) for one in processes()],
    unpack=unpacked,
    finish=settle,
    usual=gettext_noop("one of its own, drawn from the file"),
    history_only=True,
    acts=_acts,
)
"""The kind of import that brings histories."""
