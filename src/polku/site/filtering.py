"""The filter that every figure on the command line takes."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import click

from polku.insight.filters import Filter

DAY = click.DateTime(formats=["%Y-%m-%d"])
_OPTIONS = (
    click.option("--from", "date_from", type=DAY, help="Only deals opened on this day or later."),
    click.option("--to", "date_to", type=DAY, help="Only deals opened on this day or before."),
    click.option("--source", "sources", multiple=True, help="Only deals of this source; may be repeated."),
    click.option(
        "--segment", "segments", multiple=True, help="Only customers of this segment; may be repeated."
    ),
)


def filtered(process_help: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a command take the options of a filter, and hand it over as `chosen`."""

    def with_options(run: Callable[..., None]) -> Callable[..., None]:
        @wraps(run)
        def asked(
            process: str,
            date_from: datetime | None,
            date_to: datetime | None,
            sources: tuple[str, ...],
            segments: tuple[str, ...],
            **rest: Any,
        ) -> None:
            chosen = Filter(
                process=process,
                date_from=date_from.date() if date_from else None,
                date_to=date_to.date() if date_to else None,
                sources=sources,
                segments=segments,
            )
            run(chosen=chosen, **rest)

        made: Callable[..., None] = asked
        for option in reversed(_OPTIONS):
            made = option(made)
        return click.option("--process", default="", help=process_help)(made)

    return with_options
