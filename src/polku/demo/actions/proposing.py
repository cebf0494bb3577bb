"""Changes of the process in the demo: one proposal about the sale of spare parts, decided; one about the line, running.

The deals of spare parts are those of a small simulated company under two versions, brought in as history; what the
proposals find is computed from the same deals as every figure, by the same pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from polku.access.logic import SYSTEM, Actor
from polku.company.queries import calendar, day_of
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal, PastStep
from polku.deals.models import StageVisit
from polku.demo.logic.simulation import COMPANY, Company, Deal
from polku.demo.logic.simulation.clock import Clock, moment
from polku.demo.logic.simulation.lives import REASONS
from polku.demo.logic.simulation.running import lives
from polku.demo.names import COMPANIES
from polku.eventlog.events import Via
from polku.kernel.money import Money
from polku.process import queries as process
from polku.process.actions import publish_document
from polku.process.logic.document import to_document
from polku.process.models import ProcessVersion
from polku.proposals.actions import (
    close_finding,
    decide_proposal,
    note_finding,
    start_proposal,
    write_proposal,
)
from polku.proposals.logic import sampling, verdicts
from polku.proposals.logic.followed import DAY, Followed, measured
from polku.proposals.logic.incoming import NewFinding, NewProposal
from polku.proposals.logic.indicators import Indicator, natural
from polku.proposals.models import Proposal

ACTOR: Final = SYSTEM.through(Via.DEMO)
KEY: Final = "spare-parts"
SEED: Final = 5
FROM_DEALS: Final = 50
"""A demo with fewer deals than these stays without: the main line of sale is the one with most deals."""
WEEKS: Final = 60
TIMES: Final = (0.0, 30.0)
COUNTS: Final = (50, 50)
"""As few as let a sample be stated and a verdict be due."""
SPARE: Final = 2
"""Some may not have ended by now: so many more are told."""
WINDOW_DAYS: Final = 21
TRIED_DAYS: Final = 12
"""So long ago the line of sale was changed; that proposal runs."""
TRIED: Final = "find"
STAGES: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    (
        "contact",
        "find",
        {
            "en": "Request", "fi": "Pyyntö", "lv": "Pieprasījums", "pl": "Zapytanie", "ru": "Запрос", "zh-hant": "詢問",
        },
    ),
    (
        "offer",
        "offer",
        {
            "en": "Offer", "fi": "Tarjous", "lv": "Piedāvājums", "pl": "Oferta", "ru": "Предложение",
            "zh-hant": "報價",
        },
    ),
    (
        "close",
        "close",
        {
            "en": "Decision", "fi": "Päätös", "lv": "Lēmums", "pl": "Decyzja", "ru": "Решение", "zh-hant": "決定",
        },
    ),
)  # fmt: skip
NAME: Final = {
    "en": "Spare parts", "fi": "Varaosat", "lv": "Rezerves daļas", "pl": "Części zamienne", "ru": "Запасные части",
    "zh-hant": "備用零件",
}  # fmt: skip
WORDS: Final = {
    "finding": {
        "en": "Requests for parts lie for more than a week before anybody answers.",
        "fi": "Varaosapyynnöt odottavat vastausta yli viikon.",
        "lv": "Detaļu pieprasījumi gaida atbildi ilgāk par nedēļu.",
        "pl": "Zapytania o części czekają na odpowiedź ponad tydzień.",
        "ru": "Запросы на детали ждут ответа больше недели.",
        "zh-hant": "零件詢問等了一週以上才有人回覆。",
    },
    "first": {
        "en": "One person answers all requests", "fi": "Yksi henkilö vastaa kaikkiin pyyntöihin",
        "lv": "Viens cilvēks atbild uz visiem pieprasījumiem", "pl": "Jedna osoba odpowiada na wszystkie zapytania",
        "ru": "Один человек отвечает на все запросы", "zh-hant": "由一人回覆所有詢問",
    },
    "second": {
        "en": "Call every new lead within a day", "fi": "Soita jokaiselle uudelle liidille päivän sisällä",
        "lv": "Piezvanīt katram jaunam kontaktam dienas laikā", "pl": "Dzwonić do każdego nowego leada w ciągu dnia",
        "ru": "Звонить каждому новому лиду в течение дня", "zh-hant": "一天內致電每位新客戶",
    },
    "waits": {
        "en": "New leads wait for days before anybody calls.", "fi": "Uudet liidit odottavat soittoa päiviä.",
        "lv": "Jauni kontakti zvanu gaida dienām.", "pl": "Nowe leady czekają na telefon całymi dniami.",
        "ru": "Новые лиды днями ждут звонка.", "zh-hant": "新客戶要等好幾天才接到電話。",
    },
    "hope": {
        "en": "Who is called while the thought is fresh goes on sooner.",
        "fi": "Kenelle soitetaan heti, kun asia on mielessä, etenee nopeammin.",
        "lv": "Kam piezvana, kamēr doma ir svaiga, tas ātrāk iet tālāk.",
        "pl": "Do kogo zadzwonimy od razu, ten szybciej idzie dalej.",
        "ru": "Кому позвонят сразу, пока тема свежа, тот быстрее идёт дальше.",
        "zh-hant": "趁客戶還惦記時致電，進展會更快。",
    },
    "why": {
        "en": "Nobody owns them now. With an owner an answer takes days less.",
        "fi": "Kukaan ei nyt vastaa niistä. Vastuuhenkilön kanssa vastaus tulee päiviä aiemmin.",
        "lv": "Tagad par tiem neatbild neviens. Ar atbildīgo atbilde nāk par dienām ātrāk.",
        "pl": "Teraz nikt za nie nie odpowiada. Z osobą odpowiedzialną odpowiedź przyjdzie o kilka dni szybciej.",
        "ru": "Сейчас за них никто не отвечает. С ответственным ответ придёт на несколько дней раньше.",
        "zh-hant": "目前無人負責。有了負責人，回覆可提早數天。",
    },
}  # fmt: skip


def decided(seller: Actor, manager: Actor, language: str, *, at: datetime) -> int:
    """Fill in spare parts, which one seller sells, with the change that was tried there; the number of deals."""
    monday = at - timedelta(weeks=WEEKS)
    clock = Clock(monday, (7, 15))
    rows: list[Followed] = []
    for number, week in enumerate(TIMES, 1):
        version = _publish(number, clock, week)
        rows += _bring_in(_lived(number, clock, at), version, clock, seller, at=at)
    began = moment(clock.second(TIMES[1]))
    row = _propose(
        NewProposal(
            KEY, WORDS["first"][language], WORDS["why"][language], Indicator.STAGE_DAYS, 400, "contact", None, 2, 168,
            WINDOW_DAYS, "", manager.user_id,
        ),
        NewFinding(KEY, WORDS["finding"][language], "contact"),
        manager,
        at=began - timedelta(days=21),
    )  # fmt: skip
    if _start(row, rows, at=began + timedelta(hours=1)):
        found = verdicts.verdict(verdicts.arms(rows, _plan(row), int(at.timestamp())), _plan(row))
        decide_proposal(row.pk, found, actor=ACTOR, at=at - timedelta(days=5))
        close_finding(row.finding_id or 0, actor=manager, at=at - timedelta(days=4))
    return len(rows)


def change_line(key: str, *, at: datetime) -> ProcessVersion:
    """The line of sale in its second version: less time for the first call."""
    document = to_document(process.published(key))
    for stage in document["stages"]:
        if stage["key"] == TRIED:
            stage["expected_days"] = 1
    return publish_document(document, actor=ACTOR, at=at)


def running(key: str, manager: Actor, language: str, *, at: datetime) -> bool:
    """The proposal that goes with it, whose deals are still followed; whether a sample could be stated."""
    changed = at - timedelta(days=TRIED_DAYS)
    row = _propose(
        NewProposal(
            key, WORDS["second"][language], WORDS["hope"][language], Indicator.STAGE_DAYS, 100, TRIED, 1, 2, 182, 14,
            "", manager.user_id,
        ),
        NewFinding(key, WORDS["waits"][language], TRIED),
        manager,
        at=changed - timedelta(days=9),
    )  # fmt: skip
    return _start(row, _followed(row), at=changed + timedelta(hours=1))


def _followed(row: Proposal) -> list[Followed]:
    """The deals of the line by their first stay in the stage, as a comparison reads them."""
    day = calendar().seconds_per_day
    stays = StageVisit.objects.filter(deal__process_id=row.process_id, stage=row.stage, previous_stage="")
    return [
        Followed(
            stay.deal_id, stay.version_id, int(stay.entered_at.timestamp()), stay.deal.source, stay.deal.product, "",
            stay.deal.value_minor or 0, stay.deal.outcome, None, int(stay.entered_at.timestamp()),
            int(stay.left_at.timestamp()) if stay.left_at else None, stay.leaving,
            (stay.working_seconds or 0) / day,
        )
        for stay in stays.select_related("deal").order_by("entered_at", "id")
        if stay.entered_at
    ]  # fmt: skip


def _company(number: int) -> Company:
    """Under the first version most requests lie into their second week, then hardly any."""
    keys = COMPANY.keys
    stops = tuple(COMPANY.stops[keys.index(key)] for key, _phase, _name in STAGES)
    quick = replace(stops[0], pace=(0.05, 0.6, 0.9) if number == 1 else (0.85, 0.9))
    return replace(
        COMPANY, stops=(quick, *stops[1:]), habits=(), skipped_stage="contact", back_share=0.0, value_slows=1.0,
        products=(("parts", 1.0, 60_000),),
    )  # fmt: skip


def _lived(number: int, clock: Clock, at: datetime) -> list[Deal]:
    """Deals that began under a version and have ended by now, spread over its time."""
    begins, ends = TIMES[number - 1], (TIMES[1] - 4, WEEKS - 6)[number - 1]
    count = COUNTS[number - 1] + SPARE
    openings = [begins + (ends - begins) * (place + 0.5) / count for place in range(count)]
    now = clock.week(at) - 0.2
    return [deal for deal in lives(_company(number), SEED + number, openings) if deal.closed < now][
        : COUNTS[number - 1]
    ]


def _publish(number: int, clock: Clock, week: float) -> ProcessVersion:
    says = WORDS["first"] if number > 1 else None
    document: dict[str, Any] = {
        "polku": 1, "key": KEY, "name": NAME,
        "stages": [{"key": key, "name": name, "phase": phase, "role": "seller"} for key, phase, name in STAGES],
    }  # fmt: skip
    if says:
        document["stages"][0]["purpose"] = says
    return publish_document(document, actor=ACTOR, at=moment(clock.second(week)))


def _bring_in(
    told: Sequence[Deal], version: ProcessVersion, clock: Clock, seller: Actor, *, at: datetime
) -> list[Followed]:
    """History under one version, as it would be imported; the same deals as a comparison reads them."""
    wanted = [_new(deal, clock, seller) for deal in told]
    made = open_deals(wanted, actor=ACTOR, at=at, process=KEY, history=True)
    day = calendar().seconds_per_day
    found = []
    for deal, new, done in zip(told, wanted, made, strict=True):
        first, after = new.past[0].when, new.past[1].when
        if done.deal is None or first is None or after is None:
            raise done.error or RuntimeError("a deal of the demo has no course")
        found.append(
            Followed(
                done.deal.pk, version.pk, int(first.timestamp()), new.source, new.product, "company",
                deal.value_minor, deal.outcome, clock.second(deal.closed), int(first.timestamp()),
                int(after.timestamp()), new.past[1].leaving, calendar().working_seconds(first, after) / day,
            )
        )  # fmt: skip
    return found


def _new(deal: Deal, clock: Clock, seller: Actor) -> NewDeal:
    keys = [key for key, _phase, _name in STAGES]
    times = [clock.second(deal.opened)]
    for stay in deal.stays:
        times.append(max(times[-1] + 60, clock.second(stay.left)))
    past = [PastStep("", keys[0], moment(times[0]))]
    for stay, second in zip(deal.stays, times[1:], strict=True):
        onward = keys[stay.stage + 1] if stay.leaving == "moved" else ""
        past.append(PastStep(stay.leaving, onward, moment(second)))
    source, won = COMPANY.sources[deal.source].key, deal.outcome == "won"
    return NewDeal(
        title=f"Parts {times[0] // 86_400}",
        external_id=f"parts-{times[0] // 86_400}",
        company=COMPANIES[deal.customer % len(COMPANIES)],
        source=source,
        product="parts",
        owner_id=seller.user_id,
        value=Money(deal.value_minor, "EUR"),
        opened_at=moment(times[0]),
        won=won,
        won_at=moment(times[-1]) if won else None,
        lost=not won,
        lost_at=None if won else moment(times[-1]),
        past=tuple(past),
        outcome=deal.outcome,
        reasons=() if won else (REASONS[keys[deal.stays[-1].stage]],),
    )


def _propose(new: NewProposal, shown: NewFinding, manager: Actor, *, at: datetime) -> Proposal:
    """A finding, seen by the manager, and what is proposed of it some days later."""
    due = day_of(at) + timedelta(days=42)
    finding = note_finding(replace(shown, owner_id=manager.user_id, due_date=due), actor=manager, at=at)
    later = at + timedelta(days=4)
    return write_proposal(replace(new, finding_id=finding.pk), actor=manager, at=later)


def _start(row: Proposal, rows: Sequence[Followed], *, at: datetime) -> bool:
    """State the sample; other working hours than usual may leave none, and then it stays a draft."""
    now = int(at.timestamp())
    before = [one for one in rows if one.version_id == row.old_version_id]
    known = measured(before, Indicator.STAGE_DAYS, window_days=row.window_days, now=now, bands=())
    effect = natural(Indicator.STAGE_DAYS, row.effect)
    sample = sampling.needed([one.value for one in known], Indicator.STAGE_DAYS, effect)
    began = [one.began for one in known]
    per_week = (len(began) - 1) / max(1, began[-1] - began[0]) * 7 * DAY if len(began) > 1 else 0.0
    if sample.enough:
        start_proposal(row.pk, sample, per_week, actor=ACTOR, at=at)
        row.refresh_from_db()
    return sample.enough


def _plan(row: Proposal) -> verdicts.Plan:
    start = int(row.counts_from.timestamp()) if row.counts_from else 0
    return verdicts.Plan(
        Indicator.STAGE_DAYS, natural(Indicator.STAGE_DAYS, row.effect), row.old_version_id, row.new_version_id or 0,
        row.sample["old"], row.sample["new"], row.window_days, start, start + row.period_days * DAY, row.stage,
    )  # fmt: skip
