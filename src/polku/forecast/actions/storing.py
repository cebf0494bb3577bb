"""Keeping what the night learned and forecast. It is measured, not decided: no event, and no person acts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from polku.db.transactions import write
from polku.forecast.models import Chance, Forecast, LearnedModel

KEPT_DAYS: Final = 60
_PIECE: Final = 1000
_KEY: Final = ("scope", "scope_id", "made_on", "method", "month", "backtest")


def keep_model(data: Mapping[str, Any], *, at: datetime) -> LearnedModel:
    """Keep what was learned; models of more than sixty days ago go."""
    with write():
        LearnedModel.objects.filter(made_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
        return LearnedModel.objects.create(made_at=at, data=dict(data))


def store_chances(rows: Sequence[Chance]) -> None:
    """Put the chances of all open deals in the place of yesterday's."""
    with write():
        Chance.objects.all().delete()
        Chance.objects.bulk_create(rows, batch_size=_PIECE)


def store_forecasts(rows: Iterable[Forecast]) -> int:
    """Add forecasts to those that were made; what was said already today stays as it was said."""
    wanted = {tuple(getattr(row, name) for name in _KEY): row for row in rows}
    with write():
        days = {row.made_on for row in wanted.values()}
        # The table refuses to be written over, so what stands there is not sent at all.
        for key in Forecast.objects.filter(made_on__in=days).values_list(*_KEY):
            wanted.pop(key, None)
        return len(Forecast.objects.bulk_create(wanted.values(), batch_size=_PIECE))
