"""Which old encoding a text is in, by the letters of the languages it could be written in.

A general detector takes Polish for Icelandic in a file of short names; the letters of a dozen languages do not.
"""

import re
from typing import Final

_LETTERS: Final = {
    "fi": "äöåüé",
    "de": "äöüßé",
    "da": "æøåé",
    "fr": "éèàçêâôîùûëïœ",
    "es": "áéíóúñãõçâêôàü¿¡ªº",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýžľĺŕôä",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșțşţ",
    "lv": "āčēģīķļņšūž",
    "lt": "ąčęėįšųūž",
    "et": "äõöüšž",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ№",
}
_ENCODINGS: Final = (
    ("cp1252", ("fi", "de", "da", "fr", "es")),
    ("cp1250", ("pl", "cs", "hu", "ro")),
    ("cp1251", ("ru",)),
    ("cp1257", ("lv", "lt", "et")),
    ("iso8859-2", ("pl", "cs", "hu")),
    ("koi8-r", ("ru",)),
    ("cp866", ("ru",)),
    ("cp850", ("fi", "de", "da", "fr", "es")),
    ("mac-roman", ("fi", "de", "da", "fr", "es")),
)
_HAN: Final = (("big5", 0xA4, 0xC6), ("gb18030", 0xB0, 0xD7))
"""With the first bytes of the characters in daily use."""

_NEUTRAL: Final = frozenset("\u00a0–—‘’‚“”„«»…•·€§°´×")
_SURE: Final = 0.8


def guess_alphabet(sample: bytes) -> str:
    """The encoding in which a sample, not UTF-8, reads most like a language."""
    scores = [(_han_score(sample, name, first, last), 1, name) for name, first, last in _HAN]
    for place, (name, languages) in enumerate(_ENCODINGS):
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        odd = [char for char in text if char > "\x7f" and char not in _NEUTRAL]
        whole = 1.0 - _mixed(text) if "ru" in languages else 1.0
        scores += [(whole * _score(odd, _LETTERS[language]), -place, name) for language in languages]
    score, _, name = max(scores)
    if score >= _SURE:
        return name
    from charset_normalizer import from_bytes  # noqa: PLC0415 -- heavy library, loaded on first use

    best = from_bytes(
        sample, cp_isolation=[name for name, _ in _ENCODINGS] + ["big5", "gb18030", "shift_jis"]
    ).best()
    return name if best is None else best.encoding.replace("_", "-")


def _score(odd: list[str], letters: str) -> float:
    """The share of a language's own letters; large ones count less, or KOI8 and Windows would look alike."""
    if not odd:
        return 0.5
    small, large = set(letters), set(letters.upper())
    return sum(1.0 if char in small else 0.8 if char in large else 0.0 for char in odd) / len(odd)


def _mixed(text: str) -> float:
    """The share of words in which Cyrillic and Latin letters stand together, as they do only when misread."""
    words = [
        word for word in re.findall(r"[^\W\d_]+", text) if any("\u0400" <= char <= "\u04ff" for char in word)
    ]
    return (
        sum(1 for word in words if any("a" <= char <= "z" for char in word.lower())) / len(words)
        if words
        else 0.0
    )


def _han_score(sample: bytes, name: str, first: int, last: int) -> float:
    """The share of characters in daily use among those of two bytes; nothing where it can't be decoded."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return 0.0
    leads = [encoded[0] for char in text if char > "\x7f" and len(encoded := char.encode(name)) == 2]
    return sum(1 for lead in leads if first <= lead <= last) / len(leads) if leads else 0.0
