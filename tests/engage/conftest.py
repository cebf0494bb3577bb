"""A small process and a deal of Alice's in it."""

from typing import Any

import pytest

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.process.actions import publish_document
from tests.conftest import NOW, People

DOCUMENT = {
    "polku": 1,
    "key": "plain",
    "name": {"en": "Plain"},
    "stages": [
        {
            "key": "find",
            "name": {"en": "Find"},
            "phase": "find",
            "advance": "call_held || meeting_held",
            "exit": [
                {
                    "key": "spoken",
                    "when": "call_held || meeting_held",
                    "say": {"en": "The buyer was spoken with"},
                }
            ],
        },
        {"key": "needs", "name": {"en": "Needs"}, "phase": "engage"},
        {"key": "care", "name": {"en": "Care"}, "phase": "care"},
    ],
}


@pytest.fixture
def deal(people: People, django_capture_on_commit_callbacks: Any) -> Deal:
    """A deal of Alice's, in the first stage."""
    with django_capture_on_commit_callbacks(execute=True):
        publish_document(DOCUMENT, actor=SYSTEM, at=NOW)
    new = NewDeal(title="Crane", company="Nosto Oy", contact_name="Dora Kivi", email="dora@nosto.example")
    return open_deal(new, actor=people.actor("alice"), at=NOW)
