"""A browser's view of the pages: signed in as one of the known people."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import People

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
