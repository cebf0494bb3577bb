"""What a buyer's link opens, and what buyers answered."""

from collections.abc import Iterable
from datetime import datetime

from polku.access.logic import Actor
from polku.journey.logic.asking import TOKEN_MIN, Told, group, told
from polku.journey.models import Asking, BuyerAnswer
from polku.journey.models.asking import AnswerQuerySet
from polku.kernel.errors import NotFound, gettext_noop


def by_token(token: str, *, at: datetime, locked: bool = False) -> Asking:
    """The link behind a token. Raises: NotFound, also where it is good no more."""
    rows = Asking.objects.filter(token=token, expires_at__gt=at, deal__voided_at=None).select_related("deal")
    found = None
    if len(token) >= TOKEN_MIN:
        found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(gettext_noop("There is nothing here to answer."))
    return found


def answer_of(row: Asking) -> BuyerAnswer | None:
    """What was answered through a link."""
    return BuyerAnswer.objects.filter(asking=row).first()


def asked_in(deal_id: int, user: Actor) -> Asking | None:
    """The newest link given out in a deal."""
    return (
        Asking.objects.visible_to(user)
        .filter(deal_id=deal_id)
        .select_related("by", "answer")
        .order_by("-id")
        .first()
    )


def results(user: Actor) -> list[Told]:
    """What buyers answered, by how the deal stood then: open, won, lost; two queries."""
    asked: dict[str, int] = {}
    rows = Asking.objects.visible_to(user).filter(deal__voided_at=None)
    for outcome, answered in rows.values_list("outcome", "answer__outcome"):
        key = group(answered or outcome)
        asked[key] = asked.get(key, 0) + 1
    answers: dict[str, list[tuple[int, str, str]]] = {}
    for outcome, ease, knew, again in _answers(user).values_list("outcome", "ease", "knew", "again"):
        answers.setdefault(group(outcome), []).append((ease, knew, again))
    return [told(key, asked.get(key, 0), answers.get(key, ())) for key in ("open", "won", "lost")]


def newest(user: Actor, most: int = 30) -> Iterable[BuyerAnswer]:
    """The newest answers with their words."""
    return _answers(user).select_related("deal__customer").order_by("-id")[:most]


def _answers(user: Actor) -> AnswerQuerySet:
    return BuyerAnswer.objects.visible_to(user).filter(deal__voided_at=None)
