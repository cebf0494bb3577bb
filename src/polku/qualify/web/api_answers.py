"""Question sets and answers by API."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import Message, NotFound, gettext_noop
from polku.playbook.logic.questions import Question, Questions
from polku.playbook.queries import question_set, question_sets
from polku.qualify import actions, queries
from polku.qualify.models import Answer
from polku.ui.api import PROBLEMS, Id, Input, actor, dumped, dumped_all, once

router = Router(tags=["answers"])


class AnswerOut(Schema):
    """What is known, who said it and when; the newest answer of a question counts.

    `value` is as its question's kind: {"minor", "currency"}, a text, true or false, an ISO date, a choice's key,
    {"contact_id", "name"} or a number.
    """

    id: int
    deal_id: int
    set_key: str
    question: str
    product: str
    topic: str
    kind: str
    settles: bool
    value: Any
    source: str
    contact_id: int | None
    answered_date: date
    stale_date: date | None
    by_id: int | None
    superseded_at: datetime | None
    retracted: bool


class AnswerIn(Input):
    """An answer; `source` says in words who said it, `contact_id` names the person."""

    value: Any
    product: str = ""
    source: str = ""
    contact_id: Id | None = None
    answered_date: date | None = None


class AnswerWritten(Schema):
    """The answer after the change, and the event that was written."""

    event_id: int | None
    answer: AnswerOut


class ChoiceOut(Schema):
    """One of the answers that can be chosen, by language."""

    key: str
    text: dict[str, str]


class QuestionOut(Schema):
    """What is asked, and of which kind its answer is."""

    key: str
    text: dict[str, str]
    kind: str
    topic: str
    weight: int
    stale_days: int | None
    decides: bool
    choices: list[ChoiceOut]


class QuestionSetOut(Schema):
    """A question set as it is in force."""

    key: str
    number: int
    name: dict[str, str]
    about: dict[str, str]
    questions: list[QuestionOut]


class QuestionSetName(Schema):
    """A question set in use."""

    key: str
    name: dict[str, str]


@router.get("/question-sets", response={200: list[QuestionSetName]} | PROBLEMS, summary="List question sets")
def list_question_sets(request: HttpRequest) -> list[dict[str, Any]]:
    """The sets in use, by key."""
    return [{"key": one.key, "name": one.name.as_dict()} for one in question_sets(actor(request))]


@router.get("/question-sets/{key}", response={200: QuestionSetOut} | PROBLEMS, summary="Read a question set")
def read_question_set(request: HttpRequest, key: str) -> dict[str, Any]:
    """A question set with its questions."""
    if key not in {one.key for one in question_sets(actor(request))}:
        raise NotFound(Message(gettext_noop("There is no question set “%(key)s”."), key=key[:60]))
    return _set(question_set(key))


@router.get(
    "/deals/{deal_id}/answers", response={200: list[AnswerOut]} | PROBLEMS, summary="What is known of a deal"
)
def list_answers(
    request: HttpRequest, deal_id: Id, set_key: str | None = None, question: str | None = None
) -> list[dict[str, Any]]:
    """The current answers about a deal; with `set_key` and `question` every answer that question ever had."""
    asks = actor(request)
    if not Deal.objects.visible_to(asks).filter(id=deal_id).exists():
        raise NotFound(gettext_noop("This deal does not exist, or you may not see it."))
    if set_key is not None and question is not None:
        return dumped_all(AnswerOut, list(queries.history_of(deal_id, set_key, question, asks)))
    rows = queries.answers_of(deal_id, asks)
    return dumped_all(AnswerOut, list(rows if set_key is None else rows.filter(set_key=set_key)))


@router.put(
    "/deals/{deal_id}/answers/{set_key}/{question}",
    response={200: AnswerWritten} | PROBLEMS,
    summary="Answer a question",
)
@once
def give_answer(
    request: HttpRequest, deal_id: Id, set_key: str, question: str, body: AnswerIn
) -> tuple[int, dict[str, Any]]:
    """Write down an answer; older ones stay in its history."""
    given = body.model_dump(exclude={"value"})
    done = actions.answer(
        deal_id, set_key, question, body.value, **given, actor=actor(request), at=timezone.now()
    )
    return 200, _written(done.answer_id, done.event_id)


@router.delete(
    "/answers/{answer_id}", response={200: AnswerWritten} | PROBLEMS, summary="This is known no more"
)
def retract_answer(request: HttpRequest, answer_id: Id) -> dict[str, Any]:
    """Say that an answer is known no more."""
    return _written(answer_id, actions.retract(answer_id, actor=actor(request), at=timezone.now()))


@router.post(
    "/answers/events/{event_id}/undo", response={200: AnswerWritten} | PROBLEMS, summary="Take an answer back"
)
@once
def undo_answer(request: HttpRequest, event_id: Id) -> tuple[int, dict[str, Any]]:
    """Take back an answer just given: what was known before it is known again."""
    new = actions.undo_answer(event_id, actor=actor(request), at=timezone.now())
    return 200, _written(Event.objects.values_list("subject_id", flat=True).get(id=new), new)


def _written(answer_id: int | None, event_id: int | None) -> dict[str, Any]:
    return {"event_id": event_id, "answer": dumped(AnswerOut, Answer.objects.get(id=answer_id or 0))}


def _set(found: Questions) -> dict[str, Any]:
    return {
        "key": found.key,
        "number": found.number,
        "name": found.name.as_dict(),
        "about": found.about.as_dict(),
        "questions": [_question(one) for one in found.questions],
    }


def _question(one: Question) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("key", "kind", "topic", "weight", "stale_days", "decides")}
    choices = [{"key": choice.key, "text": choice.text.as_dict()} for choice in one.choices]
    return plain | {"text": one.text.as_dict(), "choices": choices}
