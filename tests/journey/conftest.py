"""A small process with a buyer above it, a deal of Alice's in it, a journey in force."""

from __future__ import annotations

import pytest
from django.test import Client

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.journey.actions import load_ready
from polku.journey.models import Journey
from polku.kernel.money import Money
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People
from tests.kept import kept

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@kept
def deal(people: People, eight_stage: Definition) -> Deal:
    """Dora's company asks Alice for chairs."""
    new = NewDeal(
        title="Chairs",
        company="Dora Oy",
        contact_name="Dora Kivi",
        email="dora@kivi.example",
        owner_id=people.alice.id,
        team_id=people.helsinki.id,
        value=Money(900_000, "EUR"),
    )
    return open_deal(new, actor=people.actor("alice"), at=NOW)


@kept
def b2b(people: People, eight_stage: Definition) -> Journey:
    """The ready journey of companies, in force."""
    return load_ready("b2b", publish=True, actor=SYSTEM, at=NOW)


def signed_in(client: Client, people: People, name: str) -> Client:
    """A browser of one of the known people."""
    client.force_login(getattr(people, name), backend=SIGN_IN)
    return client


@pytest.fixture
def alice(client: Client, people: People) -> Client:
    return signed_in(client, people, "alice")


@pytest.fixture
def admin(client: Client, people: People) -> Client:
    return signed_in(client, people, "admin")
