"""Words kept in data, such as the name of a stage, in every language they were written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from polku.kernel.errors import Invalid, Message, gettext_noop

LANGUAGES: Final = ("en", "fi", "lv", "pl", "ru", "zh-hant")
"""The languages of the product, in the order they are offered."""

_ALIASES: Final = {"zh": "zh-hant", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-hant-tw": "zh-hant"}


def language(code: str) -> str | None:
    """Give our code of a language written in any usual way (`zh_Hant`, `en-GB`), or None."""
    plain = code.replace("_", "-").lower()
    plain = _ALIASES.get(plain, plain)
    if plain in LANGUAGES:
        return plain
    base = plain.split("-")[0]
    return base if base in LANGUAGES else None


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or several languages; `to` always finds something to show. Made by `Text.of`."""

    entries: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, value: str | Mapping[str, str] | Text | None) -> Self:
        """Take a plain string (English) or {language: text}; refuse unknown languages, drop empty texts."""
        if value is None:
            return cls()
        if isinstance(value, Text):
            return cls(value.entries)
        if isinstance(value, str):
            return cls((("en", value),) if value else ())
        known = {_known(key): _string(text) for key, text in value.items()}
        return cls(tuple((code, known[code]) for code in LANGUAGES if known.get(code)))

    def to(self, lang: str) -> str:
        """Say it in a language, else in English, else in any language there is."""
        texts = dict(self.entries)
        wanted = language(lang)
        if wanted in texts:
            return texts[wanted]
        return texts.get("en") or next(iter(texts.values()), "")

    def having(self, lang: str, text: str) -> Self:
        """Give a copy with the text of one language replaced (an empty text removes it)."""
        return type(self).of(self.as_dict() | {lang: text})

    def as_dict(self) -> dict[str, str]:
        """Give {language: text} for storing."""
        return dict(self.entries)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in."""
        return tuple(code for code, _ in self.entries)

    def __bool__(self) -> bool:
        return bool(self.entries)

    def __str__(self) -> str:
        return self.to("en")


def _known(code: object) -> str:
    if isinstance(code, str) and code in LANGUAGES:
        return code
    raise Invalid(
        Message(
            gettext_noop("“%(code)s” is not one of the languages %(known)s."),
            code=code,
            known=", ".join(LANGUAGES),
        ),
        code="unknown_language",
    )


def _string(text: object) -> str:
    if isinstance(text, str):
        return text
    raise Invalid(Message(gettext_noop("“%(text)s” is not a text."), text=text), code="not_text")
