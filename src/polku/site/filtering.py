"""The filter that every figure on the command line takes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any

import click

from polku.access.models import Team, User
from polku.insight.filters import Filter

DAY = click.DateTime(formats=["%Y-%m-%d"])
NOBODY = "-"
"""What is given for deals without an owner, as in the address of a page."""
_DAYS = (
    click.option("--from", "date_from", type=DAY, help="Only deals opened on this day or later."),
    click.option("--to", "date_to", type=DAY, help="Only deals opened on this day or before."),
)
_PROPERTIES = (
    click.option("--source", "sources", multiple=True, help="Only deals of this source; may be repeated."),
    click.option(
        "--segment", "segments", multiple=True, help="Only customers of this segment; may be repeated."
    ),
)
WHOSE = (
    click.option(
        "--owner",
        "owners",
        multiple=True,
        help="Only deals of this person, by mail address, name or id, “-” for nobody; may be repeated.",
    ),
    click.option(
        "--team", "teams", multiple=True, help="Only deals of this team, by name or id; may be repeated."
    ),
)


def filtered(
    process_help: str, *, opened: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a command take the options of a filter, and hand it over as `chosen`; `opened` has the days of opening."""
    options = (*(_DAYS if opened else ()), *_PROPERTIES, *WHOSE)

    def with_options(run: Callable[..., None]) -> Callable[..., None]:
        @wraps(run)
        def asked(
            process: str,
            sources: tuple[str, ...],
            segments: tuple[str, ...],
            owners: tuple[str, ...],
            teams: tuple[str, ...],
            **rest: Any,
        ) -> None:
            first: datetime | None = rest.pop("date_from") if opened else None
            last: datetime | None = rest.pop("date_to") if opened else None
            chosen = Filter(
                process=process,
                sources=sources,
                segments=segments,
                owners=owner_ids(owners),
                teams=team_ids(teams),
                date_from=first.date() if first else None,
                date_to=last.date() if last else None,
            )
            run(chosen=chosen, **rest)

        made: Callable[..., None] = asked
        for option in reversed(options):
            made = option(made)
        return click.option("--process", default="", help=process_help)(made)

    return with_options


def owner_ids(texts: Iterable[str]) -> tuple[int, ...]:
    """The people meant, who left the company too; 0 is nobody. Raises: BadParameter for an unknown or unclear one."""
    found: list[int] = []
    for text in texts:
        if text in (NOBODY, "0"):
            found.append(0)
            continue
        people = User.objects.filter(email__iexact=text) if "@" in text else _called(User, text)
        found.append(_the_one(people.order_by("id").values_list("id", "email"), text, "--owner", "person"))
    return tuple(dict.fromkeys(found))


def team_ids(texts: Iterable[str]) -> tuple[int, ...]:
    """The teams meant, those no longer in use too. Raises: BadParameter for an unknown one."""
    found = [
        _the_one(_called(Team, text).order_by("id").values_list("id", "name"), text, "--team", "team")
        for text in texts
    ]
    return tuple(dict.fromkeys(found))


def _called(model: type[User] | type[Team], text: str) -> Any:
    """Those with an id or a name; names are the same in capitals, in every script."""
    rows = model._default_manager.all()
    if text.isascii() and text.isdigit():
        return rows.filter(pk=int(text[:18]))
    known = rows.values_list("pk", "name")
    return rows.filter(pk__in=[pk for pk, name in known if name.casefold() == text.strip().casefold()])


def _the_one(rows: Iterable[tuple[int, str]], text: str, option: str, what: str) -> int:
    found = list(rows)
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise click.BadParameter(f"there is no {what} “{text}”.", param_hint=option)
    listed = ", ".join(name for _pk, name in found)
    raise click.BadParameter(f"“{text}” may be any of {listed}; say which.", param_hint=option)
