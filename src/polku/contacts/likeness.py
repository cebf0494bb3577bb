"""How alike two customers are, and why. Pure."""

from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

SCORE_MIN: Final = 50
"""Below it two customers are not called alike."""

LIKE_NAME_MIN: Final = 86
_WORTH: Final = {"same_vat": 97, "same_mail": 92, "same_phone": 80, "same_name": 70}
_PERSON_NAME: Final = 55
_OTHER_COUNTRY: Final = 25


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells a customer from others."""

    kind: str = ""
    name_key: str = ""
    country: str = ""
    vat_id: str = ""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing two customers share (or that parts them) and its points."""

    code: str
    points: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score of 0 to 100 with its reasons, the strongest first."""

    score: int
    reasons: tuple[Reason, ...]


def likeness(one: Facts, other: Facts) -> Likeness:
    """Weigh what two customers share.

    Each reason leaves a part of the doubt: of what one reason does not explain, the next explains its share.
    Different countries take a quarter away.
    """
    reasons = sorted(_reasons(one, other), key=lambda reason: -reason.points)
    doubt = 1.0
    for reason in reasons:
        doubt *= 1 - reason.points / 100
    score = 1 - doubt
    if reasons and one.country and other.country and one.country != other.country:
        reasons.append(Reason("other_country", -_OTHER_COUNTRY))
        score *= 1 - _OTHER_COUNTRY / 100
    return Likeness(round(score * 100), tuple(reasons))


def _reasons(one: Facts, other: Facts) -> list[Reason]:
    found = []
    if one.vat_id and one.vat_id == other.vat_id:
        found.append(Reason("same_vat", _WORTH["same_vat"]))
    if one.emails & other.emails:
        found.append(Reason("same_mail", _WORTH["same_mail"]))
    if one.phones & other.phones:
        found.append(Reason("same_phone", _WORTH["same_phone"]))
    if one.name_key and one.name_key == other.name_key:
        person = "person" in (one.kind, other.kind)
        found.append(Reason("same_name", _PERSON_NAME if person else _WORTH["same_name"]))
    elif (ratio := _ratio(one.name_key, other.name_key)) >= LIKE_NAME_MIN:
        found.append(Reason("like_name", round(30 + (ratio - LIKE_NAME_MIN) * 2)))
    return found


def _ratio(one: str, other: str) -> float:
    """Of the words in whatever order; a slip in the first letter of a word sorts it elsewhere, so as they stand too."""
    if not (one and other):
        return 0
    as_they_stand = fuzz.ratio(one, other, score_cutoff=LIKE_NAME_MIN)
    return as_they_stand or fuzz.token_sort_ratio(one, other, score_cutoff=LIKE_NAME_MIN)
