"""What pages show of answers: the panel of a deal, values in words, budget against value, timeline bodies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.company.queries import company, to_company_currency
from polku.contacts.models import Contact
from polku.deals.models import Deal
from polku.kernel.errors import Invalid
from polku.kernel.money import Money
from polku.playbook.logic.questions import Question, Questions
from polku.playbook.queries import find_question_set, question_sets
from polku.qualify.logic.answers import Known, known_topics, topics_known
from polku.qualify.models import Answer
from polku.qualify.queries import answers_of
from polku.qualify.rules import QualifyPermission
from polku.qualify.words import TOPIC_LABELS, YES_NO
from polku.ui import locale_formats

FIRST = "bant"


@dataclass(frozen=True)
class Asked:
    """A question with what is known of it."""

    question: Question
    text: str
    url: str
    answer: Answer | None
    said: str
    is_stale: bool
    settles: bool


@dataclass(frozen=True)
class Topic:
    """A topic with its questions; the deciding ones first."""

    label: str
    known: Known
    asked: Sequence[Asked]

    @property
    def first(self) -> Asked:
        """The question whose answer tells the topic."""
        return next((one for one in self.asked if one.settles and one.answer), self.asked[0])


@dataclass(frozen=True)
class Sheet:
    """A question set as a deal's page shows it."""

    key: str
    name: str
    topics: Sequence[Topic]
    known: int
    number: int
    budget: str
    is_short: bool


def deal_url(deal_id: int) -> str:
    """The page of a deal."""
    try:
        return reverse("deals:deal", args=[deal_id])
    except NoReverseMatch:
        return f"/deals/{deal_id}/"


def panel(actor: Actor, deal_id: int) -> dict[str, Any] | None:
    """The question sets of a deal, BANT first; nothing where none is loaded."""
    keys = sorted((row.key for row in question_sets(actor)), key=lambda key: (key != FIRST, key))
    if not keys:
        return None
    rows = list(answers_of(deal_id, actor))
    deal = Deal.objects.visible_to(actor).filter(id=deal_id).first()
    sheets = [sheet(questions, rows, deal) for key in keys if (questions := find_question_set(key)) and deal]
    return {"deal_id": deal_id, "sheets": sheets, "may": actor.may(QualifyPermission.ANSWER)}


def sheet(questions: Questions, rows: Sequence[Answer], deal: Deal) -> Sheet:
    """One set with what is known."""
    today, language = timezone.localdate(), get_language() or "en"
    mine = {row.question: row for row in rows if row.set_key == questions.key and not row.product}
    known = topics_known(questions, {key: row.stale_date for key, row in mine.items()}, today)
    topics = [
        Topic(
            str(TOPIC_LABELS.get(one.topic, one.topic)),
            one,
            [_asked(questions, question, mine, deal.id, today) for question in questions.of_topic(one.topic)],
        )
        for one in known
    ]
    said, is_short = budget_against_value(mine, deal, today)
    return Sheet(
        questions.key, questions.name.to(language), topics, known_topics(known), len(known), said, is_short
    )


def _asked(
    questions: Questions, question: Question, mine: Mapping[str, Answer], deal_id: int, today: date
) -> Asked:
    row = mine.get(question.key)
    return Asked(
        question=question,
        text=question.text.to(get_language() or "en"),
        url=reverse("qualify:answer", args=[deal_id, questions.key, question.key]),
        answer=row,
        said=said(question, row.value) if row else "",
        is_stale=bool(row and row.stale_date and row.stale_date <= today),
        settles=questions.settles(question),
    )


def said(question: Question, value: Any) -> str:
    """An answer in words."""
    if question.kind == "money":
        return locale_formats.money(value["minor"], value["currency"])
    if question.kind == "yesno":
        return str(YES_NO[value])
    if question.kind == "date":
        return locale_formats.full_day(date.fromisoformat(value))
    if question.kind == "contact":
        return str(value.get("name") or "")
    if question.kind == "choice":
        choice = question.choice(value)
        return choice.text.to(get_language() or "en") if choice else str(value)
    if question.kind == "number":
        return locale_formats.number(value, 6)
    return str(value)


def budget_against_value(mine: Mapping[str, Answer], deal: Deal, today: date) -> tuple[str, bool]:
    """Whether the budget covers what the deal is worth, in words; nothing where one of both is unknown."""
    row = next((one for one in mine.values() if one.topic == "budget" and one.kind == "money"), None)
    value = deal.value
    if row is None or value is None:
        return "", False
    budget = Money(row.value["minor"], row.value["currency"])
    if budget.currency != value.currency:
        base = company().currency
        try:
            budget, value = (to_company_currency(one, today, base=base) for one in (budget, value))
        except Invalid:
            return "", False
    gap = budget - value
    amounts = {"value": locale_formats.money(value.minor, value.currency)}
    if gap.minor >= 0:
        return _("Enough for the value of the deal, %(value)s") % amounts, False
    amounts["gap"] = locale_formats.money(-gap.minor, gap.currency)
    return _("%(gap)s less than the value of the deal, %(value)s") % amounts, True


def people_of(deal: Deal, actor: Actor) -> list[tuple[int, str]]:
    """The people of a deal and of its customer."""
    seen = Contact.objects.visible_to(actor).current()
    rows = seen.filter(customer_id=deal.customer_id) | seen.filter(id__in=deal.people.values("contact_id"))
    return [(row.id, str(row)) for row in rows.distinct().order_by("name", "id")[:200]]


def currencies_of(deal: Deal) -> list[str]:
    """The currencies an amount of this deal may stand in, the likeliest first."""
    usual = [deal.value_currency, company().currency, "EUR", "USD", "GBP", "SEK", "PLN", "TWD"]
    return list(dict.fromkeys(code for code in usual if code))
