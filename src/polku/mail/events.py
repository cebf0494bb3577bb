"""What becomes of a message."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class MessageSent(Happened):
    """The mail server has taken a message."""

    kind: ClassVar[str] = "mail.message_sent"
    says: ClassVar[str] = gettext_noop("A message went out by mail")
    icon: ClassVar[str] = "mail"
    outgoing_id: int


@dataclass(frozen=True)
class MessageBounced(Happened):
    """The address of a message does not exist."""

    kind: ClassVar[str] = "mail.message_bounced"
    says: ClassVar[str] = gettext_noop("A message came back: there is no such address")
    icon: ClassVar[str] = "mail"
    outgoing_id: int


@dataclass(frozen=True)
class MessageFailed(Happened):
    """A message was given up."""

    kind: ClassVar[str] = "mail.message_failed"
    says: ClassVar[str] = gettext_noop("A message could not be sent")
    icon: ClassVar[str] = "mail"
    outgoing_id: int


@dataclass(frozen=True)
class MessageWaits(Happened):
    """A message cannot leave: no mail server is set up."""

    kind: ClassVar[str] = "mail.message_waits"
    says: ClassVar[str] = gettext_noop("A message was not mailed: no mail server is set up")
    icon: ClassVar[str] = "clock"
    outgoing_id: int


@dataclass(frozen=True)
class MessageHanded(Happened):
    """A person handed over by another way what a message says; it is not sent any more."""

    kind: ClassVar[str] = "mail.message_handed"
    says: ClassVar[str] = gettext_noop("{actor} handed it over without mail")
    icon: ClassVar[str] = "check"
    outgoing_id: int


@dataclass(frozen=True)
class MessageSetAside(Happened):
    """A message had not left when nobody needed it any more; it is not sent."""

    kind: ClassVar[str] = "mail.message_set_aside"
    says: ClassVar[str] = gettext_noop("A message was not mailed: it is not needed any more")
    icon: ClassVar[str] = "x"
    outgoing_id: int


@dataclass(frozen=True)
class MessageRenewed(Happened):
    """What a message tells changed before it left; it was written anew."""

    kind: ClassVar[str] = "mail.message_renewed"
    says: ClassVar[str] = gettext_noop("A message that had not left was written anew")
    icon: ClassVar[str] = "mail"
    outgoing_id: int


@dataclass(frozen=True)
class ServerChanged(Happened):
    """Messages leave by another mail server, or from another address."""

    kind: ClassVar[str] = "mail.server_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the mail server")
    icon: ClassVar[str] = "mail"


ALL = (
    MessageSent,
    MessageBounced,
    MessageFailed,
    MessageWaits,
    MessageHanded,
    MessageSetAside,
    MessageRenewed,
    ServerChanged,
)
ARRIVED = frozenset({MessageSent.kind, MessageHanded.kind})
"""What makes a message one that went out: the mail server took it, or a person handed over what it says."""
