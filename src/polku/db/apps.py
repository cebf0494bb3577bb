"""Wiring: guards are put back after every migrate (a SQLite table rebuild drops triggers silently)."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DbConfig(AppConfig):
    name = "polku.db"
    label = "db"

    def ready(self) -> None:
        from polku.db import guards  # noqa: PLC0415 -- apps must be loaded first

        post_migrate.connect(guards.install_after_migrate, dispatch_uid="polku.db.guards")
