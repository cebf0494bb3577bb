"""`polku`: every command of the product."""

import os
import sys
from importlib import import_module
from pkgutil import iter_modules

import click

from polku.site.collecting import no_collecting


class _Lazy(click.Group):
    """Django is set up once a command really runs, so that `polku --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        if self.commands or (sys.argv[1:2] == ["serve"] and self._serve_alone()):
            return
        with no_collecting():
            self._load_all()

    def _load_all(self) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
        import django  # noqa: PLC0415 -- heavy library, loaded on first use

        django.setup()
        package = import_module("polku.site.commands")
        for module in iter_modules(package.__path__):
            for command in import_module(f"polku.site.commands.{module.name}").COMMANDS:
                known = self.commands.get(command.name)
                if isinstance(known, click.Group) and isinstance(command, click.Group):
                    known.commands.update(command.commands)
                else:
                    self.add_command(command)

    def _serve_alone(self) -> bool:
        """Without Django where there is nothing to prepare: a second start then takes a second less."""
        from polku.site import starting  # noqa: PLC0415 -- heavy library, loaded on first use

        is_demo = "--demo" in sys.argv
        if not starting.is_prepared() or (is_demo and not starting.sign_in_line()):
            return False
        from polku.site.commands.serve import serve  # noqa: PLC0415 -- heavy library, loaded on first use

        self.add_command(serve)
        return True


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="polku", prog_name="polku")
def polku() -> None:
    """Polku: the whole sales process, from the first contact to the paid invoice and the care afterwards."""


def main() -> None:
    """Run a command; a refusal of the domain is said in one line, exit 1."""
    from polku.kernel.errors import DomainError  # noqa: PLC0415 -- heavy library, loaded on first use

    try:
        done = polku.main(standalone_mode=False)
        if isinstance(done, int) and done:  # so click answers what a command exits with
            sys.exit(done)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except DomainError as error:
        click.echo(f"polku: {error}", err=True)
        sys.exit(1)
