"""The generated reference: commands, permissions, events, facts, the process file. `write` makes it, `check` compares.

python tools/reference.py write|check
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "reference"


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are out of date."""
    _set_up()
    pages = {
        "commands.md": commands(),
        "permissions.md": permissions(),
        "events.md": events(),
        "facts.md": facts(),
        "process-file.md": process_file(),
    }
    if arguments == ["write"]:
        TARGET.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (TARGET / name).write_text(text, encoding="utf-8")
        return 0
    stale = [
        name
        for name, text in pages.items()
        if not (TARGET / name).exists() or (TARGET / name).read_text(encoding="utf-8") != text
    ]
    for name in stale:
        print(f"docs/reference/{name} is out of date; run: .venv/bin/python tools/reference.py write")
    return 1 if stale else 0


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
    import django  # noqa: PLC0415 -- settings first

    django.setup()


def commands() -> str:
    """Every command with its help."""
    from polku.site.cli import polku  # noqa: PLC0415 -- settings first

    return (
        "\n".join(["# Commands", "", *_helps(polku, click.Context(polku, info_name="polku"))]).rstrip() + "\n"
    )


def _helps(command: click.Command, context: click.Context) -> Iterator[str]:
    context.max_content_width = context.terminal_width = 100
    yield f"## `{context.command_path}`"
    yield ""
    yield "```"
    yield command.get_help(context).strip()
    yield "```"
    yield ""
    if isinstance(command, click.Group):
        for name in sorted(command.list_commands(context)):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _helps(inner, click.Context(inner, info_name=name, parent=context))


def permissions() -> str:
    """The one map: permission to role to reach."""
    from polku.access.logic import Role, permission_map  # noqa: PLC0415 -- settings first

    roles = [role.value for role in Role]
    lines = [
        "# Permissions",
        "",
        "How far each right reaches: `own` rows, those of one's `team`s, or `all`. A person's own reach can narrow it.",
        "",
        f"| permission | {' | '.join(roles)} |",
        f"|---|{'---|' * len(roles)}",
    ]
    for name, reaches in permission_map().items():
        cells = [reaches[role].name.lower().replace("none", "") for role in roles]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def events() -> str:
    """Every kind of event with its payload and its sentence."""
    from polku.eventlog.events import fields_of, known_types  # noqa: PLC0415 -- settings first

    lines = ["# Events", "", "| kind | payload | what happened |", "|---|---|---|"]
    for kind, event in known_types().items():
        payload = ", ".join(f"`{name}`" for name in fields_of(kind))
        said = (event.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{kind}` | {payload} | {said} |")
    return "\n".join(lines) + "\n"


def facts() -> str:
    """Every fact that criteria may name."""
    from polku.process import facts as registry  # noqa: PLC0415 -- settings first

    lines = [
        "# Facts",
        "",
        "What the criteria of a process may name, besides `item_<key>` for every item of its checklists.",
        "",
        "| fact | type | means | changes with time |",
        "|---|---|---|---|",
    ]
    for name, fact in registry.known().items():
        lines.append(f"| `{name}` | {fact.type} | {fact.label} | {'yes' if fact.clock else ''} |")
    return "\n".join(lines) + "\n"


def process_file() -> str:
    """The keys of a process document, from its schema."""
    import json  # noqa: PLC0415 -- settings first

    schema = json.loads((ROOT / "src" / "polku" / "process" / "schema.json").read_text(encoding="utf-8"))
    lines = ["# The process file", "", str(schema.get("description", "")), ""]
    lines += [
        "The JSON Schema is `src/polku/process/schema.json`; `polku process validate FILE` checks a file.",
        "",
    ]
    for title, part in _objects("process", schema, schema):
        lines += [f"## {title}", "", "| key | needed | means |", "|---|---|---|"]
        for key, value in part.get("properties", {}).items():
            needed = "yes" if key in part.get("required", ()) else ""
            told = str(value.get("description", "")).replace("|", "\\|")
            lines.append(f"| `{key}` | {needed} | {told} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _objects(title: str, part: dict[str, object], schema: dict[str, object]) -> Iterator[tuple[str, dict]]:  # type: ignore[type-arg]
    if "properties" in part:
        yield title, part
    definitions = schema.get("$defs") or schema.get("definitions") or {}
    if part is schema and isinstance(definitions, dict):
        for name, inner in definitions.items():
            if isinstance(inner, dict) and "properties" in inner:
                yield name, inner


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
