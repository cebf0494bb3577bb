"""The accounts by role and by code, as posting needs them every time."""

from dataclasses import dataclass
from time import monotonic
from typing import Final

from django.db import transaction

from polku.books.logic.accounts import ReadyAccount, ready_chart
from polku.books.models import Account, Posting
from polku.books.words import ROLE_LABELS
from polku.kernel.errors import Invalid, Message, gettext_noop

KEPT_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Chart:
    """The ids of the accounts that take postings; retired ones are named to refuse them."""

    by_role: dict[str, int]
    by_code: dict[str, int]
    retired: frozenset[str]

    def find(self, *, role: str = "", code: str = "") -> int:
        """The account of a role or a code.

        Raises: Invalid, naming it.
        """
        found = self.by_role.get(role) if role else self.by_code.get(code)
        if found is not None:
            return found
        if role:
            named = ROLE_LABELS.get(role, role)
            message = Message(gettext_noop("No account has the role “%(role)s”. Give it to one."), role=named)
        elif code in self.retired:
            message = Message(gettext_noop("The account %(code)s is retired."), code=code)
        else:
            message = Message(gettext_noop("There is no account %(code)s."), code=code[:20])
        raise Invalid(message, code="unknown_account", field="account")


@dataclass(frozen=True, slots=True)
class Lacking:
    """Accounts that documents post to and a chart lacks: those that can be added, the roles whose code is taken."""

    addable: tuple[ReadyAccount, ...]
    roles: tuple[str, ...]


def lacking(found: Chart) -> Lacking:
    """What a chart lacks of the ready one. An account whose role was taken away stays as the company wants it."""
    missing = [one for one in ready_chart() if one.role and one.role not in found.by_role]
    addable = tuple(one for one in missing if one.code not in found.by_code and one.code not in found.retired)
    return Lacking(addable, tuple(one.role for one in missing if one not in addable))


_kept: tuple[float, Chart] | None = None


def chart() -> Chart:
    """The chart of accounts, kept in memory for two seconds once it is committed: every document asks for it."""
    if _kept is not None and monotonic() - _kept[0] <= KEPT_SECONDS:
        return _kept[1]
    rows = list(Account.objects.order_by("code").values_list("id", "code", "role", "retired_at"))
    found = Chart(
        by_role={role: number for number, _, role, _retired in rows if role},
        by_code={code: number for number, code, _, retired in rows if retired is None},
        retired=frozenset(code for _, code, _, retired in rows if retired is not None),
    )
    if found.by_code:
        transaction.on_commit(lambda: _keep(found))
    return found


def forget() -> None:
    """Read the chart anew the next time: it was changed here."""
    global _kept
    _kept = None


def _keep(found: Chart) -> None:
    global _kept
    _kept = (monotonic(), found)


def currency_lock() -> str:
    """Why the company's currency cannot be changed any more; empty while nothing was posted."""
    return gettext_noop("The currency stays: the books are kept in it.") if Posting.objects.exists() else ""
