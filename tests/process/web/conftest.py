"""Browsers of the known people, a process with lived deals."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.test import Client

from polku.access.actions import make_token
from polku.access.logic import SYSTEM
from polku.deals.actions import close_deals, move_deals, open_deals
from polku.deals.logic.incoming import Close, Move, NewDeal
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People

SignIn = Callable[[str], Client]


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
def admin(signed_in: SignIn, eight_stage: Definition) -> Client:
    """Who may edit, with a process to edit."""
    return signed_in("admin")


@pytest.fixture
def alice(signed_in: SignIn, eight_stage: Definition) -> Client:
    """A seller: may read."""
    return signed_in("alice")


@pytest.fixture
def token(people: People) -> Callable[[str], dict[str, str]]:
    """The headers of an API token."""

    def headers(name: str) -> dict[str, str]:
        _, secret = make_token(name="test", read_only=False, actor=people.actor(name), at=NOW)
        return {"Authorization": f"Bearer {secret}"}

    return headers


@pytest.fixture
def lived_deals(people: People, eight_stage: Definition) -> Sequence[int]:
    """Ten deals of two teams: six moved on, one of them back again, two lost."""
    began = NOW - timedelta(days=40)
    rows = [
        NewDeal(
            title=f"Deal {n}",
            company=f"Firm {n} Oy",
            source="fair" if n < 4 else "web",
            owner_id=people.alice.id if n < 7 else people.charlie.id,
            team_id=people.helsinki.id if n < 7 else people.riga.id,
        )
        for n in range(10)
    ]
    ids = [opened.deal_id or 0 for opened in open_deals(rows, actor=SYSTEM, at=began)]
    at = began + timedelta(days=4)
    moved = move_deals([Move(one, "contact", "seen elsewhere") for one in ids[:6]], actor=SYSTEM, at=at)
    back = move_deals([Move(ids[0], "find")], actor=SYSTEM, at=at + timedelta(days=1))
    lost = [Close(one, "lost", reasons=("price",)) for one in (ids[1], ids[9])]
    gone = close_deals(lost, actor=SYSTEM, at=at + timedelta(days=2))
    assert [done.error for done in (*moved, *back, *gone) if done.error] == []
    return ids
