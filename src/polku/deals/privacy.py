"""What deals hold of a person: words in titles, next steps, own fields, reasons; told and erased.

No figure changes: stages, times, values, owners, outcomes and reason codes stay.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.contacts.models import Contact
from polku.db.lists import among
from polku.deals.actions.indexing import index_deals
from polku.deals.models import Batch, Closure, CustomField, Deal, DealContact, Override
from polku.kernel.redaction import ERASED, Marks, blanked

_TEXTS: Final = ("title", "external_id", "source", "campaign", "product", "next_step")
_CODES: Final = ("source", "campaign", "product")
_TOLD: Final = (
    *_TEXTS,
    "stage",
    "outcome",
    "custom",
    "value_minor",
    "value_currency",
    "next_step_at",
    "recorded_at",
)
_STAYING: Final = (CustomField.Kind.YES_NO, CustomField.Kind.CHOICE)


def gather(subject: Subject) -> None:
    """Deals of the customer; beside them those of the person's company and those the person takes part in."""
    mine = Deal.objects.filter(customer_id__in=among(subject.mine("customer")))
    subject.mine("deal").update(mine.values_list("id", flat=True))
    at = Contact.objects.filter(id__in=among(subject.mine("contact"))).values("customer_id")
    taking_part = DealContact.objects.filter(contact_id__in=among(subject.mine("contact"))).values("deal_id")
    near = Deal.objects.filter(Q(customer_id__in=at) | Q(id__in=taking_part))
    subject.near["deal"] = set(near.values_list("id", flat=True)) - subject.mine("deal")


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """The deals with their words, and for those of others what the person is in them."""
    for deal in Deal.objects.filter(id__in=among(subject.mine("deal"))).order_by("id"):
        yield {"is": "deal", "id": deal.pk, **{name: getattr(deal, name) for name in _TOLD}}
    for closure in Closure.objects.filter(deal_id__in=among(subject.mine("deal"))).order_by("id"):
        yield {
            "is": "end of a deal", "deal_id": closure.deal_id, "at": closure.at, "outcome": closure.outcome,
            "reasons": closure.reasons, "words": closure.words,
        }  # fmt: skip
    people = DealContact.objects.filter(contact_id__in=among(subject.mine("contact"))).order_by("id")
    for one in people.select_related("deal"):
        yield {"is": "part in a deal", "deal_id": one.deal_id, "title": one.deal.title, "role": one.role}


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Words go; where a deal is about others too, only the person is taken out of them."""
    kinds = dict(CustomField.objects.values_list("key", "kind"))
    done = _rewrite(subject.mine("deal"), lambda deal: _emptied(deal, marks, kinds))
    done += _rewrite(subject.beside("deal"), lambda deal: _redacted(deal, marks))
    people = DealContact.objects.filter(contact_id__in=among(subject.mine("contact"))).exclude(role="")
    done += people.update(role="")
    return done + _erase_words(subject, marks) + _erase_batches(subject, marks)


def _rewrite(ids: set[int], change: Callable[[Deal], Mapping[str, Any]]) -> int:
    found = []
    for deal in Deal.objects.filter(id__in=among(ids)).order_by("id").select_for_update():
        values = {name: value for name, value in change(deal).items() if getattr(deal, name) != value}
        for name, value in values.items():
            setattr(deal, name, value)
        if values:
            found.append(deal)
    Deal.objects.bulk_update(found, [*_TEXTS, "custom"], batch_size=500)
    index_deals(list(Deal.objects.filter(id__in=among(ids), voided_at=None)))
    return len(found)


def _emptied(deal: Deal, marks: Marks, kinds: Mapping[str, str]) -> dict[str, Any]:
    # A number or a day can be somebody's; put aside it leaves no mark that would be no number and no day.
    custom = {
        key: value if kinds.get(key) in _STAYING else ERASED
        for key, value in deal.custom.items()
        if kinds.get(key) in (*_STAYING, CustomField.Kind.TEXT)
    }
    return {
        "title": f"#{deal.pk}",
        "external_id": "",
        "next_step": ERASED if deal.next_step else "",
        "custom": custom,
        **{name: marks.redacted(getattr(deal, name)) for name in _CODES},
    }


def _redacted(deal: Deal, marks: Marks) -> dict[str, Any]:
    texts = {name: marks.redacted(getattr(deal, name), words=name not in _CODES)[:300] for name in _TEXTS}
    return {**texts, "custom": marks.redacted_json(deal.custom, words=True)}


def _erase_words(subject: Subject, marks: Marks) -> int:
    """The buyer's words at the end of a deal, and the reasons given for passing criteria by."""
    mine, near = among(subject.mine("deal")), among(subject.beside("deal"))
    done = Closure.objects.filter(deal_id__in=mine).exclude(words="").update(words=ERASED)
    done += Override.objects.filter(deal_id__in=mine).exclude(reason="").update(reason=ERASED)
    for closure in Closure.objects.filter(deal_id__in=near).exclude(words=""):
        if (words := marks.redacted(closure.words, words=True)) != closure.words:
            done += Closure.objects.filter(id=closure.pk).update(words=words)
    for override in Override.objects.filter(deal_id__in=near):
        if (reason := marks.redacted(override.reason, words=True)) != override.reason:
            done += Override.objects.filter(id=override.pk).update(reason=reason)
    return done


def _erase_batches(subject: Subject, marks: Marks) -> int:
    """Changes of many deals at once: the words asked for, and why one of these deals was refused."""
    ids = {str(pk) for pk in subject.mine("deal") | subject.beside("deal")}
    done = 0
    for row in Batch.objects.order_by("id").iterator(chunk_size=200):
        is_about = not ids.isdisjoint(map(str, row.deal_ids))
        errors = {pk: blanked_params(error) if pk in ids else error for pk, error in row.errors.items()}
        args = marks.redacted_json(row.args, words=is_about)
        if (args, errors) != (row.args, row.errors):
            done += Batch.objects.filter(id=row.pk).update(args=args, errors=errors)
    return done


def blanked_params(error: Mapping[str, Any]) -> dict[str, Any]:
    """A refusal without the values in its sentence."""
    return {**error, "params": blanked(error.get("params", {}))}


DEALS = Holding(
    models=("deals.Deal", "deals.DealContact", "deals.Closure", "deals.Override", "deals.Batch"),
    goes=_(
        "Titles of deals, next steps, own fields with texts, numbers and days, words about wins and losses"
    ),
    stays=_("The deals with their stages, times, values, owners and results, in every figure"),
    gather=gather,
    export=export,
    erase=erase,
)
