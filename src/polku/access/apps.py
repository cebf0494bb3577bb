"""Wiring of access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "polku.access"
    label = "access"

    def ready(self) -> None:
        from polku.access import events, rules  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.access.privacy import places  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.mail.registry import once_only  # noqa: PLC0415 -- apps must be loaded first

        register(
            events.UserAdded,
            events.UserInvited,
            events.UserChanged,
            events.TeamAdded,
            events.TeamRenamed,
            events.TeamArchived,
            events.TeamRestored,
            events.MemberMoved,
            events.TokenMade,
            events.TokenRevoked,
        )
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        places.register()
        for secret in ("invitation", "password_reset"):
            once_only.register(secret, True)
