"""How wide a text will be, and how it is laid in one line or two.

Fonts differ, so widths are on the safe side: measured against DejaVu Sans, the widest of the usual ones.
"""

import re
from dataclasses import dataclass
from typing import Final

_NARROW: Final = frozenset("iljtfrI.,:;'!|()[]-·’ \u00a0ļíīįії")
_WIDE: Final = frozenset("mwMWЖШЩЮФЫМжшщюфым%@—…œæ")
_VOWELS: Final = frozenset("aeiouyàáâäåæãąāéèêëęēěíìîïīįóòôöõøőōúùûüűūýÿаеёиіїоуыэюяє")
_DIGRAPHS: Final = frozenset(("ch", "ck", "cz", "dz", "dź", "dż", "dž", "ph", "qu", "rz", "sh", "sz", "th"))
_BREAK: Final = re.compile(r"(?<=[-/–])|\s+")
CONDENSED_LEAST: Final = 0.7
"""Letters are pressed together to this part of their width, then the text is cut."""
CONDENSED_WORD: Final = 0.82
"""A single word is pressed together to this part of its width before it is broken in its middle."""


@dataclass(frozen=True)
class Line:
    """One line of text; `length` presses it into that width, `width` is what it takes."""

    text: str
    width: float
    length: float | None = None


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how many units a text takes."""
    return size * (1.1 if bold else 1.0) * sum(_advance(char) for char in text)


def one_line(text: str, room: float, size: float, *, bold: bool = False) -> Line:
    """The text in one line: as it is, pressed together, or cut."""
    width = width_of(text, size, bold=bold)
    if width <= room:
        return Line(text, width)
    least = CONDENSED_LEAST
    if width * least <= room:
        return Line(text, room, room)
    cut = text
    while cut and width_of(cut + "…", size, bold=bold) * least > room:
        cut = cut[:-1]
    return Line(cut.rstrip() + "…", room, room)


def two_lines(text: str, room: float, size: float, *, bold: bool = False) -> list[Line]:
    """The text in one line if it fits, else in the two that are most alike."""
    width, pairs = width_of(text, size, bold=bold), _halves(text)
    if width <= room or (not pairs and width * CONDENSED_WORD <= room):
        return [one_line(text, room, size, bold=bold)]
    middle = (len(text) + 1) // 2
    pairs = pairs or _syllables(text) or [(text[:middle] + "-", text[middle:])]
    halves = min(pairs, key=lambda pair: max(width_of(half, size, bold=bold) for half in pair))
    return [one_line(half, room, size, bold=bold) for half in halves]


def widest_word(text: str, size: float, *, bold: bool = False) -> float:
    """The room that a text needs in two lines without any word broken; letters may be pressed together."""
    halves = _halves(text)
    if not halves:
        return CONDENSED_WORD * width_of(text, size, bold=bold)
    return CONDENSED_WORD * min(max(width_of(half, size, bold=bold) for half in pair) for pair in halves)


def widest_part(text: str, size: float, *, bold: bool = False) -> float:
    """The room that a text needs in two lines where a single word may be broken between syllables."""
    pairs = [] if _halves(text) else _syllables(text)
    if not pairs:
        return widest_word(text, size, bold=bold)
    return CONDENSED_WORD * min(max(width_of(half, size, bold=bold) for half in pair) for pair in pairs)


def _syllables(word: str) -> list[tuple[str, str]]:
    """Every way to break a word in two before a consonant that a vowel follows, neither part shorter than three."""
    plain = word.casefold()
    places = [
        place - 1 if plain[place - 1 : place + 1] in _DIGRAPHS else place
        for place in range(3, len(word) - 2)
        if plain[place] not in _VOWELS and plain[place + 1] in _VOWELS and plain[place].isalpha()
    ]
    return [
        (word[:place] + "-", word[place:]) for place in places if place > 2 and _VOWELS & set(plain[:place])
    ]


def _halves(text: str) -> list[tuple[str, str]]:
    """Every way to break a text in two: at spaces and hyphens, and between Han characters."""
    pairs = [
        (text[: match.start()].rstrip(), text[match.end() :].lstrip())
        for match in _BREAK.finditer(text)
        if 0 < match.start() < len(text)
    ]
    pairs += [
        (text[:place], text[place:])
        for place in range(1, len(text))
        if _is_han(text[place - 1]) and _is_han(text[place])
    ]
    return pairs


def _advance(char: str) -> float:
    if _is_han(char):
        return 1.0
    if char in _NARROW:
        return 0.38
    if char in _WIDE:
        return 0.95
    return 0.7 if char.isupper() else 0.61


def _is_han(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\uffef" or "\u3000" <= char <= "\u30ff"
