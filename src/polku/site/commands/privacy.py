"""`polku privacy export EMAIL`, `polku privacy erase EMAIL`: a person asks what is known, or to be forgotten."""

import json
from typing import Final

import click
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.contacts.actions import erase_contact
from polku.contacts.models import Contact
from polku.contacts.queries import known_of_contact
from polku.eventlog.events import Via
from polku.kernel.text import email_key

ACTOR: Final = SYSTEM.through(Via.CLI)


@click.group()
def privacy() -> None:
    """Tell a person what is known of them, or erase it."""


@privacy.command()
@click.argument("email")
def export(email: str) -> None:
    """Print all that is known of the person with this mail address, as JSON."""
    told = [known_of_contact(ACTOR, one.pk, at=timezone.now()) for one in _people(email)]
    click.echo(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))


@privacy.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(email: str, yes: bool) -> None:
    """Erase all that is known of the person with this mail address; deals stay, without names."""
    people = _people(email)
    for one in people:
        whole = "a private person" if one.customer.kind == "person" else f"at {one.customer.name}"
        click.echo(f"{one}, {whole}", err=True)
    if not yes:
        click.confirm("Erase for good? It cannot be undone.", abort=True, err=True)
    rows = sum(sum(erase_contact(one.pk, actor=ACTOR, at=timezone.now()).counts.values()) for one in people)
    click.echo(f"Erased: {rows} rows.")


def _people(email: str) -> list[Contact]:
    key = email_key(email)
    found = list(
        Contact.objects.filter(email_key=key, merged_into=None).select_related("customer").order_by("id")
    )
    if not key or not found:
        raise click.ClickException(f"nobody is known with the mail address {email}")
    return found


COMMANDS = [privacy]
