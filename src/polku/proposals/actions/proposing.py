"""Proposals: written, started with their stated sample."""

from datetime import datetime, timedelta

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.process import queries as process
from polku.process.models import Process, ProcessVersion
from polku.proposals.actions.finding import person, tell
from polku.proposals.events import ProposalStarted, ProposalWritten
from polku.proposals.logic.incoming import NewProposal
from polku.proposals.logic.indicators import KINDS
from polku.proposals.logic.sampling import Sample, weeks_for
from polku.proposals.logic.states import ProposalState
from polku.proposals.models import Finding, Proposal
from polku.proposals.rules import ProposalPermission

DAYS_MAX = 3650


def write_proposal(
    new: NewProposal, *, actor: Actor, at: datetime, proposal_id: int | None = None
) -> Proposal:
    """Propose a change, or rewrite a proposal that has not started.

    Raises: Invalid (names the field), NotFound, Refused (it runs already), NotAllowed.
    """
    actor.require(ProposalPermission.PROPOSE)
    of = process.process(new.process, actor)
    old, tried = _versions(of, new)
    finding = _finding(new.finding_id, of, actor)
    values = {
        "process": of,
        "finding": finding,
        "title": _text(new.title, "title", 120),
        "hypothesis": _text(new.hypothesis, "hypothesis", 4000),
        "indicator": new.indicator.value,
        "stage": _stage(new, old),
        "effect": _between(new.effect, "effect", 10**15),
        "old_version": old,
        "new_version": tried,
        "query": clean(new.query, max_length=2000),
        "window_days": _between(new.window_days, "window_days", DAYS_MAX),
        "period_days": _between(new.period_days, "period_days", DAYS_MAX),
        "owner_id": person(new.owner_id, actor),
        "written_at": at,
    }
    with write():
        row = Proposal() if proposal_id is None else reached(proposal_id, actor)
        if row.state != ProposalState.DRAFT:
            raise Refused(gettext_noop("This proposal has started: what was stated stays as it is."))
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        event = ProposalWritten(row.pk, of.pk, row.indicator, row.effect, row.finding_id)
        tell(event, ("proposal", row.pk), actor, at)
    return row


def start_proposal(
    proposal_id: int, sample: Sample, per_week: float, *, actor: Actor, at: datetime
) -> Proposal:
    """State the sample and follow the deals of the new version, from the day it came into force.

    Raises: NotFound, Refused (no published version, no sample that suffices, or it has started), NotAllowed.
    """
    actor.require(ProposalPermission.PROPOSE)
    with write():
        row = reached(proposal_id, actor)
        if row.state != ProposalState.DRAFT:
            raise Refused(gettext_noop("This proposal has started: what was stated stays as it is."))
        tried = row.new_version or _after(row.old_version)
        if tried is None or tried.published_at is None:
            raise Refused(gettext_noop("Publish the new version first: its deals are what is followed."))
        if sample.new is None:
            raise Refused(
                gettext_noop(
                    "No sample is large enough: there are too few deals from before, or the effect is too small."
                )
            )
        row.new_version, row.state, row.started_at = tried, ProposalState.RUNNING.value, at
        row.counts_from = tried.published_at
        row.sample = {
            "level": sample.level, "old": sample.old, "new": sample.new, "available": sample.available,
            "per_week": round(per_week, 2), "weeks": weeks_for(sample.new, per_week),
        }  # fmt: skip
        row.save()
        event = ProposalStarted(
            row.pk, row.process_id, row.old_version_id, tried.pk, sample.old, sample.new,
            tried.published_at.isoformat(),
        )  # fmt: skip
        tell(event, ("proposal", row.pk), actor, at, tried.pk)
    return row


def reached(proposal_id: int, actor: Actor) -> Proposal:
    """A proposal that this person may change, locked. Raises: NotFound."""
    rows = Proposal.objects.visible_to(actor).reached_by(actor, ProposalPermission.PROPOSE)
    row = rows.filter(id=proposal_id).select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(gettext_noop("This proposal does not exist, or you may not see it."))
    return row


def ends_at(row: Proposal) -> datetime | None:
    """When no more deals begin to be followed; none before the start."""
    return row.counts_from + timedelta(days=row.period_days) if row.counts_from else None


def _versions(of: Process, new: NewProposal) -> tuple[ProcessVersion, ProcessVersion | None]:
    tried = process.version(of, new.new_number) if new.new_number is not None else None
    versions = process.versions(of)
    if new.old_number is not None:
        old = process.version(of, new.old_number)
    else:
        before = versions.filter(number__lt=tried.number).first() if tried else versions.first()
        if before is None:
            raise Invalid(gettext_noop("There is no version before to compare with."), field="old_number")
        old = before
    if tried is not None and tried.number <= old.number:
        raise Invalid(gettext_noop("The new version comes after the old one."), field="new_number")
    return old, tried


def _after(old: ProcessVersion) -> ProcessVersion | None:
    """The version that came into force next: the draft, once it was published."""
    rows = ProcessVersion.objects.published().filter(process_id=old.process_id, number__gt=old.number)
    return rows.order_by("number").first()


def _finding(finding_id: int | None, of: Process, actor: Actor) -> Finding | None:
    if finding_id is None:
        return None
    row = Finding.objects.visible_to(actor).filter(id=finding_id, process=of).first()
    if row is None:
        raise NotFound(
            gettext_noop("This finding does not exist, or you may not see it."), field="finding_id"
        )
    return row


def _stage(new: NewProposal, old: ProcessVersion) -> str:
    if not KINDS[new.indicator].of_stage and not new.stage:
        return ""
    if new.stage not in process.definition(old.pk).by_key:
        raise Invalid(gettext_noop("This process has no such stage."), field="stage")
    return new.stage


def _text(text: str, field: str, most: int) -> str:
    try:
        said = clean(text, max_length=most, multiline=True).strip()
    except Invalid as error:
        raise Invalid({field: next(iter(error.messages.values()))}, code=error.code) from error
    if not said:
        raise Invalid(gettext_noop("Write something first."), field=field)
    return said


def _between(value: int, field: str, most: int) -> int:
    if not 1 <= value <= most:
        raise Invalid(
            Message(gettext_noop("A number from 1 to %(most)s is expected."), most=most), field=field
        )
    return value
