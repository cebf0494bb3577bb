"""Writes of the office: the company's settings with the right to change them, jobs tried again."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.company.actions import set_rate, update_company
from polku.company.models import Company, ExchangeRate
from polku.company.queries import company, forget
from polku.db.transactions import write
from polku.jobs.actions import retry
from polku.jobs.models import Job
from polku.kernel.errors import NotFound, gettext_noop
from polku.office.actions.branding import change_logo
from polku.office.actions.numbering import change_series

__all__ = [
    "add_days_off",
    "change_company",
    "change_logo",
    "change_series",
    "remove_day_off",
    "retry_job",
    "state_rate",
]


def change_company(settings: Mapping[str, Any], *, actor: Actor, at: datetime) -> Company:
    """Change settings of the company.

    Raises: NotAllowed, Invalid (names the field; the currency stays once deals are valued in it).
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    with write():
        return update_company(_fresh(), actor_id=actor.user_id, via=actor.via, at=at, **settings)


def add_days_off(days: Mapping[str, str], *, actor: Actor, at: datetime) -> Company:
    """Add days off, by ISO date; one that is there already gets the new name.

    Raises: NotAllowed, Invalid.
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    with write():
        firm = _fresh()
        return change_company({"holidays": firm.holidays | dict(days)}, actor=actor, at=at)


def remove_day_off(day: date, *, actor: Actor, at: datetime) -> Company:
    """Make a day off a working day again.

    Raises: NotAllowed, NotFound.
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    with write():
        left = dict(_fresh().holidays)
        if left.pop(day.isoformat(), None) is None:
            raise NotFound(gettext_noop("This is no day off."))
        return change_company({"holidays": left}, actor=actor, at=at)


def state_rate(*, currency: str, from_date: date, rate: Decimal, actor: Actor, at: datetime) -> ExchangeRate:
    """State what one unit of a currency is worth in company currency from a day on.

    Raises: NotAllowed, Invalid.
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    return set_rate(
        currency=currency, from_date=from_date, rate=rate, actor_id=actor.user_id, via=actor.via, at=at
    )


def retry_job(job_id: int, *, actor: Actor, at: datetime) -> Job:
    """Give a job that gave up its tries back.

    Raises: NotAllowed, NotFound.
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    job = Job.objects.filter(id=job_id, state=Job.State.PARKED).first()
    if job is None:
        raise NotFound(gettext_noop("There is no such job that waits for a decision."))
    retry(job, at=at)
    return job


def _fresh() -> Company:
    """The company as it stands now, its row held: two who change the days off at once must not lose one."""
    forget()
    return Company.objects.select_for_update().get(id=company().id)
