"""Wiring of mail."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "polku.mail"
    label = "mail"

    def ready(self) -> None:
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.mail import events, tasks  # noqa: F401, PLC0415 -- apps must be loaded first

        register(*events.ALL)
