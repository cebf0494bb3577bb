"""What happens to endpoints."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class EndpointAdded(Happened):
    """Another system hears of events from now on."""

    kind: ClassVar[str] = "webhooks.endpoint_added"
    says: ClassVar[str] = gettext_noop("{actor} added a webhook")
    icon: ClassVar[str] = "link"


@dataclass(frozen=True)
class EndpointChanged(Happened):
    """An endpoint hears of other events, elsewhere, or not any more."""

    kind: ClassVar[str] = "webhooks.endpoint_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed a webhook")
    icon: ClassVar[str] = "link"


@dataclass(frozen=True)
class EndpointRemoved(Happened):
    """An endpoint is gone."""

    kind: ClassVar[str] = "webhooks.endpoint_removed"
    says: ClassVar[str] = gettext_noop("{actor} removed a webhook")
    icon: ClassVar[str] = "link"


@dataclass(frozen=True)
class SecretRotated(Happened):
    """An endpoint signs with a new secret; the old one holds a while beside it."""

    kind: ClassVar[str] = "webhooks.secret_rotated"
    says: ClassVar[str] = gettext_noop("{actor} gave a webhook a new secret")
    icon: ClassVar[str] = "key"


@dataclass(frozen=True)
class EndpointPaused(Happened):
    """An endpoint did not answer for days, or said that it is gone."""

    kind: ClassVar[str] = "webhooks.endpoint_paused"
    says: ClassVar[str] = gettext_noop("A webhook was paused: it did not take its events")
    icon: ClassVar[str] = "pause"


@dataclass(frozen=True)
class EndpointResumed(Happened):
    """An endpoint gets its events again, those that waited first."""

    kind: ClassVar[str] = "webhooks.endpoint_resumed"
    says: ClassVar[str] = gettext_noop("{actor} resumed a webhook")
    icon: ClassVar[str] = "play"


ALL = (EndpointAdded, EndpointChanged, EndpointRemoved, SecretRotated, EndpointPaused, EndpointResumed)
