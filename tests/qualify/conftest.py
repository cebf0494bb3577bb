"""BANT loaded, a small process, a deal of Alice's, a lead form."""

from typing import Any

import pytest

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.kernel.money import Money
from polku.playbook.actions import load_ready
from polku.process.actions import publish_document
from polku.qualify.actions import save_form
from polku.qualify.models import LeadForm
from tests.conftest import NOW, People

DOCUMENT = {
    "polku": 1,
    "key": "plain",
    "name": {"en": "Plain"},
    "stages": [
        {
            "key": "qualify",
            "name": {"en": "Qualify"},
            "phase": "qualify",
            "advance": "bant_complete",
            "exit": [{"key": "bant", "when": "bant_complete", "say": {"en": "All four are known"}}],
        },
        {"key": "offer", "name": {"en": "Offer"}, "phase": "offer"},
        {"key": "care", "name": {"en": "Care"}, "phase": "care"},
    ],
}


@pytest.fixture
def process(people: People, django_capture_on_commit_callbacks: Any) -> None:
    """A process whose first stage advances by itself once BANT is known."""
    with django_capture_on_commit_callbacks(execute=True):
        publish_document(DOCUMENT, actor=SYSTEM, at=NOW)
        load_ready("bant", actor=SYSTEM, at=NOW)


@pytest.fixture
def deal(people: People, process: None) -> Deal:
    """A deal of Alice's, worth 45,000 euro."""
    new = NewDeal(
        title="Crane", company="Nosto Oy", contact_name="Dora Kivi", email="dora@nosto.example",
        value=Money(45_000_00, "EUR"),
    )  # fmt: skip
    return open_deal(new, actor=people.actor("alice"), at=NOW)


FIELDS = [
    {"key": "name", "required": True},
    {"key": "company"},
    {"key": "email", "required": True},
    {"key": "phone"},
    {"key": "message"},
    {"key": "office", "kind": "choice", "label": {"en": "Office"}, "choices": ["Helsinki", "Rīga"]},
]


@pytest.fixture
def form(people: People, process: None) -> LeadForm:
    """A form that gives its leads to Alice."""
    values = {
        "title": {"en": "Ask for a demo", "fi": "Pyydä esittely"},
        "thanks": {"en": "Thank you, we call you today."},
        "fields": FIELDS,
        "team_id": people.helsinki.id,
        "owner_id": people.alice.id,
        "source": "website",
        "campaign": "spring",
    }
    return save_form("demo", values, actor=people.actor("admin"), at=NOW)
