"""How allauth fits the house: nobody signs up alone, people join by invitation, mail goes by the outbox."""

import logging
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone

from polku.access.letters import send_reset

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by mail address only; public sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only a link for a new password is written to anybody, and only where the address it holds is ours."""
        url = context.get("password_reset_url")
        if url is None:
            return
        if not is_our_address(context["request"]):
            log.warning("A link for a new password was not sent: name your host in POLKU_HOSTS.")
            return
        send_reset(context["user"], url, at=timezone.now())


def is_our_address(request: HttpRequest) -> bool:
    """Whether the host that a request names is ours: a stranger could name another, and get the link sent there.

    Where the operator named no hosts, only this machine and plain addresses of the own network are believed.
    """
    if "*" not in settings.ALLOWED_HOSTS:
        return True
    host = split_domain_port(request.get_host())[0].strip("[]")
    if host in ("localhost", "testserver"):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
