"""A row of the outbox as the message that travels."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from polku.files.models import File
from polku.files.queries import opened
from polku.kernel.errors import Message, Refused, gettext_noop
from polku.mail.logic.layout import as_html, as_text
from polku.mail.logic.servers import Relay
from polku.mail.models import Outgoing
from polku.mail.registry import brand

SIZE_MAX: Final = 20 * 1024 * 1024


def message_id(row: Outgoing, relay: Relay) -> str:
    """The name under which every server knows this message; the same at each try."""
    return f"<{row.token}@{relay.domain}>"


def composed(row: Outgoing, relay: Relay, *, at: datetime) -> EmailMessage:
    """Text, HTML and attachments of a message.

    Raises: Refused where a file is gone, or all together is more than mail carries.
    """
    firm = brand(relay.sender_name or relay.domain)
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(relay.sender_name or firm.name, relay.sender)
    message["To"] = _address("", row.to)
    if row.reply_to:
        message["Reply-To"] = _address("", row.reply_to)
    message["Subject"] = row.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(row, relay)
    message["Content-Language"] = row.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(as_text(row.text, link=row.link))
    html = row.html or as_html(row.text, title=row.subject, language=row.language, brand=firm, link=row.link)
    message.add_alternative(html, subtype="html")
    for name, kind, content in _attachments(row):
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub or "octet-stream", filename=name)
    return message


def _attachments(row: Outgoing) -> list[tuple[str, str, bytes]]:
    if not row.files:
        return []
    known = File.objects.in_bulk(row.files)
    if missing := [one for one in row.files if one not in known]:
        raise Refused(
            Message(gettext_noop("An attachment is gone (%(ids)s)."), ids=missing), code="file_gone"
        )
    if sum(file.size for file in known.values()) > SIZE_MAX:
        message = gettext_noop("The attachments are larger than %(limit)s MB.")
        raise Refused(Message(message, limit=SIZE_MAX // 1024**2), code="too_large")
    found = []
    for one in row.files:
        with opened(known[one]) as content:
            found.append((known[one].name, known[one].content_type, content.read()))
    return found


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    # A domain with letters of its own travels in the ASCII form that every server knows.
    return Address(name, local, domain.encode("idna").decode())
