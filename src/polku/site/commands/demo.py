"""`polku demo`: a made-up company to look around in."""

import click
from django.utils import timezone

from polku.demo.actions import load
from polku.kernel.words import LANGUAGES
from polku.site.commands.setup import prepare


@click.command()
@click.option(
    "--size",
    type=click.Choice(["small", "large"]),
    default="small",
    show_default=True,
    help="200 deals at most, or some 5,000.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="What its people write in; the company's language becomes the same. Left out: the company's, at first en.",
)
def demo(size: str, language: str | None) -> None:
    """Fill an empty installation with a made-up sales company."""
    prepare(name="Aava Oy", currency="EUR", time_zone="Europe/Helsinki", country="FI")
    made = load(size=size, at=timezone.now(), language=language or "")
    click.echo(f"{made} deals were made." if made else "There are deals already; nothing was made.")


COMMANDS = [demo]
