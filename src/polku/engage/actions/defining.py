"""Kinds of activity of the company's own."""

import re
from collections.abc import Mapping
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.engage.events import KindDefined
from polku.engage.logic.codes import Form
from polku.engage.logic.kinds import BUILT_IN_KEYS, TAKEN_LETTERS
from polku.engage.models import ActivityKind
from polku.engage.rules import EngagePermission
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.words import Text

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ICON = re.compile(r"[a-z]{1,40}")
_NAME_MAX = 60


def define_kind(
    key: str,
    *,
    name: str | Mapping[str, str] | Text,
    form: str = Form.NOTE.value,
    icon: str = "dot",
    counts_as_contact: bool = False,
    letter: str = "",
    archived: bool = False,
    actor: Actor,
    at: datetime,
) -> ActivityKind:
    """Add a kind of activity, change one, or put it out of use; what was logged keeps what it was logged as.

    Raises: Invalid (names the field), NotAllowed.
    """
    actor.require(EngagePermission.DEFINE_KINDS)
    words = Text.of(name)
    _check(key, words, form, icon, letter)
    with write():
        if letter and ActivityKind.objects.filter(letter=letter).exclude(key=key).exists():
            raise Invalid(gettext_noop("Another kind has this letter."), field="letter")
        row, _ = ActivityKind.objects.update_or_create(
            key=key,
            defaults={
                "name": words, "form": form, "icon": icon, "counts_as_contact": counts_as_contact, "letter": letter,
                "archived_at": at if archived else None,
            },
        )  # fmt: skip
        entry = Entry(KindDefined(activity_kind=key, form=form), ("activity_kind", row.id), at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _check(key: str, words: Text, form: str, icon: str, letter: str) -> None:
    if not _KEY.fullmatch(key) or key in BUILT_IN_KEYS:
        raise Invalid(
            gettext_noop("The key has small letters and digits, and is not one of ours."), field="key"
        )
    if not words or any(len(text) > _NAME_MAX or "\x00" in text for _, text in words.entries):
        raise Invalid(gettext_noop("A name of at most 60 characters is needed."), field="name")
    if form not in tuple(Form):
        raise Invalid(
            gettext_noop("It must behave like a call, meeting, demo, mail, note or task."), field="form"
        )
    if not _ICON.fullmatch(icon):
        raise Invalid(gettext_noop("There is no such icon."), field="icon")
    if letter and (len(letter) != 1 or not letter.isalpha() or letter in TAKEN_LETTERS):
        raise Invalid(gettext_noop("This letter is in use."), field="letter")
