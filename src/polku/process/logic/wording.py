"""What stages, roles and times are called, in any language, without Django: the caller brings the translation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

from polku.kernel.errors import gettext_noop
from polku.kernel.words import Text
from polku.process.logic.definition import Definition

Translate = Callable[[str], str]

ROLE_NAMES: Final = {
    "marketing": gettext_noop("Marketing"),
    "seller": gettext_noop("Sales"),
    "manager": gettext_noop("Management"),
    "finance": gettext_noop("Finance"),
    "warehouse": gettext_noop("Warehouse"),
    "service": gettext_noop("Service"),
    "product": gettext_noop("Product"),
    "it": gettext_noop("IT"),
    "pos": gettext_noop("Point of sale"),
}
DUTY_NAMES: Final = {
    "responsible": gettext_noop("responsible"),
    "accountable": gettext_noop("accountable"),
    "part": gettext_noop("takes part"),
    "consulted": gettext_noop("consulted"),
    "informed": gettext_noop("informed"),
}
PHASE_NAMES: Final = {
    "find": gettext_noop("Find"),
    "qualify": gettext_noop("Qualify"),
    "engage": gettext_noop("Engage"),
    "offer": gettext_noop("Offer"),
    "close": gettext_noop("Close"),
    "deliver": gettext_noop("Deliver"),
    "care": gettext_noop("Care"),
}
BUYER_PHASE_NAMES: Final = {
    "aware": gettext_noop("Aware"),
    "considering": gettext_noop("Considering"),
    "deciding": gettext_noop("Deciding"),
    "after": gettext_noop("After"),
}
SIGNAL_NAMES: Final = {
    "ok": gettext_noop("On time"),
    "late": gettext_noop("Late"),
    "stuck": gettext_noop("Stuck"),
}
_TIMES: Final = {
    "ok": gettext_noop("On time, %(median)s of %(target)s d"),
    "late": gettext_noop("Late, %(median)s of %(target)s d"),
    "stuck": gettext_noop("Stuck, %(median)s of %(target)s d"),
}
_NBSP: Final = "\u00a0"
_POINTED: Final = ("en", "zh-hant")


def plain(text: str) -> str:
    """The translation that leaves English as it is."""
    return text


@dataclass(frozen=True)
class Wording:
    """One language: its texts (through `translate`) and the way it writes numbers; names of own departments."""

    language: str = "en"
    translate: Translate = plain
    departments: Mapping[str, Text] = field(default_factory=dict)

    def say(self, template: str, **values: object) -> str:
        """A sentence with its values."""
        said = self.translate(template)
        return said % values if values else said

    def number(self, value: float) -> str:
        """1,284 or 1 284; one decimal where there is one."""
        text = f"{value:,.1f}".removesuffix(".0")
        if self.language in _POINTED:
            return text
        return text.replace(",", _NBSP).replace(".", ",")

    def share(self, part: float, whole: float) -> str:
        """A share in whole percent; what is there but rounds to nothing says so."""
        percent = 100 * part / whole if whole else 0.0
        text = "<1" if 0 < percent < 0.5 else f"{percent:.0f}"
        return f"{text}%" if self.language == "zh-hant" else f"{text}{_NBSP}%"

    def role(self, key: str) -> str:
        """What a role or a department is called."""
        if key in self.departments:
            return self.departments[key].to(self.language)
        return self.say(ROLE_NAMES.get(key, key)) if key else self.say(gettext_noop("nobody yet"))

    def of(self, definition: Definition) -> Self:
        """The same language with the names of a process's own departments."""
        return replace(self, departments={**self.departments, **definition.own_departments})

    def time_parts(self, signal: str | None, median: float | None, target: float | None) -> list[str]:
        """The same in two short lines, how it stands above the days; in one where there is no more to say."""
        if signal is not None and median is not None and target is not None:
            days = self.say(
                gettext_noop("%(days)s of %(expected)s d"),
                days=self.number(median), expected=self.number(target),
            )  # fmt: skip
            return [self.say(SIGNAL_NAMES[signal]), days]
        whole = self.time(signal, median, target)
        return [whole] if whole else []

    def time(self, signal: str | None, median: float | None, target: float | None) -> str:
        """Time in a stage against its target, in one short line; empty where neither is known."""
        if signal is not None and median is not None and target is not None:
            return self.say(_TIMES[signal], median=self.number(median), target=self.number(target))
        if median is not None:
            return self.say(gettext_noop("%(median)s d, no target"), median=self.number(median))
        if target is not None:
            return self.say(gettext_noop("Target %(target)s d"), target=self.number(target))
        return ""
