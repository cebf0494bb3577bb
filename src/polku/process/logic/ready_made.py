"""The ready-made processes, shipped as YAML and loadable by name; earlier versions of them by name and number."""

from functools import cache
from importlib.resources import files

from polku.kernel.errors import Message, NotFound, gettext_noop
from polku.process.logic.definition import Definition
from polku.process.logic.document import parse

_ENDING = ".yaml"
_VERSION = "@"


@cache
def names() -> tuple[str, ...]:
    """The names under which a process can be loaded, each in its newest version."""
    return tuple(name for name in _stored() if _VERSION not in name)


@cache
def earlier() -> tuple[str, ...]:
    """The names of versions that are not the newest, such as `order-to-cash@1`; they can be loaded as well."""
    return tuple(name for name in _stored() if _VERSION in name)


@cache
def _stored() -> tuple[str, ...]:
    folder = files("polku.process") / "ready"
    found = (entry.name for entry in folder.iterdir() if entry.name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in found))


def source(name: str) -> str:
    """The YAML text of a ready-made process.

    Raises: NotFound, naming those there are.
    """
    if name not in _stored():
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
