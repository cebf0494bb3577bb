"""What criteria may ask of a deal itself."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from polku.contacts.models import Contact
from polku.deals import events as happened
from polku.deals.models import ChecklistTick, Deal
from polku.kernel.money import Money
from polku.process.facts import Fact, moment

ON_DEAL = "deals.row"
_CHANGED = frozenset({happened.DealChanged.kind, happened.DealOpened.kind})
_DAY_SECONDS = 86400


def of_deal(_names: Sequence[str], deal_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    """All facts that stand on the deal's own row: one query."""
    now = moment()
    found: dict[int, dict[str, object]] = {}
    for deal in Deal.objects.filter(id__in=deal_ids).select_related("customer").only(
        "value_minor", "value_currency", "next_step", "owner_id", "source", "expected_close", "opened_at",
        "stage_entered_at", "customer__kind",
    ):  # fmt: skip
        value = (
            None if deal.value_minor is None else float(Money(deal.value_minor, deal.value_currency).decimal)
        )
        found[deal.id] = {
            "deal_value": value,
            "next_step_set": bool(deal.next_step),
            "owner_set": deal.owner_id is not None,
            "source_known": bool(deal.source),
            "expected_close_set": deal.expected_close is not None,
            "customer_is_company": deal.customer.kind == "company",
            "deal_age_days": (now - deal.opened_at).total_seconds() / _DAY_SECONDS
            if deal.opened_at
            else None,
            "days_in_stage": (now - deal.stage_entered_at).total_seconds() / _DAY_SECONDS
            if deal.stage_entered_at
            else None,
        }
    return found


def _contact_known(deal_ids: Sequence[int]) -> Mapping[int, object]:
    reachable = set(
        Contact.objects.filter(voided_at=None, merged_into=None)
        .exclude(email="", phone="")
        .filter(customer_id__in=Deal.objects.filter(id__in=deal_ids).values("customer_id"))
        .values_list("customer_id", flat=True)
    )
    return {
        deal_id: customer_id in reachable
        for deal_id, customer_id in Deal.objects.filter(id__in=deal_ids).values_list("id", "customer_id")
    }


def ticked(names: Sequence[str], deal_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    """The family `item_<key>`: whether each checklist item is ticked. One query."""
    done = set(
        ChecklistTick.objects.filter(
            deal_id__in=deal_ids, item__in=[name.removeprefix("item_") for name in names]
        ).values_list("deal_id", "item")
    )
    return {
        deal_id: {name: (deal_id, name.removeprefix("item_")) in done for name in names}
        for deal_id in deal_ids
    }


FACTS = (
    Fact("deal_value", "number", _("Value"), _("Enter what the deal is worth"), _CHANGED, group=ON_DEAL),
    Fact(
        "next_step_set",
        "bool",
        _("Next step"),
        _("Agree the next step"),
        frozenset({happened.NextStepSet.kind, happened.NextStepDone.kind}),
        group=ON_DEAL,
    ),
    Fact(
        "owner_set",
        "bool",
        _("Owner"),
        _("Choose an owner"),
        frozenset({happened.DealAssigned.kind}),
        group=ON_DEAL,
    ),
    Fact("source_known", "bool", _("Source"), _("Enter where the deal came from"), _CHANGED, group=ON_DEAL),
    Fact(
        "expected_close_set",
        "bool",
        _("Expected close"),
        _("Enter when it should close"),
        _CHANGED,
        group=ON_DEAL,
    ),
    Fact("customer_is_company", "bool", _("Customer is a company"), None, _CHANGED, group=ON_DEAL),
    Fact("deal_age_days", "number", _("Age in days"), None, clock=True, group=ON_DEAL),
    Fact("days_in_stage", "number", _("Days in this stage"), None, clock=True, group=ON_DEAL),
    Fact(
        "contact_known",
        "bool",
        _("A contact with mail or phone"),
        _("Add a contact with a mail address or a phone number"),
        frozenset({happened.ContactLinked.kind, "contacts.contact_added", "contacts.contact_changed"}),
        load=_contact_known,
    ),
)
