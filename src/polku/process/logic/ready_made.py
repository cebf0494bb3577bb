"""The ready-made processes, shipped as YAML and loadable by name."""

from functools import cache
from importlib.resources import files

from polku.kernel.errors import Message, NotFound, gettext_noop
from polku.process.logic.definition import Definition
from polku.process.logic.document import parse

_ENDING = ".yaml"


@cache
def names() -> tuple[str, ...]:
    """The names under which a process can be loaded."""
    folder = files("polku.process") / "ready"
    found = (entry.name for entry in folder.iterdir() if entry.name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in found))


def source(name: str) -> str:
    """The YAML text of a ready-made process.

    Raises: NotFound, naming those there are.
    """
    if name not in names():
        message = gettext_noop("There is no ready-made process “%(name)s”; there are: %(known)s.")
        raise NotFound(Message(message, name=name, known=", ".join(names())))
    return (files("polku.process") / "ready" / f"{name}{_ENDING}").read_text(encoding="utf-8")


@cache
def definition(name: str) -> Definition:
    """A ready-made process, read once."""
    return parse(source(name))


def all_definitions() -> tuple[Definition, ...]:
    """Every ready-made process, short ones first."""
    return tuple(sorted(map(definition, names()), key=lambda one: (len(one.stages), one.key)))
