"""Wiring of background work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "polku.jobs"
    label = "jobs"

    def ready(self) -> None:
        from polku.jobs import tasks  # noqa: F401, PLC0415 -- apps must be loaded first
