"""Writing answers down: the newest of a question counts, older ones stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.contacts.models import Contact
from polku.db.bulk import insert
from polku.db.transactions import write
from polku.deals.models import Deal
from polku.eventlog.actions import Entry, append
from polku.eventlog.models import Event
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.playbook.logic.questions import Questions
from polku.playbook.queries import find_question_set
from polku.qualify.events import AnswerGiven, AnswerRetracted
from polku.qualify.logic.answers import SOURCE_MAX, NewAnswer, stale_date, typed
from polku.qualify.models import Answer
from polku.qualify.rules import QualifyPermission


@dataclass(frozen=True)
class Answered:
    """What became of one row: the answer and its event, or why it was refused."""

    answer_id: int | None = None
    event_id: int | None = None
    error: DomainError | None = None


@dataclass(frozen=True)
class _Known:
    sets: dict[str, Questions | None]
    deals: dict[int, Deal]
    people: dict[int, str]
    today: date


def answer(
    deal_id: int,
    set_key: str,
    question: str,
    value: object,
    *,
    product: str = "",
    source: str = "",
    contact_id: int | None = None,
    answered_date: date | None = None,
    actor: Actor,
    at: datetime,
) -> Answered:
    """Write down one answer: a batch of one.

    Raises: NotFound, Invalid (names the field), NotAllowed.
    """
    new = NewAnswer(deal_id, set_key, question, value, product, source, contact_id, answered_date)
    done = give_answers([new], actor=actor, at=at)[0]
    if done.error is not None:
        raise done.error
    return done


def give_answers(
    rows: Sequence[NewAnswer], *, actor: Actor, at: datetime, history: bool = False
) -> list[Answered]:
    """Write down answers and reply for each, at a constant number of queries.

    Raises: NotAllowed.
    """
    actor.require(QualifyPermission.ANSWER)
    with write():
        known = _known(rows, actor, at)
        answers: dict[int, Answered] = {}
        drafts: dict[int, Answer] = {}
        for number, row in enumerate(rows):
            try:
                drafts[number] = _draft(row, known, actor, at)
            except DomainError as error:
                answers[number] = Answered(error=error)
        _supersede(list(drafts.values()), at)
        insert(Answer, list(drafts.values()))
        entries = [_entry(_given(row), row, known.deals[row.deal_id], at) for row in drafts.values()]
        events = append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)
        for (number, draft), event in zip(drafts.items(), events, strict=True):
            answers[number] = Answered(draft.id, event.id)
    return [answers[number] for number in range(len(rows))]


def retract(answer_id: int, *, actor: Actor, at: datetime) -> int:
    """Say that an answer is known no more; gives the event's id.

    Raises: NotFound, NotAllowed.
    """
    with write():
        row, deal = _current(answer_id, actor)
        return _retract(row, deal, actor, at)


def undo_answer(event_id: int, *, actor: Actor, at: datetime) -> int:
    """Take back an answer just given: what was known before it is known again.

    Raises: NotFound, Refused (answered again since), NotAllowed.
    """
    with write():
        event = Event.objects.filter(id=event_id, kind=AnswerGiven.kind, history=False).first()
        if event is None:
            raise NotFound(gettext_noop("There is nothing here to take back."))
        if not Answer.objects.current().filter(id=event.subject_id).exists():
            raise Refused(gettext_noop("This was answered again since, so it cannot be taken back."))
        row, deal = _current(event.subject_id, actor)
        told = _retract(row, deal, actor, at, undoes_id=event.id)
        before = Answer.objects.filter(
            deal_id=row.deal_id, set_key=row.set_key, question=row.question, product=row.product, retracted=False,
            superseded_at=row.recorded_at,
        )  # fmt: skip
        if (previous := before.exclude(id=row.id).order_by("-id").first()) is not None:
            previous.superseded_at = None
            previous.save(update_fields=["superseded_at"])
        return told


def _known(rows: Sequence[NewAnswer], actor: Actor, at: datetime) -> _Known:
    reached = Deal.objects.visible_to(actor).reached_by(actor, QualifyPermission.ANSWER).current()
    deals = (
        reached.filter(id__in={row.deal_id for row in rows}).select_for_update(of=("self",)).order_by("id")
    )
    named = {one for row in rows for one in (row.contact_id, _person(row.value)) if one}
    seen = list(Contact.objects.visible_to(actor).current().filter(id__in=named)) if named else []
    return _Known(
        sets={key: find_question_set(key) for key in {row.set_key for row in rows}},
        deals={deal.id: deal for deal in deals},
        people={contact.id: str(contact) for contact in seen},
        today=day_of(at),
    )


def _person(value: object) -> int | None:
    found = value.get("contact_id") if isinstance(value, dict) else value
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 < found < 2**63 else None


def _draft(new: NewAnswer, known: _Known, actor: Actor, at: datetime) -> Answer:
    deal, questions = known.deals.get(new.deal_id), known.sets.get(new.set_key)
    if deal is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not change it."), field="deal_id")
    question = questions.question(new.question) if questions else None
    if questions is None or question is None:
        message = gettext_noop("There is no question “%(question)s” in the set “%(set)s”.")
        raise NotFound(Message(message, question=new.question, set=new.set_key), field="question")
    value = typed(question, new.value)
    if question.kind == "contact" and isinstance(value, dict) and value["contact_id"]:
        value = {"contact_id": value["contact_id"], "name": _name(value["contact_id"], known)}
    if new.contact_id:
        _name(new.contact_id, known)
    answered = new.answered_date or known.today
    if answered > known.today:
        raise Invalid(gettext_noop("The day of an answer cannot be to come."), field="answered_date")
    return Answer(
        deal=deal,
        set_key=new.set_key,
        question=question.key,
        product=_cleaned("product", new.product, 120),
        topic=question.topic,
        kind=question.kind,
        settles=questions.settles(question),
        value=value,
        source=_cleaned("source", new.source, SOURCE_MAX),
        contact_id=new.contact_id,
        answered_date=answered,
        stale_date=stale_date(question, answered),
        by_id=actor.user_id,
        recorded_at=at,
    )


def _name(contact_id: int, known: _Known) -> str:
    if contact_id not in known.people:
        raise NotFound(
            gettext_noop("This person does not exist, or you may not see them."), field="contact_id"
        )
    return known.people[contact_id]


def _cleaned(name: str, text: str, most: int) -> str:
    try:
        return clean(text, max_length=most)
    except Invalid as error:
        raise Invalid({name: next(iter(error.messages.values()))}, code=error.code) from error


def _supersede(drafts: Sequence[Answer], at: datetime) -> None:
    """The newest of a question counts: those before it in the tables, and before it in the batch."""
    newest = {_place(row): row for row in drafts}
    for row in drafts:
        if newest[_place(row)] is not row:
            row.superseded_at = at
    rows = Answer.objects.current().filter(deal_id__in={row.deal_id for row in drafts})
    gone = [row.id for row in rows.only("deal_id", "set_key", "question", "product") if _place(row) in newest]
    if drafts:
        Answer.objects.filter(id__in=gone).update(superseded_at=at)


def _place(row: Answer) -> tuple[int, str, str, str]:
    return row.deal_id, row.set_key, row.question, row.product


def _current(answer_id: int, actor: Actor) -> tuple[Answer, Deal]:
    actor.require(QualifyPermission.ANSWER)
    row = Answer.objects.visible_to(actor).current().filter(id=answer_id).first()
    reached = (
        Deal.objects.reached_by(actor, QualifyPermission.ANSWER).current().select_for_update(of=("self",))
    )
    deal = reached.filter(id=row.deal_id).first() if row else None
    if row is None or deal is None:
        raise NotFound(gettext_noop("This answer does not exist, or you may not change it."))
    return row, deal


def _retract(row: Answer, deal: Deal, actor: Actor, at: datetime, undoes_id: int | None = None) -> int:
    row.superseded_at, row.retracted = at, True
    row.save(update_fields=["superseded_at", "retracted"])
    told = AnswerRetracted(row.id, row.set_key, row.question, row.topic, row.settles)
    entry = _entry(told, row, deal, at, undoes_id)
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id


def _given(row: Answer) -> AnswerGiven:
    return AnswerGiven(row.id, row.set_key, row.question, row.topic, row.settles)


def _entry(
    event: AnswerGiven | AnswerRetracted, row: Answer, deal: Deal, at: datetime, undoes_id: int | None = None
) -> Entry:
    return Entry(event, ("answer", row.id), at, deal.id, deal.version_id, deal.stage, undoes_id=undoes_id)
