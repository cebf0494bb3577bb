"""The ready-made journeys, shipped as YAML and loadable by name."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from polku.journey.logic.matrix import Matrix, read
from polku.kernel.errors import Message, NotFound, gettext_noop
from polku.kernel.words import Text
from polku.process.logic.yaml_source import read as read_yaml

_ENDING = ".yaml"


@dataclass(frozen=True)
class Ready:
    """A ready journey: whose it is, for which kind of business, its matrix."""

    key: str
    name: Text
    about: Text
    persona: Text
    persona_about: Text
    customer_kind: str
    matrix: Matrix


@cache
def names() -> tuple[str, ...]:
    """The names under which a journey can be loaded."""
    folder = files("polku.journey") / "ready"
    found = (entry.name for entry in folder.iterdir() if entry.name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in found))


@cache
def ready(name: str) -> Ready:
    """A ready-made journey, read once. Raises: NotFound, naming those there are."""
    if name not in names():
        message = gettext_noop("There is no ready-made journey “%(name)s”; there are: %(known)s.")
        raise NotFound(Message(message, name=name[:60], known=", ".join(names())))
    text = (files("polku.journey") / "ready" / f"{name}{_ENDING}").read_text(encoding="utf-8")
    data: Any = read_yaml(text).data
    persona = data["persona"]
    return Ready(
        key=name,
        name=Text.of(data["name"]),
        about=Text.of(data["about"]),
        persona=Text.of(persona["name"]),
        persona_about=Text.of(persona["about"]),
        customer_kind=persona.get("customer_kind", ""),
        matrix=read(data),
    )


def all_ready() -> tuple[Ready, ...]:
    """Every ready-made journey by name."""
    return tuple(map(ready, names()))
