"""Setting which rates hold for consumers in other states of the Union."""

from datetime import date, datetime
from typing import Final

from polku.access.logic import Actor
from polku.catalogue.actions.logging import entry, log
from polku.catalogue.events import TaxSettingsChanged
from polku.catalogue.models import TaxSettings
from polku.catalogue.queries.destination import tax_settings
from polku.catalogue.rules import CataloguePermission
from polku.db.transactions import take_turns, write
from polku.kernel.errors import Invalid, gettext_noop

UNION: Final = ("own", "above", "there")
THRESHOLD_MAX_MINOR: Final = 10**13


def change_tax_settings(*, union: str, threshold_minor: int, actor: Actor, at: datetime) -> TaxSettings:
    """Say which rates hold for consumers in other states of the Union from now on.

    Raises: Invalid (names the field), NotAllowed.
    """
    actor.require(CataloguePermission.TAX)
    if union not in UNION:
        raise Invalid(gettext_noop("There is no such setting, or not such a value."), field="union")
    if not 0 <= threshold_minor <= THRESHOLD_MAX_MINOR:
        raise Invalid(gettext_noop("The threshold must be 0 or more."), field="threshold_minor")
    with write():
        row = _held()
        if union != "above" or threshold_minor != row.threshold_minor:
            row.above_since = None
        row.union, row.threshold_minor = union, threshold_minor
        _keep(row, actor, at)
    return row


def note_above(since: date, *, actor: Actor, at: datetime) -> None:
    """The year's sales to those consumers passed the threshold: the rates of their countries hold from a day on.

    Part of the issue of a bill, which needs no right to set taxes.
    """
    with write():
        row = _held()
        if row.union == "above" and row.above_since is None:
            row.above_since = since
            _keep(row, actor, at)


def _held() -> TaxSettings:
    take_turns("catalogue.tax_settings", ["all"])
    return TaxSettings.objects.select_for_update().order_by("id").first() or TaxSettings()


def _keep(row: TaxSettings, actor: Actor, at: datetime) -> None:
    row.save()
    since = row.above_since.isoformat() if row.above_since else ""
    event = TaxSettingsChanged(union=row.union, above_since=since)
    log([entry(event, "tax_settings", row.pk, at)], actor=actor, at=at)
    tax_settings.forget()
