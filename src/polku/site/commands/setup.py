"""`polku init`, `polku user add`: the first steps on an empty machine."""

import secrets
import sys

import click
from babel.core import get_global
from django.db import connection
from django.utils import timezone

from polku.access.actions import add_team, add_user
from polku.access.logic import SYSTEM, Role
from polku.access.models import Team
from polku.access.queries import default_team
from polku.books.actions import install_chart
from polku.catalogue.actions import load_ready_taxes
from polku.catalogue.models import TaxRate
from polku.company.actions import found_company
from polku.company.models import Company
from polku.db import guards
from polku.db.migrating import migrate
from polku.eventlog.events import Via
from polku.playbook.actions import load_ready as load_questions
from polku.process.actions import load_ready
from polku.process.queries import default_process

ACTOR = SYSTEM.through(Via.CLI)


def prepare(
    *,
    name: str = "My company",
    currency: str = "EUR",
    time_zone: str = "UTC",
    country: str = "",
    language: str = "en",
) -> None:
    """Bring the database up to date and make what every installation has: company, team, process, questions."""
    at = timezone.now()
    migrate()
    if missing := guards.missing():
        raise click.ClickException(f"the database lacks its guards: {', '.join(missing)}")
    country = country or country_of(time_zone)
    found_company(
        name=name, currency=currency, time_zone=time_zone, country=country, language=language, at=at
    )
    if not Team.objects.exists():
        add_team(name="Sales", actor=ACTOR, at=at)
    install_chart(actor=ACTOR, at=at)
    if not TaxRate.objects.exists():
        load_ready_taxes(actor=ACTOR, at=at)
    if default_process() is None:
        load_ready("eight-stage", actor=ACTOR, at=at)
        load_questions("bant", actor=ACTOR, at=at)


def country_of(time_zone: str) -> str:
    """The country of a time zone, where it lies in one; else nothing."""
    found = str(get_global("zone_territories").get(time_zone, ""))
    return found if len(found) == 2 and found.isalpha() and found != "ZZ" else ""


def is_set_up() -> bool:
    """Whether the database holds a company."""
    return Company._meta.db_table in connection.introspection.table_names() and Company.objects.exists()


@click.command()
@click.option("--name", default="My company", help="The company's name.")
@click.option("--currency", default="EUR", help="Its currency, as an ISO code.")
@click.option("--time-zone", default="UTC", help="Its time zone, such as Europe/Helsinki.")
@click.option("--country", default="", help="Its country, as two letters; that of the time zone if left out.")
def init(name: str, currency: str, time_zone: str, country: str) -> None:
    """Set the installation up: database, company, a first team and a ready-made process."""
    prepare(name=name, currency=currency, time_zone=time_zone, country=country)
    click.echo("Polku is set up. Add a user with: polku user add EMAIL --role admin")


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--name", default="", help="The person's name.")
@click.option("--team", "team_name", default="", help="The team's name; the company's first one if left out.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, role: str, name: str, team_name: str, password_stdin: bool) -> None:
    """Let a person sign in; without --password-stdin a password is made and printed."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else secrets.token_urlsafe(12)
    team = Team.objects.filter(name=team_name).first() if team_name else default_team()
    if team is None:
        raise click.ClickException(f"there is no team “{team_name}”")
    made = add_user(
        email=email, name=name, role=role, teams=[team.id], password=password, actor=ACTOR, at=timezone.now()
    )
    click.echo(f"Added {made.email} as {made.role}" + ("" if password_stdin else f", password: {password}"))


COMMANDS = [init, user]
