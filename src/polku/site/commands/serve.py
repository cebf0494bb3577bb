"""`polku serve`: one process with the pages and the job runner in it."""

import os
import secrets
import sys

import click
from django.conf import settings
from django.utils import timezone

from polku.access.actions import add_user
from polku.access.logic import Role
from polku.access.models import User
from polku.company.models import Company
from polku.db.transactions import is_sqlite
from polku.site.commands.setup import ACTOR, prepare
from polku.site.serving import DEMO_FLAG, JOBS_FLAG

SIGN_IN_FILE = "demo-sign-in.txt"
DEMO_EMAIL = "aino@aava.example"


@click.command()
@click.option("--port", default=8000, show_default=True, help="Where to listen.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--workers", default=1, show_default=True, help="Serving processes; more than one needs PostgreSQL."
)
@click.option("--demo", is_flag=True, help="Serve a living demo company, made on the first start.")
def serve(port: int, host: str, workers: int, demo: bool) -> None:
    """Serve the product; the database is set up or brought up to date first."""
    if workers > 1 and is_sqlite():
        raise click.ClickException(
            "SQLite is served by one process; for more, set POLKU_DATABASE_URL to PostgreSQL"
        )
    fresh = not _is_set_up()
    if demo and fresh:
        prepare(name="Aava Oy", currency="EUR", time_zone="Europe/Helsinki", country="FI")
    else:
        prepare()
    click.echo(f"Polku answers at http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}/")  # noqa: S104 -- compared, not bound
    if demo:
        click.echo(_demo_sign_in())
    elif not User.objects.exists():
        click.echo("Nobody can sign in yet: polku user add EMAIL --role admin")
    sys.stdout.flush()
    os.environ[JOBS_FLAG] = "1"
    os.environ[DEMO_FLAG] = "1" if demo and _wants_demo() else "0"
    granian = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "8", "--no-ws", "--http", "1", "--log-level", "warning",
        "polku.site.wsgi:application",
    ]  # fmt: skip
    os.execv(sys.executable, granian)  # noqa: S606 -- our own arguments, no shell


def _is_set_up() -> bool:
    from django.db import connection  # noqa: PLC0415 -- only asked once

    return Company._meta.db_table in connection.introspection.table_names() and Company.objects.exists()


def _wants_demo() -> bool:
    from polku.deals.models import Deal  # noqa: PLC0415 -- only asked once

    return not Deal.objects.exists()


def _demo_sign_in() -> str:
    """The demo admin's sign-in, made once and kept beside the database."""
    file = settings.HOME / SIGN_IN_FILE
    if not User.objects.filter(email=DEMO_EMAIL).exists():
        password = secrets.token_urlsafe(9)
        add_user(
            email=DEMO_EMAIL,
            name="Aino Korhonen",
            role=Role.ADMIN,
            password=password,
            actor=ACTOR,
            at=timezone.now(),
        )
        file.touch(mode=0o600)
        file.write_text(f"Sign in as {DEMO_EMAIL} with {password}")
    return file.read_text() if file.exists() else f"Sign in as {DEMO_EMAIL}"


COMMANDS = [serve]
