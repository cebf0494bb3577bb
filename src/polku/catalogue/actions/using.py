"""Counting the uses of promotions exactly, however many sales are made at the same moment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from polku.access.logic import Actor
from polku.catalogue.actions.logging import entry, log
from polku.catalogue.events import PromotionGivenBack, PromotionUsed
from polku.catalogue.models import Promotion, PromotionUse
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.transactions import write
from polku.kernel.errors import Message, NotFound, Refused, gettext_noop

Key = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Use:
    """A sale (`subject`: type and number, such as an order) takes a promotion."""

    promotion_id: int
    customer_id: int | None
    subject: tuple[str, int]

    @property
    def key(self) -> Key:
        """What a use is counted once by."""
        return (self.promotion_id, *self.subject)


@dataclass(frozen=True, slots=True)
class Used:
    """What became of a use: counted, counted before, or why not."""

    counted: bool = False
    error: Refused | NotFound | None = None


_OVER = gettext_noop("The promotion “%(name)s” does not hold at this moment.")
_USED_UP = gettext_noop("The promotion “%(name)s” was used as often as it may be.")
_BY_CUSTOMER = gettext_noop("This customer has used the promotion “%(name)s” as often as one may.")


def use_promotions(uses: Sequence[Use], *, actor: Actor, at: datetime, history: bool = False) -> list[Used]:
    """Count uses and answer for each, in the transaction of the sale: six statements, however many there are.

    A use of the same sale counts once. Promotions are held in the order of their numbers, so that two sales that take
    the same ones don't wait for each other; the count itself is a conditional update, and the database checks it too.
    """
    with write():
        held = _held({use.promotion_id for use in uses})
        known = _known(uses)
        by_customer = _by_customer(uses, held)
        taken: Counter[int] = Counter()
        answers, new = [], []
        for use in uses:
            if use.key in known:
                answers.append(Used())
                continue
            error = _refusal(use, held.get(use.promotion_id), taken, by_customer, at, history)
            answers.append(Used(counted=error is None, error=error))
            if error is None:
                known.add(use.key)
                taken[use.promotion_id] += 1
                by_customer[use.promotion_id, use.customer_id] += 1
                new.append(use)
        _count(taken)
        _store(new, held, actor, at, history)
    return answers


def give_back_promotions(subject: tuple[str, int], *, actor: Actor, at: datetime) -> int:
    """Free the uses of a sale that was called off; how many there were."""
    with write():
        rows = list(
            PromotionUse.objects.filter(
                subject_type=subject[0], subject_id=subject[1], given_back_at=None
            ).select_related("promotion")
        )
        _held({row.promotion_id for row in rows})
        mine = PromotionUse.objects.filter(id__in=among(row.pk for row in rows), given_back_at=None)
        free = Counter(mine.values_list("promotion_id", flat=True))
        mine.update(given_back_at=at)
        _count(Counter({pk: -n for pk, n in free.items()}))
        log(
            [
                entry(
                    PromotionGivenBack(row.promotion.key, row.customer_id), "promotion", row.promotion_id, at
                )
                for row in rows
            ],
            actor=actor,
            at=at,
        )
    return sum(free.values())


def _held(ids: set[int]) -> dict[int, Promotion]:
    rows = Promotion.objects.select_for_update(of=("self",)).filter(id__in=among(ids)).order_by("id")
    return {row.pk: row for row in rows}


def _known(uses: Sequence[Use]) -> set[Key]:
    """Uses that were counted already. One given back can be taken again only by another sale."""
    rows = PromotionUse.objects.filter(promotion_id__in=among(use.promotion_id for use in uses))
    rows = rows.filter(subject_id__in=among(use.subject[1] for use in uses))
    return set(rows.values_list("promotion_id", "subject_type", "subject_id"))


def _by_customer(uses: Sequence[Use], held: Mapping[int, Promotion]) -> Counter[tuple[int, int | None]]:
    limited = [pk for pk, row in held.items() if row.uses_per_customer_max is not None]
    found: Counter[tuple[int, int | None]] = Counter()
    if not limited:
        return found
    rows = PromotionUse.objects.filter(
        promotion_id__in=among(limited),
        customer_id__in=among(use.customer_id for use in uses if use.customer_id is not None),
        given_back_at=None,
    )
    for pk, customer_id, n in rows.values_list("promotion_id", "customer_id").annotate(n=Count("id")):
        found[pk, customer_id] = n
    return found


def _refusal(
    use: Use,
    row: Promotion | None,
    taken: Counter[int],
    by_customer: Counter[tuple[int, int | None]],
    at: datetime,
    history: bool,
) -> Refused | NotFound | None:
    if row is None:
        return NotFound(gettext_noop("There is no such promotion."))
    holds = (row.from_at is None or row.from_at <= at) and (row.to_at is None or at < row.to_at)
    if (not holds or row.stopped_at is not None) and not history:
        return Refused(Message(_OVER, name=str(row.name)), code="promotion_over")
    if row.uses_max is not None and row.uses + taken[row.pk] >= row.uses_max:
        return Refused(Message(_USED_UP, name=str(row.name)), code="promotion_used_up")
    most = row.uses_per_customer_max
    if most is not None and use.customer_id is not None and by_customer[row.pk, use.customer_id] >= most:
        return Refused(Message(_BY_CUSTOMER, name=str(row.name)), code="promotion_used_up")
    return None


def _count(taken: Counter[int]) -> None:
    """Add to the counters in one conditional statement."""
    taken = Counter({pk: n for pk, n in taken.items() if n})
    if not taken:
        return
    more = Case(
        *[When(pk=pk, then=Value(n)) for pk, n in taken.items()],
        default=Value(0),
        output_field=IntegerField(),
    )
    within = Q(uses_max=None) | Q(uses_max__gte=F("uses") + more)
    counted = Promotion.objects.filter(within, id__in=list(taken)).update(uses=F("uses") + more)
    if counted != len(taken):
        raise Refused(
            gettext_noop("A promotion was used up at this moment. Try again."), code="promotion_used_up"
        )


def _store(
    uses: Sequence[Use], held: Mapping[int, Promotion], actor: Actor, at: datetime, history: bool
) -> None:
    rows = [
        PromotionUse(
            promotion_id=use.promotion_id,
            customer_id=use.customer_id,
            subject_type=use.subject[0],
            subject_id=use.subject[1],
            at=at,
        )
        for use in uses
    ]
    insert(PromotionUse, rows)
    log(
        [
            entry(
                PromotionUsed(held[use.promotion_id].key, use.customer_id, *use.subject),
                "promotion",
                use.promotion_id,
                at,
            )
            for use in uses
        ],
        actor=actor,
        at=at,
        history=history,
    )
