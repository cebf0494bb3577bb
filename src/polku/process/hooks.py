"""What later packages offer beside the versions of a process."""

from collections.abc import Callable

from polku.access.logic import Actor
from polku.kernel.registry import Registry
from polku.process.models import Process

VersionAct = Callable[[Actor, Process], tuple[object, str] | None]

version_acts: Registry[VersionAct] = Registry("acts beside the versions of a process")
"""A label and an address for a person and a process, or None where there is nothing to do."""
