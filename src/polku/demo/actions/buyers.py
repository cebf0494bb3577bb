"""The buyer's side of the made-up company: a journey, what holds buyers up, what they have and what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from polku.access.logic import SYSTEM
from polku.deals.models import Deal
from polku.demo.actions.lives import Life
from polku.journey.actions import (
    answer_by_link,
    ask_buyer,
    give_feedback,
    load_ready,
    mark_material,
    raise_obstacles,
    remove_obstacles,
)
from polku.journey.logic.codes import ABOUT, Tone
from polku.journey.logic.incoming import NewFeedback, NewObstacle

JOURNEY: Final = "b2b"
SITE: Final = "https://polku.example"
_OFTEN: Final = ("price", "trust", "price", "no_authority", "rival", "paperwork", "price", "not_now")
_SCORES: Final = (5, 4, 2, 4, 3, 1, 5, None, 3)
"""Beside warmer, same, colder in turn: some said how content they are."""
_HAVE: Final = ("what_it_costs_today", "like_case", "what_sets_apart", "total_cost")


@dataclass(frozen=True)
class Said:
    """What people wrote, in one language."""

    remedy: str
    good: str
    bad: str


SAID: Final[Mapping[str, Said]] = {
    "en": Said("Pay in three parts", "Quick answers, no fuss.", "I had to ask for the offer twice."),
    "fi": Said(
        "Maksu kolmessa erässä", "Nopeat vastaukset, ei turhaa.", "Jouduin pyytämään tarjousta kahdesti."
    ),
    "lv": Said("Maksāt trīs daļās", "Ātras atbildes, bez liekā.", "Piedāvājumu nācās lūgt divreiz."),
    "pl": Said(
        "Płatność w trzech ratach",
        "Szybkie odpowiedzi, bez zamieszania.",
        "O ofertę musiałem prosić dwa razy.",
    ),
    "ru": Said("Оплата тремя частями", "Отвечают быстро и по делу.", "Предложение пришлось просить дважды."),
    "zh-hant": Said("分三期付款", "回覆迅速，乾脆俐落。", "報價要了兩次才拿到。"),
}


def begin(at: datetime) -> None:
    """The journey is in force from the start."""
    load_ready(JOURNEY, publish=True, actor=SYSTEM, at=at)


def speak(lives: Sequence[Life], language: str, at: datetime) -> None:
    """What sellers noted and buyers answered in the last sixteen weeks, told now."""
    said = SAID[language]
    deals = list(Deal.objects.filter(id__in=[life.deal_id for life in lives]).order_by("id"))
    _obstacles(deals, said, at)
    standing = [deal for deal in deals if deal.outcome == "open"]
    for place, deal in enumerate(standing):
        for key in _HAVE[: place % 4]:
            mark_material(deal.id, key, opened=place % 3 == 0, actor=SYSTEM, at=at)
    rows = [
        NewFeedback(
            deal.id,
            tuple(Tone)[place % 3].value,
            ABOUT[place % len(ABOUT)],
            at=_moment(deal, place, at),
            score=_SCORES[place % len(_SCORES)],
        )
        for place, deal in enumerate(deals[::5])
    ]
    give_feedback(rows, actor=SYSTEM, at=at)
    _answers(deals, said, language, at)


def _obstacles(deals: Sequence[Deal], said: Said, at: datetime) -> None:
    """Two of five deals met one; the price came up more often of late."""
    rows = [
        NewObstacle(deal.id, _OFTEN[place % len(_OFTEN)], raised_at=_moment(deal, place, at))
        for place, deal in enumerate(deals)
        if place % 5 < 2
    ]
    late = [
        deal for deal in deals if deal.outcome == "open" and (deal.opened_at or at) < at - timedelta(days=8)
    ]
    rows += [
        NewObstacle(
            deal.id,
            "price",
            raised_at=at - timedelta(days=1 + 2 * place),
            remedy=said.remedy if place % 3 else "",
        )
        for place, deal in enumerate(late[:9])
    ]
    noted = raise_obstacles(rows, actor=SYSTEM, at=at)
    closed = {deal.id for deal in deals if deal.outcome != "open"}
    gone = [
        one.obstacle_id
        for row, one in zip(rows, noted, strict=True)
        if one.event_id and one.obstacle_id and row.deal_id in closed
    ]
    remove_obstacles(gone, remedy=said.remedy, actor=SYSTEM, at=at)


def _answers(deals: Sequence[Deal], said: Said, language: str, at: datetime) -> None:
    """Every sixth buyer was asked; three of four answered."""
    for place, deal in enumerate(deals[::4]):
        asked = ask_buyer(deal.id, language=language, site=SITE, actor=SYSTEM, at=at).asking
        if place % 4 == 3:
            continue
        won = deal.outcome in ("won", "upgraded")
        ease = (5, 4, 5, 3)[place % 4] if won else (3, 4, 2, 5)[place % 4]
        answer_by_link(
            asked.token,
            ease=ease,
            knew="yes" if ease > 3 else "partly",
            again=("yes", "maybe", "no")[0 if won else place % 3],
            words=(said.good if ease > 3 else said.bad) if place % 2 == 0 else "",
            at=at,
        )


def _moment(deal: Deal, place: int, at: datetime) -> datetime:
    """Some days after the deal was opened, within the last sixteen weeks."""
    opened = max(deal.opened_at or at, at - timedelta(weeks=15))
    return min(at, opened + timedelta(days=2 + place % 9))
