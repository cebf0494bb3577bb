"""What quotes hold of a person: needs, comments, wishes, who accepted; told and erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.db.lists import among
from polku.files.actions import remove
from polku.files.models import File
from polku.kernel.redaction import ERASED, Marks
from polku.quotes.logic.states import State
from polku.quotes.models import (
    Acceptance,
    Approval,
    Comment,
    Concession,
    HandoverItem,
    NegotiationPlan,
    Quote,
    QuoteVersion,
    Visit,
)

ACCEPTED: Final = "accepted_quote"
"""Quotes that became contracts are kept apart: their papers and evidence stay."""
_TEXTS: Final[tuple[tuple[type[Model], str, tuple[str, ...]], ...]] = (
    (Quote, "id", ("decline_reason",)),
    (QuoteVersion, "quote_id", ("title", "needs")),
    (Comment, "quote_id", ("text", "name")),
    (Concession, "quote_id", ("asked", "given", "in_return")),
    (Approval, "quote_id", ("why", "note")),
)


def gather(subject: Subject) -> None:
    """Quotes of the person's deals, and those made out to the person."""
    mine = Quote.objects.filter(
        Q(deal_id__in=among(subject.mine("deal"))) | Q(contact_id__in=among(subject.mine("contact")))
    )
    for pk, state in mine.values_list("id", "state"):
        subject.mine(ACCEPTED if state == State.ACCEPTED else "quote").add(pk)
    beside = Quote.objects.filter(deal_id__in=among(subject.beside("deal"))).values_list("id", flat=True)
    subject.near["quote"] = set(beside) - subject.mine("quote") - subject.mine(ACCEPTED)


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """Offers with their needs, what was said beside them, who accepted."""
    ids = subject.mine("quote") | subject.mine(ACCEPTED)
    for row in Quote.objects.filter(id__in=among(ids)).order_by("id"):
        versions = row.versions.order_by("version").values(
            "version", "title", "needs", "terms", "gross_minor"
        )
        accepted = Acceptance.objects.filter(quote=row).first()
        yield {
            "number": row.number, "state": row.state, "currency": row.currency,
            "declined": row.decline_reason, "versions": list(versions),
            "comments": list(row.comments.filter(internal=False).order_by("id").values("name", "text", "at")),
            "wishes": list(row.concessions.order_by("id").values("asked", "given", "in_return")),
            "accepted": {"name": accepted.name, "email": accepted.email, "at": accepted.at} if accepted else None,
        }  # fmt: skip
    for plan in NegotiationPlan.objects.filter(deal_id__in=among(subject.mine("deal"))).order_by("id"):
        names = ("walk_away", "counterpart", "motive", "notes")
        told = {name: getattr(plan, name) for name in names}
        yield {"deal_id": plan.deal_id, **told, "tradeables": [one["text"] for one in plan.tradeables]}
    for item in HandoverItem.objects.filter(deal_id__in=among(subject.mine("deal"))).order_by("id"):
        yield {"deal_id": item.deal_id, "kind": item.kind, "text": item.text, "holder": item.holder}


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Texts go; what became a contract keeps its paper, its evidence and who accepted it."""
    own = subject.mine("quote") | subject.mine(ACCEPTED)
    done = 0
    for model, key, names in _TEXTS:
        for row in model._default_manager.filter(**{f"{key}__in": among(own)}):
            done += _put(row, {name: ERASED for name in names if getattr(row, name)})
        for row in model._default_manager.filter(**{f"{key}__in": among(subject.beside("quote"))}):
            done += _put(row, {name: marks.redacted(getattr(row, name), words=True) for name in names})
    done += Visit.objects.filter(quote_id__in=among(own)).exclude(address_hash="").update(address_hash="")
    return done + _papers(subject) + _handover(subject, marks) + _plans(subject, marks)


def _put(row: Any, values: dict[str, Any]) -> int:
    changed = {name: text for name, text in values.items() if getattr(row, name) != text}
    if changed:
        type(row)._default_manager.filter(pk=row.pk).update(**changed)
    return bool(changed)


def _papers(subject: Subject) -> int:
    """Papers of offers that came to nothing name the person."""
    versions = QuoteVersion.objects.filter(quote_id__in=among(subject.mine("quote"))).exclude(paper=None)
    ids = list(versions.values_list("paper_id", flat=True))
    versions.update(paper=None)
    for file in File.objects.filter(id__in=ids):
        remove(file)
    return len(ids)


def _handover(subject: Subject, marks: Marks) -> int:
    done = 0
    for row in HandoverItem.objects.filter(deal_id__in=among(subject.mine("deal"))):
        done += _put(row, {name: ERASED for name in ("text", "holder") if getattr(row, name)})
    for row in HandoverItem.objects.filter(deal_id__in=among(subject.beside("deal"))):
        done += _put(
            row, {name: marks.redacted(getattr(row, name), words=True) for name in ("text", "holder")}
        )
    return done


def _plans(subject: Subject, marks: Marks) -> int:
    done, names = 0, ("walk_away", "counterpart", "notes")
    for row in NegotiationPlan.objects.filter(deal_id__in=among(subject.mine("deal"))):
        done += _put(row, {name: ERASED for name in names if getattr(row, name)} | {"tradeables": []})
    for row in NegotiationPlan.objects.filter(deal_id__in=among(subject.beside("deal"))):
        told = {name: marks.redacted(getattr(row, name), words=True) for name in names}
        trades = [one | {"text": marks.redacted(one["text"], words=True)} for one in row.tradeables]
        done += _put(row, told | {"tradeables": trades})
    return done


QUOTES = Holding(
    models=(
        "quotes.Quote",
        "quotes.QuoteVersion",
        "quotes.QuoteLine",
        "quotes.Comment",
        "quotes.Concession",
        "quotes.Approval",
        "quotes.Acceptance",
        "quotes.Visit",
        "quotes.HandoverItem",
        "quotes.NegotiationPlan",
    ),
    goes=_("Needs, comments, wishes and reasons in quotes, papers of those that were not accepted"),
    stays=_("What was offered for how much; of accepted quotes who accepted them, as proof of the contract"),
    gather=gather,
    export=export,
    erase=erase,
)
