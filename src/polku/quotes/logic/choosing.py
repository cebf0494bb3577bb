"""Which lines of an offer are taken: what always counts, what the buyer ticks, one of each group. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from polku.kernel.errors import Invalid, Message, gettext_noop


class Choosable(Protocol):
    """A line as far as choosing goes."""

    @property
    def position(self) -> int: ...

    @property
    def optional(self) -> bool: ...

    @property
    def group(self) -> str: ...


@dataclass(frozen=True)
class Part:
    """The plainest thing that can be chosen."""

    position: int
    optional: bool = False
    group: str = ""


def usual(lines: Iterable[Choosable]) -> frozenset[int]:
    """What is taken where the buyer changes nothing."""
    return frozenset(line.position for line in lines if not line.optional)


def taken(lines: Sequence[Choosable], chosen: Collection[int] | None) -> frozenset[int]:
    """The positions of the lines that count, given what the buyer ticked; None ticks the usual.

    A group with a usual line needs one of its lines; a group of options alone may be left out.

    Raises: Invalid (no such line, two of one group, none of a group that needs one, nothing at all).
    """
    if chosen is None:
        return usual(lines)
    ticked, positions = set(chosen), {line.position for line in lines}
    if unknown := ticked - positions:
        message = gettext_noop("The offer has no line %(line)s to choose.")
        raise Invalid(Message(message, line=min(unknown)), field="options")
    fixed = {line.position for line in lines if not line.optional and not line.group}
    for group in dict.fromkeys(line.group for line in lines if line.group):
        members = [line for line in lines if line.group == group]
        mine = [line for line in members if line.position in ticked]
        if len(mine) > 1:
            message = gettext_noop("Only one of “%(group)s” can be taken.")
            raise Invalid(Message(message, group=group), field="options")
        if not mine and any(not line.optional for line in members):
            message = gettext_noop("Choose one of “%(group)s”.")
            raise Invalid(Message(message, group=group), field="options")
    found = frozenset(fixed | ticked)
    if not found:
        raise Invalid(gettext_noop("Choose what you would like to take."), field="options")
    return found


def checked(lines: Sequence[Choosable]) -> None:
    """Refuse an offer nobody could choose from. Raises: Invalid, naming the line."""
    usual_of: dict[str, int] = {}
    for number, line in enumerate(lines):
        if not line.group or line.optional:
            continue
        if line.group in usual_of:
            message = gettext_noop("Line %(line)s: only one line of “%(group)s” is the usual one.")
            raise Invalid(
                Message(message, line=number + 1, group=line.group), field=f"lines.{number}.optional"
            )
        usual_of[line.group] = line.position
