"""How allauth fits the house: nobody signs up alone, people join by invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by mail address only; public sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
