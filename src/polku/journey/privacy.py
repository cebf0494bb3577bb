"""What the buyer's side holds of a person: notes on obstacles, feedback, answers by link; told and erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.db.lists import among
from polku.journey.models import BuyerAnswer, Feedback, Knock, Obstacle
from polku.kernel.redaction import ERASED, Marks

_TEXTS: Final[tuple[tuple[type[Model], tuple[str, ...]], ...]] = (
    (Obstacle, ("note", "remedy")),
    (Feedback, ("words",)),
    (BuyerAnswer, ("words",)),
)


def gather(subject: Subject) -> None:
    """Obstacles of the deals: what changed of them stands in the log under their name."""
    mine = Obstacle.objects.filter(deal_id__in=among(subject.mine("deal"))).values_list("id", flat=True)
    beside = Obstacle.objects.filter(deal_id__in=among(subject.beside("deal"))).values_list("id", flat=True)
    subject.mine("obstacle").update(mine)
    subject.near["obstacle"] = set(beside) - subject.mine("obstacle")


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """What stood in the way, what was said, what was answered."""
    mine = among(subject.mine("deal"))
    for row in Obstacle.objects.filter(deal_id__in=mine).order_by("id"):
        yield {
            "deal_id": row.deal_id, "obstacle": row.code, "note": row.note, "remedy": row.remedy, "at": row.raised_at,
        }  # fmt: skip
    for said in Feedback.objects.filter(deal_id__in=mine).order_by("id"):
        yield {
            "deal_id": said.deal_id,
            "about": said.about,
            "tone": said.tone,
            "score": said.score,
            "words": said.words,
            "at": said.at,
        }
    for told in BuyerAnswer.objects.filter(deal_id__in=mine).order_by("id"):
        yield {
            "deal_id": told.deal_id, "ease": told.ease, "knew": told.knew, "again": told.again, "words": told.words,
            "at": told.at,
        }  # fmt: skip


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Texts go, codes and marks stay for the figures."""
    done = 0
    for model, names in _TEXTS:
        for row in model._default_manager.filter(deal_id__in=among(subject.mine("deal"))):
            done += _put(row, {name: ERASED for name in names if getattr(row, name)})
        for row in model._default_manager.filter(deal_id__in=among(subject.beside("deal"))):
            done += _put(row, {name: marks.redacted(getattr(row, name), words=True) for name in names})
    knocks = Knock.objects.filter(asking__deal_id__in=among(subject.mine("deal")))
    return done + knocks.exclude(address_hash="").update(address_hash="")


def _put(row: Any, values: dict[str, str]) -> int:
    changed = {name: text for name, text in values.items() if getattr(row, name) != text}
    if changed:
        type(row)._default_manager.filter(pk=row.pk).update(**changed)
    return bool(changed)


BUYER = Holding(
    models=(
        "journey.Obstacle", "journey.Feedback", "journey.BuyerAnswer", "journey.Knock", "journey.Asking",
        "journey.Material",
    ),
    goes=_("Notes on obstacles, words of feedback and of answers"),
    stays=_("Codes of obstacles and marks, for the figures"),
    gather=gather,
    export=export,
    erase=erase,
)  # fmt: skip
