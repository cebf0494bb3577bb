"""The kinds of import; a domain registers its own in `apps.py: ready()`."""

from polku.imports.logic.kinds import ImportKind
from polku.kernel.registry import Registry

kinds: Registry[ImportKind] = Registry("kinds of import")
