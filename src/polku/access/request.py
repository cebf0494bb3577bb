"""The request as our views know it."""

from django.http import HttpRequest

from polku.access.logic import Actor
from polku.access.models import User


class Request(HttpRequest):
    """A request of a signed-in person; pages for everyone take a plain HttpRequest."""

    actor: Actor
    user: User
