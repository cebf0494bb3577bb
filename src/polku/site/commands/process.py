"""`polku process`: ready-made processes, files, versions, the map as a picture."""

from pathlib import Path

import click
import yaml
from django.utils import timezone, translation

from polku.access.logic import SYSTEM
from polku.company.queries import calendar
from polku.eventlog.events import Via
from polku.exchange.actions import begin_draft, draw_history
from polku.exchange.web.bpmn import role_words
from polku.insight.filters import Filter
from polku.insight.queries import conformance, stage_figures
from polku.kernel.words import LANGUAGES
from polku.process import actions, queries
from polku.process.logic import bpmn, ready_made
from polku.process.logic.definition import Definition
from polku.process.logic.document import to_document
from polku.process.logic.drawing import draw_lying, draw_upright
from polku.process.logic.figures import Figures
from polku.process.logic.lived import lived
from polku.process.logic.wording import Wording
from polku.process.logic.yaml_source import BYTES_MAX, DocumentError

ACTOR = SYSTEM.through(Via.CLI)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def process() -> None:
    """Stages and their criteria, as versions that never change."""


@process.command()
def templates() -> None:
    """List the ready-made processes that can be loaded by name."""
    for made in queries.ready_processes():
        stages = " > ".join(stage.name.to("en") for stage in made.stages)
        click.echo(f"{made.key:<16} {made.name.to('en')}: {stages}")


@process.command()
@click.argument("name")
@click.option("--default", is_flag=True, help="Let new deals start in it.")
def load(name: str, default: bool) -> None:
    """Publish a ready-made process under its own name."""
    at = timezone.now()
    version = actions.load_ready(name, actor=ACTOR, at=at)
    if default:
        actions.set_default(version.process, actor=ACTOR, at=at)
    click.echo(f"{name}: version {version.number} is in force")


@process.command("list")
def list_processes() -> None:
    """List the company's processes with the version in force; the default one has a star."""
    rows = list(queries.processes(archived=True))
    in_force = queries.published_of({row.pk for row in rows})
    for row in rows:
        number = in_force[row.pk].number if row.pk in in_force else "none"
        state = ", archived" if row.archived_at else ""
        click.echo(
            f"{'*' if row.is_default else ' '} {row.key:<16} {row.name.to('en')}, version {number}{state}"
        )


@process.command()
@click.argument("key")
@click.option(
    "--yaml", "as_yaml", is_flag=True, help="Write the whole document, to be edited and published again."
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en")
def show(key: str, as_yaml: bool, language: str) -> None:
    """Show the version in force of a process, or a ready-made one."""
    made = _found(key)
    if as_yaml:
        click.echo(
            yaml.safe_dump(to_document(made), allow_unicode=True, sort_keys=False, width=110), nl=False
        )
        return
    click.echo(
        f"{made.name.to(language)} ({made.key}), "
        + (f"version {made.number}" if made.number else "ready-made")
    )
    for number, stage in enumerate(made.stages, 1):
        days = f", {stage.expected_days:g} d" if stage.expected_days else ""
        click.echo(f"{number:>3}. {stage.name.to(language)} ({stage.key}), {stage.phase}, {stage.role}{days}")
        for kind, listed in (("entry", stage.entry), ("exit", stage.exit)):
            for one in listed:
                click.echo(f"       {kind}: {one.say.to(language)} [{one.when}]")


@process.command()
@click.argument("file", type=FILE)
def validate(file: Path) -> None:
    """Check a file; every fault is told with its line, and the exit code is 1."""
    made = _examined(file)
    click.echo(f"{file}: {made.key}, {len(made.stages)} stages, nothing wrong")


@process.command()
@click.argument("file", type=FILE)
@click.option("--note", default="", help="What changed and why.")
def publish(file: Path, note: str) -> None:
    """Put a file in force as the next version of its process."""
    version = actions.publish_document(_examined(file), actor=ACTOR, at=timezone.now(), note=note)
    click.echo(f"{version.process.key}: version {version.number} is in force")


@process.command()
@click.argument("key")
@click.option(
    "--figures", "with_figures", is_flag=True, help="Draw the lived process: shares, times, who left."
)
@click.option("--upright", is_flag=True, help="Draw it standing, for a narrow page.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en")
@click.option("--width", type=click.IntRange(240, 10_000), default=None, help="Width of the picture.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File.svg to write."
)
def draw(key: str, with_figures: bool, upright: bool, language: str, width: int | None, out: Path) -> None:
    """Draw the map of a process (or of a ready-made one) as an SVG file."""
    made = _found(key)
    figures = _figures(made) if with_figures else None
    pen = draw_upright if upright else draw_lying
    size = width or (328 if upright else 1216)
    with translation.override(language):
        wording = Wording(language, translation.gettext)
        out.write_text(pen(made, figures, wording=wording, width=size, standalone=True), encoding="utf-8")
    click.echo(f"{out} written")


@process.command("export")
@click.argument("key")
@click.option(
    "--format", "file_format", type=click.Choice(("bpmn", "yaml")), default="bpmn", show_default=True
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="Of the names in the diagram.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Left out: standard output.")
def export(key: str, file_format: str, language: str, out: Path | None) -> None:
    """Write the version in force (or a ready-made process) as BPMN 2.0 with its diagram, or as YAML."""
    made = _found(key)
    if file_format == "yaml":
        text = yaml.safe_dump(to_document(made), allow_unicode=True, sort_keys=False, width=110).encode()
    else:
        with translation.override(language):
            text = bpmn.write(made, Wording(language, translation.gettext))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_bytes(text)


@process.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--into", default="", metavar="KEY", help="The process whose draft it becomes; left out: a new one."
)
def import_(file: Path, into: str) -> None:
    """Begin a draft with a BPMN file; what of it was left out is told line by line."""
    try:
        found = bpmn.read(file.read_bytes(), role_words())
    except DocumentError as error:
        for fault in error.faults:
            click.echo(f"{file}: {fault}", err=True)
        raise click.exceptions.Exit(1) from None
    version = begin_draft(found.definition, into=into, actor=ACTOR, at=timezone.now())
    for note in found.notes:
        click.echo(f"{file}:{note.line}: {note.message}", err=True)
    click.echo(
        f"{version.process.key}: a draft of {len(found.definition.stages)} stages; publish it in the editor"
    )


@process.command("from-history")
@click.argument("key")
def from_history(key: str) -> None:
    """Draw a first process of the history imported into a process, as the draft of a new one."""
    version = draw_history(key, actor=ACTOR, at=timezone.now())
    click.echo(f"{version.process.key}: a draft of {len(version.document['stages'])} stages")


def _found(key: str) -> Definition:
    """The process of the company, else the ready-made one of this name."""
    if key in ready_made.names() and not queries.processes(archived=True).filter(key=key).exists():
        return ready_made.definition(key)
    return queries.published(key)


def _examined(file: Path) -> Definition:
    with file.open("rb") as opened:
        text = opened.read(BYTES_MAX + 1)
    try:
        return queries.examined(text)
    except DocumentError as error:
        for fault in error.faults:
            click.echo(f"{file}: {fault}", err=True)
        raise click.exceptions.Exit(1) from None


def _figures(made: Definition) -> Figures:
    """What insight knows of the process now, of all its deals."""
    chosen = Filter(process=made.key)
    overrides = {stage.stage: stage.override for stage in conformance(chosen).stages}
    return lived(
        stage_figures(chosen, timezone.now()), seconds_per_day=calendar().seconds_per_day, overrides=overrides
    )


COMMANDS = [process]
