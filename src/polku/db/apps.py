"""Wiring: guards are put back after every migrate (a SQLite table rebuild drops triggers silently)."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DbConfig(AppConfig):
    name = "polku.db"
    label = "db"

    def ready(self) -> None:
        from polku.db import guards, health, migrating  # noqa: PLC0415 -- apps must be loaded first

        health.checks.register("migrations", health.migrations_are_applied, order=1)
        health.checks.register("settings", health.settings_hold, order=2)
        health.checks.register("guards", health.guards_stand, order=3)

        pre_migrate.connect(migrating.lift_before_migrate, dispatch_uid="polku.db.guards")
        # Django says it once for each app, and each time all tables are there: once is enough.
        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="polku.db.guards")
