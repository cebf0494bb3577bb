"""The ready-made question sets, shipped as YAML and loadable by name."""

from functools import cache
from importlib.resources import files

import yaml

from polku.kernel.errors import Message, NotFound, gettext_noop

_ENDING = ".yaml"


@cache
def names() -> tuple[str, ...]:
    """The names under which a question set can be loaded."""
    folder = files("polku.playbook") / "ready"
    found = (entry.name for entry in folder.iterdir() if entry.name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in found))


def document(name: str) -> object:
    """A ready-made question set as plain values.

    Raises: NotFound, naming those there are.
    """
    if name not in names():
        message = gettext_noop("There is no ready-made question set “%(name)s”; there are: %(known)s.")
        raise NotFound(Message(message, name=name, known=", ".join(names())))
    return yaml.safe_load(
        (files("polku.playbook") / "ready" / f"{name}{_ENDING}").read_text(encoding="utf-8")
    )
