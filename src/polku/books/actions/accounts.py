"""The chart of accounts: installed at first use, added to, never shortened."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from polku.access.logic import Actor
from polku.books.events import AccountChanged
from polku.books.logic.accounts import AccountKind, Role, ready_chart
from polku.books.models import Account
from polku.books.queries.chart import Chart, chart, forget, lacking
from polku.books.rules import BooksPermission
from polku.books.words import ROLE_LABELS
from polku.db.transactions import take_turns, write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.kernel.words import Text

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
_NAME_MAX: Final = 120
Words = str | Mapping[str, str] | Text


def installed_chart(*, actor: Actor, at: datetime) -> Chart:
    """The chart of accounts; the ready one is installed where there is none yet.

    A chart installed by an earlier version gets the accounts that documents post to since.
    """
    found = chart()
    if not (found.by_code or found.retired):
        install_chart(actor=actor, at=at)
    elif lacking(found).addable:
        _complete(actor, at)
    else:
        return found
    return chart()


def install_chart(name: str = "international", *, actor: Actor, at: datetime) -> int:
    """Give the company the ready chart; how many accounts were added (none where there are any)."""
    with write():
        take_turns("books", ["chart"])
        if Account.objects.exists():
            return 0
        rows = [
            Account(code=one.code, kind=one.kind.value, role=one.role, name=one.name)
            for one in ready_chart(name)
        ]
        Account.objects.bulk_create(rows)
    forget()
    return len(rows)


def _complete(actor: Actor, at: datetime) -> None:
    with write():
        take_turns("books", ["chart"])
        forget()
        for one in lacking(chart()).addable:
            row = Account.objects.create(code=one.code, kind=one.kind.value, role=one.role, name=one.name)
            _tell(row, [], actor, at)


def add_account(*, code: str, name: Words, kind: str, role: str = "", actor: Actor, at: datetime) -> Account:
    """Add an account of the company's own.

    Raises: NotAllowed; Invalid, naming the field.
    """
    actor.require(BooksPermission.POST)
    installed_chart(actor=actor, at=at)
    if not _CODE.fullmatch(code):
        raise Invalid(gettext_noop("A code has at most 20 letters, digits, dots and dashes."), field="code")
    if kind not in tuple(AccountKind):
        raise Invalid(gettext_noop("Choose a kind of account."), field="kind")
    words = _checked_name(name)
    with write():
        take_turns("books", ["chart"])
        if Account.objects.filter(code=code).exists():
            raise Invalid(gettext_noop("Another account has this code."), field="code")
        _free_role(role, None)
        row = Account.objects.create(code=code, name=words, kind=kind, role=role)
        _tell(row, [], actor, at)
    return row


def change_account(code: str, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Account:
    """Change the name of an account, or what documents use it for (`role`); its code and its kind stay.

    A role that another account has moves here; none is left without an account.

    Raises: NotAllowed, NotFound; Invalid, naming the field.
    """
    actor.require(BooksPermission.POST)
    if unknown := values.keys() - {"name", "role"}:
        raise Invalid(
            Message(gettext_noop("“%(name)s” cannot be changed."), name=min(unknown)), field=min(unknown)
        )
    with write():
        take_turns("books", ["chart"])
        row = _locked(code)
        changes: list[tuple[str, int, str, Any, Any]] = []
        if "name" in values and (words := _checked_name(values["name"])) != row.name:
            changes.append(("books_account", row.pk, "name", row.name.as_dict(), words.as_dict()))
            row.name = words
        if "role" in values and (role := str(values["role"])) != row.role:
            changes.append(("books_account", row.pk, "role", row.role, role))
            _free_role(role, row)
            _keep_role(row)
            row.role = role
        if changes:
            row.save(update_fields=["name", "role"])
            _tell(row, changes, actor, at)
    return row


def retire_account(code: str, *, actor: Actor, at: datetime) -> None:
    """Take an account out of use: it keeps what was posted and takes nothing new.

    Raises: NotAllowed, NotFound; Refused while documents use it.
    """
    actor.require(BooksPermission.POST)
    with write():
        row = _locked(code)
        if row.role:
            message = gettext_noop("Documents post to this account. Give its role to another account first.")
            raise Refused(message, code="account_has_role", field="role")
        if row.retired_at is None:
            Account.objects.filter(id=row.pk).update(retired_at=at)
            _tell(row, [("books_account", row.pk, "retired_at", None, at.isoformat())], actor, at)


def restore_account(code: str, *, actor: Actor, at: datetime) -> None:
    """Bring a retired account back into use.

    Raises: NotAllowed, NotFound.
    """
    actor.require(BooksPermission.POST)
    with write():
        row = _locked(code)
        if row.retired_at is not None:
            Account.objects.filter(id=row.pk).update(retired_at=None)
            changes = [("books_account", row.pk, "retired_at", row.retired_at.isoformat(), None)]
            _tell(row, changes, actor, at)


def _locked(code: str) -> Account:
    row = Account.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NotFound(gettext_noop("This account does not exist."))
    return row


def _checked_name(name: Words) -> Text:
    words = Text.of(name)
    for _, text in words.entries:
        clean(text, max_length=_NAME_MAX, field="name")
    if not words:
        raise Invalid(gettext_noop("The account needs a name."), field="name")
    return words


def _free_role(role: str, taker: Account | None) -> None:
    """Take a role from the account that has it."""
    if not role:
        return
    if role not in tuple(Role):
        raise Invalid(Message(gettext_noop("There is no role “%(role)s”."), role=role[:30]), field="role")
    holder = Account.objects.filter(role=role).first()
    if taker is not None and taker.retired_at is not None:
        raise Invalid(gettext_noop("A retired account takes no role."), field="role")
    if holder is not None:
        Account.objects.filter(id=holder.pk).update(role="")


def _keep_role(holder: Account) -> None:
    """Documents post by roles: one that would have no account any more stays where it is."""
    if holder.role:
        named = ROLE_LABELS.get(holder.role, holder.role)
        said = gettext_noop(
            "“%(role)s” would be left without an account. Give it to another account instead."
        )
        raise Invalid(Message(said, role=named), field="role", code="account_has_role")


def _tell(row: Account, changes: list[tuple[str, int, str, Any, Any]], actor: Actor, at: datetime) -> None:
    forget()
    event = Entry(AccountChanged(code=row.code), ("books_account", row.pk), at, changes=changes)
    append([event], actor_id=actor.user_id, via=actor.via, recorded_at=at)
