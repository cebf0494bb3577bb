"""Every table that holds texts is known to the privacy registry, or is known to hold nothing personal."""

from django.apps import apps
from django.db import models

from polku.access.privacy import held_models

NOTHING_PERSONAL = {
    # Our own people and firm are no customers: who leaves is switched off under Settings, their names stay in the log.
    "access.ApiToken": "names of keys of our own people",
    "access.Invitation": "our own people",
    "access.Team": "our own teams",
    "access.User": "our own people",
    "account.EmailAddress": "addresses of our own people",
    "account.EmailConfirmation": "keys sent to our own people",
    "auth.Group": "not used",
    "auth.Permission": "names of rights",
    "axes.AccessAttempt": "sign-ins of our own people",
    "axes.AccessFailureLog": "sign-ins of our own people",
    "axes.AccessLog": "sign-ins of our own people",
    "advice.Asking": "codes of techniques and answers",
    "advice.BuyingSignal": "codes of signals",
    "advice.Finding": "numbers, and keys of stages and acts",
    "billing.BillingSettings": "our own firm, its account and its words on invoices",
    "billing.TaxSubtotal": "rates of tax and why none is charged",
    "books.Account": "the firm's accounts",
    "books.Entry": "the books, kept by law: an entry names its document",
    "books.PeriodChange": "why the firm opened a period again",
    "books.Posting": "the books, kept by law: keys and codes",
    "books.Rollup": "codes of currencies",
    "catalogue.CustomerGroup": "the firm's words for its groups",
    "catalogue.PriceList": "the firm's prices",
    "catalogue.Product": "the firm's products",
    "catalogue.Promotion": "the firm's offers",
    "catalogue.PromotionUse": "numbers of documents",
    "catalogue.TaxSettings": "how the firm taxes",
    "catalogue.TaxClass": "the firm's taxes",
    "catalogue.TaxRate": "the firm's taxes",
    "company.Company": "our own firm",
    "company.ExchangeRate": "codes of currencies",
    "contacts.Erasure": "numbers of rows by place",
    "contenttypes.ContentType": "names of tables",
    "mail.Server": "the server our own firm sends by",
    "cycle.Discrepancy": "codes of what is left open of orders",
    "cycle.Standing": "codes of where orders stand",
    "orders.OrderForm": "the firm's forms and its words in them",
    "orders.OrderSettings": "how the firm takes orders",
    "documents.Counter": "numbers of documents",
    "documents.Series": "how the firm's documents are numbered",
    "deals.ChecklistTick": "keys of the process",
    "deals.CustomField": "the firm's words for its fields",
    "deals.Escalation": "keys of the process",
    "deals.PathNode": "keys of the process",
    "deals.StageVisit": "keys of the process",
    "engage.HourlyCost": "a role and an amount",
    "engage.ActivityKind": "the firm's words for its kinds",
    "eventlog.Event": "numbers, dates and keys: a test of the payload types proves it",
    "forecast.Chance": "chances of deals: keys of the process and numbers",
    "forecast.DealCategory": "codes of how sure deals are",
    "forecast.Forecast": "numbers and codes",
    "forecast.LearnedModel": "numbers, and keys of stages, sources and products",
    "insight.AllowedDeviation": "the firm's reasons, of stages of its process",
    "jobs.DueTime": "names of work and its clock",
    "journey.Journey": "the firm's words for its buyers",
    "journey.JourneyVersion": "the firm's words for its buyers",
    "journey.ObstacleCode": "the firm's words for what holds buyers up",
    "journey.Persona": "the firm's words for its buyers",
    "mfa.Authenticator": "second steps of our own people",
    "payments.PaymentRules": "how the firm takes payments",
    "payments.DunningPlan": "the firm's words for its reminders",
    "payments.DunningStep": "the firm's words for its reminders",
    "playbook.QuestionSet": "the firm's questions",
    "playbook.QuestionSetVersion": "the firm's questions",
    "process.Acknowledgement": "roles of the process",
    "process.DraftStep": "the firm's process",
    "process.Seat": "keys of departments",
    "process.Process": "the firm's process",
    "process.ProcessVersion": "the firm's process",
    "qualify.LeadForm": "the firm's words on its forms",
    "start.Aim": "the firm's own aims",
    "start.Guide": "how far the firm's start is",
    "start.StepMark": "how far the firm's start is",
    "quotes.TermsTemplate": "the firm's words for its terms",
    "stock.Arrival": "what suppliers bring, by their references",
    "stock.Location": "the firm's places",
    "stock.StockMove": "goods that moved",
    "stock.Unit": "serial numbers and lots of goods",
    "sessions.Session": "what our own people's browsers are remembered by",
    "webhooks.Delivery": "numbers of events and their kinds",
    "webhooks.Endpoint": "addresses of the firm's own systems",
    "usersessions.UserSession": "browsers of our own people",
}
_TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)


def _with_texts() -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(isinstance(field, _TEXTS) for field in model._meta.concrete_fields)
    }


def test_every_table_with_texts_forgets_a_person_or_holds_none() -> None:
    unknown = _with_texts() - set(held_models()) - NOTHING_PERSONAL.keys()
    assert sorted(unknown) == [], (
        "register a Holding in the domain's privacy.py (polku/access/privacy.py says how)"
    )


def test_a_table_is_not_in_both_lists_and_each_one_exists() -> None:
    held = list(held_models())
    assert sorted(set(held) & NOTHING_PERSONAL.keys()) == []
    assert (
        sorted(
            {*held, *NOTHING_PERSONAL}
            - {model._meta.label for model in apps.get_models(include_auto_created=True)}
        )
        == []
    )
    assert len(held) == len(set(held))
