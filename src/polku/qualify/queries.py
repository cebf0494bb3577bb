"""Reads of answers, lead forms and captures."""

from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from polku.access.logic import SYSTEM, Actor
from polku.deals.models import Deal
from polku.kernel.errors import Message, NotFound, gettext_noop
from polku.playbook.queries import find_question_set
from polku.qualify.logic.answers import Known, topics_known
from polku.qualify.models import Answer, AnswerQuerySet, Capture, LeadForm
from polku.qualify.rules import QualifyPermission


def answers_of(deal_id: int, user: Actor = SYSTEM) -> AnswerQuerySet:
    """The current answers about a deal."""
    rows = Answer.objects.visible_to(user).current().filter(deal_id=deal_id)
    return rows.select_related("by", "contact").order_by("id")


def history_of(deal_id: int, set_key: str, question: str, user: Actor = SYSTEM) -> AnswerQuerySet:
    """Every answer a question ever had in a deal, the newest first."""
    rows = Answer.objects.visible_to(user).filter(deal_id=deal_id, set_key=set_key, question=question)
    return rows.select_related("by", "contact").order_by("-id")


def standing(deal_id: int, set_key: str, today: date, user: Actor = SYSTEM) -> list[Known]:
    """How far each topic of a set is known for a deal; nothing where the set is not loaded."""
    questions = find_question_set(set_key)
    if questions is None:
        return []
    rows = answers_of(deal_id, user).filter(set_key=set_key)
    return topics_known(questions, dict(rows.values_list("question", "stale_date")), today)


def forms(user: Actor = SYSTEM) -> QuerySet[LeadForm]:
    """The lead forms, with how much came in through each."""
    rows = LeadForm.objects.all() if user.may(QualifyPermission.MANAGE_FORMS) else LeadForm.objects.none()
    return rows.select_related("team", "owner").order_by("-active", "id")


def counts_of(form_ids: list[int]) -> dict[int, dict[str, int]]:
    """How many captures of each state the forms have."""
    rows = (
        Capture.objects.filter(form_id__in=form_ids)
        .order_by()
        .values("form_id", "status")
        .annotate(number=Count("id"))
    )
    found: dict[int, dict[str, int]] = {form_id: {} for form_id in form_ids}
    for row in rows:
        found[row["form_id"]][row["status"]] = row["number"]
    return found


def form(key: str) -> LeadForm:
    """One lead form.

    Raises: NotFound.
    """
    found = LeadForm.objects.filter(key=key).select_related("team", "owner").first()
    if found is None:
        raise NotFound(Message(gettext_noop("There is no form “%(key)s”."), key=key))
    return found


def open_form(key: str) -> LeadForm:
    """A lead form that takes something in.

    Raises: NotFound.
    """
    found = form(key)
    if not found.active:
        raise NotFound(gettext_noop("This form takes nothing in any more."))
    return found


def captures_of(of: LeadForm, user: Actor, *, status: str = "") -> QuerySet[Capture]:
    """What came in through a form, the newest first."""
    rows = (
        Capture.objects.filter(form=of)
        if user.may(QualifyPermission.SEE_CAPTURES)
        else Capture.objects.none()
    )
    rows = rows.filter(status=status) if status in Capture.Status.values else rows
    return rows.select_related("deal").order_by("-id")


def capture(capture_id: int, user: Actor) -> Capture:
    """One submission, raw.

    Raises: NotFound.
    """
    rows = Capture.objects.all() if user.may(QualifyPermission.SEE_CAPTURES) else Capture.objects.none()
    found = rows.select_related("form", "deal").filter(id=capture_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such submission."))
    return found


def new_leads(user: Actor, *, since: datetime, limit: int) -> list[Capture]:
    """Submissions since a moment whose open deals are this person's, or nobody's in a team of theirs."""
    mine = Q(owner_id=user.user_id) | Q(owner_id=None, team_id__in=sorted(user.team_ids))
    deals = Deal.objects.visible_to(user).open().filter(mine)
    rows = Capture.objects.filter(status=Capture.Status.MAPPED, received_at__gt=since, deal__in=deals)
    return list(rows.select_related("deal", "form").order_by("-received_at")[:limit])


def unmapped(user: Actor) -> int:
    """How many submissions wait because they could not be mapped."""
    if not user.may(QualifyPermission.SEE_CAPTURES):
        return 0
    return Capture.objects.filter(status__in=(Capture.Status.NEW, Capture.Status.FAILED)).count()


LEAD_DAYS = timedelta(days=14)
"""How long a lead that nobody has contacted is shown as new."""
