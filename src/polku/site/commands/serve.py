"""`polku serve`: one process with the pages and the job runner in it."""

import secrets

import click

from polku.kernel.words import LANGUAGES
from polku.site import starting

DEMO_EMAIL = "aino@aava.example"


@click.command()
@click.option("--port", default=8000, show_default=True, help="Where to listen.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--workers", default=1, show_default=True, help="Serving processes; more than one needs PostgreSQL."
)
@click.option("--demo", is_flag=True, help="Serve a living demo company, made on the first start.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="With --demo, on the first start: the demo company's language.",
)
def serve(port: int, host: str, workers: int, demo: bool, language: str) -> None:
    """Serve the product; the database is set up or brought up to date first."""
    if not starting.is_free(host, port):
        raise click.ClickException(f"port {port} is taken by another program; choose one with --port")
    load_demo = False
    if not starting.is_prepared() or (demo and not starting.sign_in_line()):
        load_demo = _prepare(demo=demo, workers=workers, language=language)
    if demo and (line := starting.sign_in_line()):
        click.echo(line)
    starting.run(host=host, port=port, workers=workers, load_demo=load_demo)


def _prepare(*, demo: bool, workers: int, language: str) -> bool:
    """Set up what is not there yet; whether the demo company is still to be filled."""
    # The rest of the product is loaded only here, so that a second start takes a second less.
    from polku.access.models import User  # noqa: PLC0415 -- heavy library, loaded on first use
    from polku.db.transactions import is_sqlite  # noqa: PLC0415 -- heavy library, loaded on first use
    from polku.deals.models import Deal  # noqa: PLC0415 -- heavy library, loaded on first use
    from polku.site.commands.setup import is_set_up, prepare  # noqa: PLC0415 -- heavy library, loaded on first use

    if workers > 1 and is_sqlite():
        raise click.ClickException(
            "SQLite is served by one process; for more, set POLKU_DATABASE_URL to PostgreSQL"
        )
    if demo and not is_set_up():
        prepare(name="Aava Oy", currency="EUR", time_zone="Europe/Helsinki", country="FI", language=language)
    else:
        prepare()
    starting.remember_prepared()
    if demo:
        _make_sign_in()
    elif not User.objects.exists():
        click.echo("Nobody can sign in yet: polku user add EMAIL --role admin")
    return demo and not Deal.objects.exists()


def _make_sign_in() -> None:
    """The demo admin's sign-in, made once and kept beside the database."""
    from django.utils import timezone  # noqa: PLC0415 -- heavy library, loaded on first use

    from polku.access.actions import add_user, set_password  # noqa: PLC0415 -- heavy library, loaded on first use
    from polku.access.models import User  # noqa: PLC0415 -- heavy library, loaded on first use
    from polku.company.queries import company  # noqa: PLC0415 -- heavy library, loaded on first use
    from polku.site.commands.setup import ACTOR  # noqa: PLC0415 -- heavy library, loaded on first use

    password = secrets.token_urlsafe(9)
    known = User.objects.filter(email=DEMO_EMAIL).first()
    if known is None:
        add_user(
            email=DEMO_EMAIL,
            name="Aino Korhonen",
            role="admin",
            language=company().language,
            password=password,
            actor=ACTOR,
            at=timezone.now(),
        )
    elif company().is_demo and not starting.sign_in_line():
        set_password(known, password=password, actor=ACTOR, at=timezone.now())
    else:
        return
    file = starting.home() / starting.SIGN_IN_FILE
    file.touch(mode=0o600)
    file.write_text(f"Sign in as {DEMO_EMAIL} with {password}")


COMMANDS = [serve]
