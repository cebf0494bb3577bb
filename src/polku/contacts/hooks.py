"""What later domains say about a customer: why it may not be removed, and which deals are its own."""

from collections.abc import Callable

from polku.access.logic import Actor
from polku.kernel.registry import Registry

VoidGuard = Callable[[int], object | None]
CaseSource = Callable[[Actor, int], list[int]]

void_guards: Registry[VoidGuard] = Registry("customer void guards")
"""Each gives a message why the customer of this id cannot be removed now, or None."""

case_sources: Registry[CaseSource] = Registry("customer cases")
"""Each gives the newest visible cases (deals) of a customer; their events join its timeline."""
