"""Text as people search, compare and send it: folded to find, keyed to match, checked to store."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.letters import (
    BARE,
    BEGINNINGS,
    CYRILLIC,
    CYRILLIC_FORMS,
    ENDINGS,
    FORM_WORDS_MAX,
    HAN_FORMS,
    Forms,
)
from polku.kernel.words import Text as Text

# Accents of Latin, Greek and Cyrillic only: marks of Devanagari, Thai or kana make another letter.
_ACCENTS: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
# Han with kana: both are written without spaces.
_HAN: Final = (
    "\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_HAN_RUN: Final = re.compile(f"([{_HAN}]+)")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ASCII_WORD: Final = re.compile("[A-Za-z0-9]+")
# “S.p.A.”, “o.o.”, “A/S”: single letters parted by dots or a slash are one word; “Amazon.com” is two.
_INITIALS: Final = re.compile(r"\b\w(?:[./]\w)+\b")


def fold(text: str) -> str:
    """Make spelling variants equal: case, accents, ł and ß, widths, spaces. `ŁÓDŹ` and `łódź` give `lodz`."""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    plain = _decomposed(_decomposed(text).casefold())
    plain = _ACCENTS.sub("", plain.translate(BARE))
    if not plain.isascii():
        plain = "".join(char for char in plain if unicodedata.category(char) != "Cf")
        plain = unicodedata.normalize("NFC", plain)
    return " ".join(plain.split())


def transliterate(text: str) -> str:
    """Give folded text with Cyrillic in Latin letters: `Ромашка` gives `romashka`."""
    return " ".join(fold(text).translate(CYRILLIC).split())


def search_tokens(text: str) -> str:
    """Give what the search index stores: folded words; Chinese as overlapping pairs and single characters."""
    plain = fold(text)
    if plain.isascii():
        return " ".join(_ASCII_WORD.findall(plain))
    tokens: list[str] = []
    for run, is_han in _runs(plain):
        if is_han:
            tokens += _pairs(run)
            tokens += run if len(run) > 1 else ()
        else:
            tokens.append(run)
    return " ".join(tokens)


def query_tokens(text: str) -> list[str]:
    """Give what to look for in the index, each once: folded words, Chinese as pairs (or the one character)."""
    tokens: list[str] = []
    for run, is_han in _runs(fold(text)):
        tokens += _pairs(run) if is_han else [run]
    return list(dict.fromkeys(tokens))


@lru_cache(maxsize=4096)
def company_key(name: str) -> str:
    """Give what tells a company's name from others.

    Without legal form, case, accents and punctuation, in Latin letters; a name that is
    nothing but a legal form keeps it.
    """
    plain = fold(name).replace("&", " and ").replace("+", " and ").replace("'", "")
    words = _words(_INITIALS.sub(lambda found: re.sub("[./]", "", found[0]), plain))
    words = _without_forms(words, CYRILLIC_FORMS, CYRILLIC_FORMS)
    if not plain.isascii():
        words = _words(_without_han_forms(" ".join(words).translate(CYRILLIC)))
    return " ".join(_without_forms(words, BEGINNINGS, ENDINGS))


def person_key(name: str) -> str:
    """Give a person's name with its parts in one order: `Kowalski, Łukasz` equals `Lukasz Kowalski`."""
    return " ".join(sorted(_words(transliterate(name).replace("'", ""))))


def email_key(address: str) -> str:
    """Give an address as the mailbox it reaches: lower case, without a +tag."""
    plain = address.strip().lower()
    local, at, domain = plain.rpartition("@")
    if not at:
        return plain
    return f"{local.split('+', 1)[0] or local}@{domain.rstrip('.')}"


def phone_key(text: str, region: str | None = None) -> str:
    """Give a number in its international form (`+358401234567`) if it can be known, else its digits.

    `region` (`"FI"`) says where a number without a country prefix is at home.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(str(unicodedata.digit(char)) for char in plain if char.isdigit())
    if not digits:
        return ""
    if region is None and digits.startswith("00") and not plain.startswith("+"):
        plain, digits = "+" + digits[2:], digits[2:]
    if region is None and not plain.lstrip("( ").startswith("+"):
        return digits
    return _international(plain, region) or ("+" + digits if plain.startswith("+") else digits)


def slug(text: str, *, max_length: int = 60) -> str:
    """Give a name for an address or a file: ASCII letters, digits and hyphens.

    Letters with no Latin form are written as their code (`中` gives `u4e2d`), so two names stay two.
    """
    parts = []
    for word in _words(transliterate(text)):
        spelled = re.sub(r"[^\x00-\x7f]", lambda found: f"-u{ord(found[0]):x}-", word)
        parts += [part for part in spelled.split("-") if part]
    return "-".join(parts)[:max_length].strip("-")


def clean(
    text: str, *, max_length: int | None = None, multiline: bool = False, field: str | None = None
) -> str:
    """Accept a text exactly as it came, or refuse what only one of the databases would take.

    Refuses NUL, halves of characters (lone surrogates), more than `max_length` characters and, unless
    `multiline`, line breaks. Never changes a byte.
    """
    problem, code = _problem(text, max_length, multiline)
    if problem is not None:
        raise Invalid(problem, code=code, field=field)
    return text


def _problem(text: str, max_length: int | None, multiline: bool) -> tuple[object, str]:
    if "\x00" in text:
        return gettext_noop("The text contains a NUL character."), "nul"
    if not text.isascii() and _SURROGATE.search(text):
        return gettext_noop("The text contains a broken character."), "surrogate"
    if max_length is not None and len(text) > max_length:
        message = gettext_noop("The text has %(length)s characters; at most %(max)s are allowed.")
        return Message(message, length=len(text), max=max_length), "too_long"
    if not multiline and ("\n" in text or "\r" in text):
        return gettext_noop("The text must be on one line."), "line_break"
    return None, ""


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def _words(text: str) -> list[str]:
    """Part folded text into words of letters, digits and their marks."""
    if text.isascii():
        return _ASCII_WORD.findall(text)
    kept = "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in text)
    return kept.split()


def _runs(folded: str) -> Iterator[tuple[str, bool]]:
    for word in _words(folded):
        for index, run in enumerate(_HAN_RUN.split(word)):
            if run:
                yield run, index % 2 == 1


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _without_han_forms(name: str) -> str:
    for form in HAN_FORMS:
        for rest in (name.removesuffix(form), name.removeprefix(form)):
            if rest != name and rest.strip():
                return _without_han_forms(rest.strip())
    return name


def _without_forms(words: list[str], beginnings: Forms, endings: Forms) -> list[str]:
    """Take legal forms off the end, then off the beginning, as long as something is left."""
    while ending := _match(words, endings, at_end=True):
        words = words[:-ending]
    while beginning := _match(words, beginnings, at_end=False):
        words = words[beginning:]
    return words


def _match(words: list[str], forms: Forms, *, at_end: bool) -> int:
    if not words or words[-1 if at_end else 0] not in _edges(forms, at_end):
        return 0
    for size in range(min(FORM_WORDS_MAX, len(words) - 1), 0, -1):
        if tuple(words[-size:] if at_end else words[:size]) in forms:
            return size
    return 0


@cache
def _edges(forms: Forms, at_end: bool) -> frozenset[str]:
    """The words a form ends or begins with: most names have none of them there."""
    return frozenset(form[-1 if at_end else 0] for form in forms)


def _international(text: str, region: str | None) -> str:
    # The tables of numbers take 50 ms to load: only who meets a phone number pays.
    import phonenumbers  # noqa: PLC0415 -- heavy library, loaded on first use

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
