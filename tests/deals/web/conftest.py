"""Deals and a browser's view of their pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.kernel.money import Money
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People

SignIn = Callable[[str], Client]
Open = Callable[..., Deal]


@pytest.fixture
def signed_in(people: People) -> SignIn:
    """A client of somebody: `signed_in("alice")`."""

    def client_of(name: str) -> Client:
        client = Client()
        client.force_login(
            getattr(people, name), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return client_of


@pytest.fixture
def deal(people: People, plain: Definition) -> Deal:
    """Alice's deal with Puu Oy, worth 120 euros."""
    new = NewDeal(title="Chairs", company="Puu Oy", owner_id=people.alice.id, value=Money(12000, "EUR"))
    return open_deal(new, actor=people.actor("alice"), at=NOW)
