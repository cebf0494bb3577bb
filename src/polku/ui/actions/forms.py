"""A form sent twice is done once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from polku.ui.models import SentForm

KEPT = timedelta(days=1)
_SWEEP_EVERY = 100


@dataclass(frozen=True)
class Claim:
    """Whether this sending is the first, and where the first one led."""

    id: int
    is_new: bool
    answer_url: str = ""


def claim_form(token: str, *, user_id: int | None, at: datetime) -> Claim:
    """Take a form's mark; the second to try learns what became of the first."""
    try:
        with transaction.atomic():
            form = SentForm.objects.create(token=token, user_id=user_id, sent_at=at)
    except IntegrityError:
        known = SentForm.objects.get(token=token)
        return Claim(known.id, is_new=False, answer_url=known.answer_url if known.user_id == user_id else "")
    if form.id % _SWEEP_EVERY == 0:
        SentForm.objects.filter(sent_at__lt=at - KEPT).delete()
    return Claim(form.id, is_new=True)


def forget_form(form_id: int) -> None:
    """Let a form that was refused be sent again."""
    SentForm.objects.filter(id=form_id).delete()


def remember_answer(form_id: int, url: str) -> None:
    """Keep where the form led, for the one who sends it again."""
    if url:
        SentForm.objects.filter(id=form_id).update(answer_url=url[:2000])
