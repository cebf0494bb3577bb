"""Taking a history back: its rows go, and the deals made of them; what somebody works on here stays."""

from collections.abc import Sequence

from polku.db.lists import among
from polku.exchange.actions.settling import desk_of, settle_cases, take_deals_back
from polku.exchange.models import PastActivity, PastCase, PastEvent, PastLog
from polku.imports.logic.kinds import AppliedRow, ImportContext, Issue, Outcome
from polku.process.actions import archive
from polku.process.models import Process


def undo_rows(rows: Sequence[AppliedRow], context: ImportContext) -> list[tuple[int, Issue]]:
    """Take rows back, newest first, and say which had to be left.

    A case that rows of another import are left of becomes a deal again, as it was before.
    """
    new = {row.ref: row for row in rows if row.outcome == Outcome.CREATED}
    events = list(PastEvent.objects.filter(id__in=among(new)).select_related("case"))
    cases = {event.case_id: event.case for event in events}
    kept = _take_back([case for case in cases.values() if case.deal_id], context)
    going = [event for event in events if event.case_id not in kept]
    PastEvent.objects.filter(id__in=among(event.pk for event in going)).delete()
    _clean([case for case in cases.values() if case.pk not in kept], context)
    return [(new[event.pk].number, kept[event.case_id]) for event in events if event.case_id in kept]


def _take_back(cases: Sequence[PastCase], context: ImportContext) -> dict[int, Issue]:
    if not cases:
        return {}
    kept = take_deals_back(cases, context)
    for case in cases:
        if case.pk not in kept:
            case.deal, case.settled, case.made = None, False, {}
    PastCase.objects.bulk_update(cases, ["deal", "settled", "made"], batch_size=500)
    return kept


def _clean(cases: Sequence[PastCase], context: ImportContext) -> None:
    """Cases without a row go; those whose other rows all stay become deals again; a history without cases is gone."""
    ids = [case.pk for case in cases]
    left = set(PastEvent.objects.filter(case_id__in=among(ids)).values_list("case_id", flat=True))
    mine = PastEvent.objects.filter(case_id__in=among(left), import_id=context.import_id)
    coming = set(mine.values_list("case_id", flat=True))
    logs = {case.log_id for case in cases}
    PastCase.objects.filter(id__in=among(set(ids) - left)).delete()
    for log in PastLog.objects.filter(id__in=logs).select_related("process"):
        again = list(PastCase.objects.filter(log=log, deal=None, id__in=among(left - coming)).order_by("id"))
        if again:
            settle_cases(again, desk_of(log, context))
        if log.drawn and not PastCase.objects.filter(log=log).exists():
            _forget(log, context)


def _forget(log: PastLog, context: ImportContext) -> None:
    """The process drawn for the history takes no deals any more; it stays, since versions never go."""
    if log.process is not None:
        process = Process.objects.get(pk=log.process.pk)
        if not process.is_default:
            archive(process, actor=context.actor, at=context.at)
    PastActivity.objects.filter(log=log, stage="").delete()
