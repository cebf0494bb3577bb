"""`polku demo`: a made-up company to look around in."""

import click
from django.utils import timezone

from polku.demo.actions import load
from polku.site.commands.setup import prepare


@click.command()
@click.option("--size", type=click.Choice(["small", "large"]), default="small", show_default=True)
def demo(size: str) -> None:
    """Fill an empty installation with a made-up sales company."""
    prepare(name="Aava Oy", currency="EUR", time_zone="Europe/Helsinki", country="FI")
    made = load(size=size, at=timezone.now())
    click.echo(f"{made} deals were made." if made else "There are deals already; nothing was made.")


COMMANDS = [demo]
