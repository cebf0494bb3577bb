"""The findings as reports and figures: for each its computing, its table, its facts, what it may be asked.

One list for pages, files, the command line and the API, so that each says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from polku.access.models import User
from polku.insight import queries
from polku.insight.filters import Filter
from polku.insight.logic import (
    buyer_tables,
    contrast_tables,
    finding_tables,
    findings,
    late_delivery,
    offering,
    orders_right,
    passing,
    skills,
    spreading,
    tables,
)
from polku.insight.logic.asked import Asked
from polku.insight.logic.buyers import HORIZONS, Retention, Satisfaction
from polku.insight.logic.needless import looks_needless
from polku.insight.logic.stage_losses import StageCauses
from polku.insight.logic.tables import Table, Value
from polku.insight.models import AllowedDeviation

Facts = Mapping[str, Value]


@dataclass(frozen=True)
class Seen:
    """A finding, computed: the typed figure, its table, what else is to be said, and until when deals were watched."""

    found: Any
    table: Table
    facts: Facts
    watched_until: datetime | None = None


@dataclass(frozen=True)
class Sight:
    """A finding by name. `asks` are the fields of `Asked` that it heeds; `about` says what it is, in English."""

    name: str
    about: str
    see: Callable[[Filter, datetime, Asked], Seen]
    asks: tuple[str, ...] = ()


def _between(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.Between = queries.finding("between", "between", f, now=now, asked=asked)
    return Seen(found, finding_tables.between(found), finding_tables.between_facts(found), found.censored_at)


def _between_weeks(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.Between = queries.finding("between", "between", f, now=now, asked=asked)
    facts: Facts = {"stage": found.stage, "until": found.until, "undated": found.undated}
    return Seen(found, finding_tables.between_weeks(found), facts, found.censored_at)


def _cohorts(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.Cohorts = queries.finding("cohorts", "cohorts", f, asked=asked)
    return Seen(found, finding_tables.cohorts(found), {"stage": found.stage, "per": found.per})


def _after_act(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.AfterActs = queries.finding("acts", "after_acts", f)
    return Seen(found, finding_tables.after_acts(found), {})


def _first_acts(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.FirstActs = queries.finding("acts", "first_acts", f, now=now, asked=asked)
    share = found.share
    facts: Facts = {
        "act": found.act,
        "then": found.then,
        "days": found.days,
        "followed": found.followed,
        "share": share.share,
        "low": share.low,
        "high": share.high,
        "young": found.young,
    }
    return Seen(found, finding_tables.first_acts(found), facts)


def _flow(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.CumulativeFlow = queries.finding("standing", "cumulative_flow", f, now=now)
    return Seen(found, finding_tables.cumulative_flow(found), {"undated": found.undated})


def _variant_groups(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.VariantGroups = queries.finding("going_round", "variant_groups", f)
    as_designed = next((one.n for one in found.groups if not one.shape), 0)
    return Seen(found, finding_tables.variant_groups(found), {"as_designed": as_designed})


def _rework(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.Rework = queries.finding("going_round", "rework", f)
    return Seen(found, finding_tables.rework(found), {"deals": found.deals})


def _handovers(f: Filter, now: datetime, asked: Asked) -> Seen:
    roles = tuple(sorted(User.objects.values_list("id", "role")))
    found: findings.Handovers = queries.finding("going_round", "handovers", f, roles=roles)
    same, handed = found.same_working_seconds, found.handed_working_seconds
    facts: Facts = {
        "handed": found.handed,
        "same_working_hours": tables.in_hours(same),
        "handed_working_hours": tables.in_hours(handed),
    }
    return Seen(found, finding_tables.handovers(found), facts)


def _deviations(f: Filter, now: datetime, asked: Asked) -> Seen:
    allowed = _allowed(f)
    found: findings.Deviations = queries.finding("deviating", "deviations", f, allowed=allowed)
    needless = ",".join(one.deviation.stage for one in found.deviations if looks_needless(one))
    facts: Facts = {
        "fitting": found.fitting,
        "strictly": found.strictly,
        "allowed": len(allowed),
        "needless": needless,
    }
    return Seen(found, finding_tables.deviations(found), facts)


def _who_deviates(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.WhoDeviates = queries.finding("deviating", "who_deviates", f, allowed=_allowed(f))
    return Seen(found, contrast_tables.who_deviates(found), {"tested": found.tested})


def _allowed(f: Filter) -> tuple[tuple[str, str], ...]:
    known = AllowedDeviation.objects.in_force(f.process or queries.main_process(f))
    return tuple(known.order_by("code").values_list("code", "reason"))


def _bottlenecks(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.Bottlenecks = queries.finding("costs", "bottlenecks", f, now=now)
    return Seen(found, contrast_tables.bottlenecks(found), {})


def _waiting(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.Waiting = queries.finding("costs", "waiting", f, now=now, asked=asked)
    facts: Facts = {
        "stage": found.stage,
        "undated": found.undated,
        "rises_at": found.rises_at,
        "before": found.before,
        "after": found.after,
        "p": found.p,
    }
    return Seen(found, contrast_tables.waiting(found), facts, found.censored_at)


def _causes(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.Causes = queries.finding("causes", "causes", f, now=now, asked=asked)
    facts: Facts = {
        "about": found.about,
        "with_effect": found.with_effect,
        "tested": found.tested,
        "limit_days": found.limit_days,
        "told_after": ",".join(found.told_after),
    }
    return Seen(found, contrast_tables.causes(found), facts)


def _stage_causes(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: StageCauses = queries.stage_causes(f, now)
    dearest = found.stages[0] if found.stages and found.stages[0].wins else None
    facts: Facts = {
        "tested": found.tested,
        "is_stuck": int(found.is_stuck),
        "told_after": ",".join(found.told_after),
        "dearest": dearest.stage if dearest else "",
        "lost": dearest.lost.k if dearest else 0,
        "wins": round(dearest.wins, 1) if dearest else None,
        "wins_low": round(dearest.wins_low, 1) if dearest else None,
        "wins_high": round(dearest.wins_high, 1) if dearest else None,
    }
    return Seen(found, contrast_tables.stage_causes(found), facts)


def _like_for_like(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.LikeForLikes = queries.finding("causes", "like_for_like", f)
    return Seen(
        found, contrast_tables.like_for_like(found), {"strata": found.strata, "is_said": int(found.is_said)}
    )


def _passing(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: passing.Passing = queries.finding("passing", "passing", f, asked=asked)
    return Seen(found, passing.table(found), passing.facts(found))


def _at_once(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: offering.AtOnce = queries.finding("offering", "at_once", f, now=now, asked=asked)
    share = found.share
    facts: Facts = {
        "days": found.days,
        "accepted": share.k,
        "share": share.share,
        "low": share.low,
        "high": share.high,
        "young": found.young,
        "tested": found.tested,
    }
    return Seen(found, offering.table(found), facts)


def _orders_right(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: orders_right.OrdersRight = queries.finding("orders_right", "orders_right", f, now=now, asked=asked)
    told = dict(zip(("share", "low", "high"), orders_right.told(found.whole), strict=True))
    facts: Facts = {"by": found.attribute, "coming": found.coming, "undated": found.undated, **told}
    return Seen(found, orders_right.table(found), facts)


def _consistency(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: spreading.Spreads = queries.finding("spreading", "consistency", f, now=now)
    facts: Facts = {"sellers": found.sellers, "is_said": int(found.is_said)}
    return Seen(found, spreading.table(found), facts)


def _skills(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: skills.Skills = queries.finding("skills", "skills", f)
    facts: Facts = {"tested": len(found.rows), "people": found.people, "is_said": int(found.is_said)}
    return Seen(found, skills.table(found), facts)


def _drift(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: findings.Drift = queries.finding("drift", "drift", f, now=now)
    changed = sum(len(one.changes) for one in found.series)
    return Seen(found, contrast_tables.drift(found), {"series": len(found.series), "changes": changed})


def _satisfaction(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: Satisfaction = queries.finding("satisfaction", "satisfaction", f, asked=asked)
    keys = ("share", "low", "high", "mean", "mean_low", "mean_high")
    told = dict(zip(keys, buyer_tables.told(found.whole), strict=True))
    return Seen(
        found, buyer_tables.satisfaction(found), {"by": found.attribute, "deals": found.deals, **told}
    )


def _late_delivery(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: late_delivery.AfterDelivery = queries.finding("late_delivery", "late_delivery", f)
    facts: dict[str, Value] = {"scored": found.scored, "early": found.early}
    for group in (late_delivery.LATE, late_delivery.WAITING):
        for name, one in (("gap", found.content_apart(group)), ("mean_apart", found.mean_apart(group))):
            ends = zip(("", "_low", "_high"), late_delivery.apart(one), strict=True)
            facts |= {f"{group}_{name}{end}": value for end, value in ends}
    return Seen(found, late_delivery.table(found), facts)


def _retention(f: Filter, now: datetime, asked: Asked) -> Seen:
    found: Retention = queries.finding("retention", "retention", f, now=now, asked=asked)
    keys = [f"within_{days}{end}" for days in HORIZONS for end in ("", "_low", "_high")]
    told = dict(zip(keys, buyer_tables.returned(found.whole), strict=True))
    facts = {"by": found.attribute, "returned": found.whole.returned, "undated": found.undated, **told}
    return Seen(found, buyer_tables.retention(found), facts, found.censored_at)


_ALL: Final = (
    Sight("between", "Time from one stage to another; competing outcomes.", _between, ("stage", "until")),
    Sight("between-weeks", "The same, by week of coming to the first.", _between_weeks, ("stage", "until")),
    Sight("cohorts", "Reached, moved on, won in the end, by period of opening.", _cohorts, ("stage", "per")),
    Sight("after-act", "Won, lost, still open, after each kind of act.", _after_act),
    Sight("first-acts", "First acts that led to another in time.", _first_acts, ("act", "then", "days")),
    Sight("flow", "The cumulative flow diagram: what stands where, by week.", _flow),
    Sight("variant-groups", "Sequences by what they skip or repeat.", _variant_groups),
    Sight("rework", "Stages that deals came to again, and what goes with it.", _rework),
    Sight("handovers", "Moves from one hand to another, and the wait before.", _handovers),
    Sight("deviations", "Deals against their version, and what goes with deviating.", _deviations),
    Sight("who-deviates", "People whose deals leave the line where others' do not.", _who_deviates),
    Sight("bottlenecks", "Stages by waiting, volume and wins lost.", _bottlenecks),
    Sight("waiting", "The chance of leaving by days waited, and when it rises.", _waiting, ("stage",)),
    Sight("causes", "What loss, no win in time, or slowness goes with.", _causes, ("about",)),
    Sight("stage-causes", "Which group loses more at which stage, in wins.", _stage_causes),
    Sight("like-for-like", "Teams and people with the mix held constant.", _like_for_like),
    Sight("skills", "Each seller stage by stage beside like deals of the others.", _skills),
    Sight("drift", "What changed, with dates.", _drift),
    Sight(
        "passing", "Who got past a phase, when and by group, and what came of it.", _passing, ("by", "per")
    ),
    Sight("at-once", "First offers accepted at once, and what went before them.", _at_once, ("days",)),
    Sight("orders-right", "Orders shipped in full in time, nothing wrong, by group.", _orders_right, ("by",)),
    Sight("consistency", "How far sellers are apart beyond chance.", _consistency),
    Sight("satisfaction", "How content buyers said they are, by group.", _satisfaction, ("by",)),
    Sight("late-delivery", "How content buyers are after late delivery, against on time.", _late_delivery),
    Sight("retention", "Whether customers come back after their first win.", _retention, ("by",)),
)
SIGHTS: Final[Mapping[str, Sight]] = {one.name: one for one in _ALL}


def answer(seen: Seen) -> dict[str, Any]:
    """A finding as plain values for JSON: the command line and the API give the same."""
    table = seen.table
    rows = [dict(zip(table.keys, row, strict=True)) for row in table.rows]
    until = {"censored_at": seen.watched_until.isoformat()} if seen.watched_until else {}
    return {"n": table.n, **until, "facts": dict(seen.facts), "rows": rows}
