"""Labels of the spine's own codes, for every door that shows them."""

from django.utils.translation import gettext_lazy as _

OUTCOME_LABELS = {
    "open": _("Open"),
    "won": _("Won"),
    "upgraded": _("Upgraded"),
    "lost": _("Lost"),
    "paused": _("Paused"),
    "no_decision": _("No decision"),
}
REASON_LABELS = {
    "no_need": _("No need"),
    "no_money": _("No money"),
    "no_authority": _("No authority to decide"),
    "not_now": _("Not now"),
    "rival": _("Chose a rival"),
    "repairs_the_old": _("Repairs the old one"),
    "paperwork": _("Paperwork"),
    "support": _("Support"),
    "upkeep": _("Upkeep"),
    "price": _("Price"),
    "trust": _("Trust"),
    "no_answer": _("No answer"),
    "other": _("Another reason"),
}
FIELD_LABELS = {
    "title": _("Title"),
    "source": _("Source"),
    "campaign": _("Campaign"),
    "product": _("Product"),
    "value_minor": _("Value"),
    "value_currency": _("Currency"),
    "expected_close": _("Expected close"),
    "customer_id": _("Customer"),
    "next_step": _("Next step"),
    "next_step_at": _("Next step due"),
    "owner_id": _("Owner"),
    "team_id": _("Team"),
}
