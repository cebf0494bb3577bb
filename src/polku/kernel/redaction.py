"""Finding a person in texts, and taking the person out of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

ERASED: Final = "[…]"
"""What stands where something was: a text that was there is still seen to have been there."""

_PARTS: Final = r"[\s().\-/\u00a0\u2011]*"
_DIGITS_MIN: Final = 6
_NATIONAL_MIN: Final = 9
_WORD_MIN: Final = 3
_ALONE_MIN: Final = 8
"""A name of one short word (`Valo`) would be found everywhere: it counts only in what is the person's own."""


class Marks:
    """By what a person is known in texts: mail addresses, phone numbers, names.

    Addresses, numbers and whole names are found anywhere (`finds`, `redacted`). The single words of a name
    (`words=True`) only where the text is of a deal in which the person takes part: there `Call Maija` is about her.
    """

    def __init__(
        self, emails: Iterable[str] = (), phones: Iterable[str] = (), names: Iterable[str] = ()
    ) -> None:
        self.emails = frozenset(one.strip().lower() for one in emails if "@" in one)
        self.phones = frozenset(one.strip() for one in phones if one.strip())
        self.names = frozenset(" ".join(one.split()) for one in names if one.strip() and one != ERASED)

    def finds(self, value: object) -> bool:
        """Whether a text, or any text in JSON values, holds an address, a number or a whole name."""
        if self._whole is None:
            return False
        if isinstance(value, str):
            return bool(self._whole.search(value))
        if isinstance(value, Mapping):
            return any(self.finds(part) for pair in value.items() for part in pair)
        return isinstance(value, list | tuple) and any(self.finds(one) for one in value)

    def redacted(self, text: str, *, words: bool = False) -> str:
        """The text without the person."""
        told = self._whole.sub(ERASED, text) if self._whole else text
        return self._words.sub(ERASED, told) if words and self._words else told

    def redacted_json(self, value: object, *, words: bool = False) -> object:
        """JSON values without the person: every text in them, whatever the depth."""
        if isinstance(value, str):
            return self.redacted(value, words=words)
        if isinstance(value, Mapping):
            return {
                self.redacted(str(key)): self.redacted_json(one, words=words) for key, one in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.redacted_json(one, words=words) for one in value]
        return value

    @cached_property
    def _whole(self) -> re.Pattern[str] | None:
        names = [one for one in self.names if " " in one or len(one) >= _ALONE_MIN]
        found = [rf"(?<![\w.+\-]){_spelled(one)}(?![\w\-])" for one in self.emails]
        found += [pattern for one in self.phones if (pattern := _number(one))]
        found += [rf"(?<!\w){spelled}(?!\w)" for one in names for spelled in _orders(one)]
        return _either(found, re.IGNORECASE)

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """As they are written: `Long` is taken for the name, `long` is not."""
        words = {word for name in self.names for word in re.split(r"[\s,;]+", name)}
        return _either([rf"(?<!\w){re.escape(one)}(?!\w)" for one in words if len(one) >= _WORD_MIN], 0)


def blanked(value: object) -> object:
    """JSON values with nothing but numbers, yes and no left in them: every text becomes the mark."""
    if isinstance(value, str):
        return ERASED if value else ""
    if isinstance(value, Mapping):
        return {str(key): blanked(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [blanked(one) for one in value]
    return value


def _either(patterns: list[str], flags: int) -> re.Pattern[str] | None:
    return (
        re.compile("|".join(sorted(set(patterns), key=lambda one: (-len(one), one))), flags)
        if patterns
        else None
    )


def _spelled(text: str) -> str:
    """A text as a pattern, also as an address in a link writes it (`%40` for `@`)."""
    return re.escape(text).replace("@", "(?:@|%40)")


def _orders(name: str) -> list[str]:
    """A name as it is said, and with its last part first: `Virtanen, Maija`."""
    parts = [re.escape(part) for part in re.split(r"[\s,]+", name) if part]
    between = r"(?:[\s,\u00a0+]|%20)+"
    turned = [parts[-1], *parts[:-1]]
    return [between.join(parts), between.join(turned)]


def _number(phone: str) -> str | None:
    """A number however it is written: `+358 40 123 4567`, `(040) 123-4567`, `358401234567`."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < _DIGITS_MIN:
        return rf"(?<!\w){re.escape(phone)}(?!\w)" if len(phone) >= _WORD_MIN else None
    tails = [digits, *(f"0{rest}" for code in (1, 2, 3) if len(rest := digits[code:]) >= _DIGITS_MIN)]
    tails += [rest for code in (1, 2, 3) if len(rest := digits[code:]) >= _NATIONAL_MIN]
    if digits.startswith("0"):
        tails.append(digits[1:])
    written = "|".join(_PARTS.join(tail) for tail in tails)
    return rf"(?<!\d)(?:\+|%2B|00)?\(?(?:{written})(?!\d)"
