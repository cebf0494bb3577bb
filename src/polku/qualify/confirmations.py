"""How confirmations of double opt-in are sent: by the outbox, once a mail server is set up.

Until then no form can ask for a confirmation: nobody could give one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from polku.kernel.words import Text
from polku.mail.actions import post
from polku.mail.queries import server


@dataclass(frozen=True)
class Confirmation:
    """What a person is asked who left a mail address: to open `link` before `until`, or to do nothing."""

    capture_id: int
    email: str
    name: str
    language: str
    form_title: Text
    link: str
    until: datetime
    at: datetime


Send = Callable[[Confirmation], None]
_instead: list[Send] = []


def sender() -> Send | None:
    """How confirmations are sent; None where no mail server is set up."""
    if _instead:
        return _instead[0]
    return None if server() is None else _by_mail


def _by_mail(one: Confirmation) -> None:
    with override(one.language):
        form = one.form_title.to(one.language)
        post(
            to=one.email,
            subject=gettext("Please confirm: %(form)s") % {"form": form},
            text=gettext(
                "Somebody left this address in our form. If it was you, please confirm it with the button below. "
                "If it was not, do nothing: what was sent will be deleted."
            ),
            link=(gettext("Confirm"), one.link),
            language=one.language,
            subject_of=("capture", one.capture_id),
            at=one.at,
            actor_id=None,
        )


@contextmanager
def holding(send: Send) -> Iterator[None]:
    """Send in another way for the length of a block, for tests."""
    before, _instead[:] = list(_instead), [send]
    try:
        yield
    finally:
        _instead[:] = before
