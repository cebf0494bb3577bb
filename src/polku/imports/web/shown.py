"""What the pages of an import show."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from polku.imports.logic.kinds import ImportKind
from polku.imports.logic.telling import ERROR, Stored, said
from polku.imports.models import Import
from polku.imports.queries import kind_named
from polku.imports.tasks import RUN, TRY, UNDO
from polku.jobs.models import Job
from polku.jobs.queries import newest

SHOWN_ISSUES: Final = 200
BUSY: Final = (Job.State.WAITING, Job.State.RUNNING)
JOBS: Final = {"trial": TRY, "run": RUN, "undo": UNDO}


def state_names() -> dict[str, str]:
    """The states of an import in words."""
    return {
        "draft": _("not begun"),
        "ready": _("ready"),
        "running": _("under way"),
        "done": _("done"),
        "failed": _("broken off"),
        "undoing": _("being taken back"),
        "undone": _("taken back"),
    }


def outcome_names() -> dict[str, str]:
    """What can become of a row, in words."""
    return {
        "created": _("new"),
        "updated": _("changed"),
        "unchanged": _("unchanged"),
        "skipped": _("skipped"),
        "failed": _("failed"),
    }


def tally(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Counts with their words, in order."""
    return [(word, counts.get(name, 0)) for name, word in outcome_names().items()]


def told(issues: Sequence[Stored]) -> list[dict[str, Any]]:
    """Issues for a table, in the reader's language."""
    return [
        {"row": row, "bad": level == ERROR, "field": field, "says": said(template, values, _)}
        for row, level, field, _code, template, values in issues
    ]


def field_names(kind: ImportKind) -> dict[str, str]:
    """Labels by field."""
    return {field.key: _(field.label) for field in kind.fields}


def job_of(found: Import, what: str) -> Job | None:
    """The newest job that does this to the import."""
    return newest(JOBS[what], key_of(found))


def key_of(found: Import) -> str:
    """What its jobs are told apart by."""
    return f"import:{found.id}"


def is_busy(job: Job | None) -> bool:
    """Whether the job still waits or runs."""
    return job is not None and job.state in BUSY


def base(found: Import) -> dict[str, Any]:
    """What every page of an import shows."""
    kind = kind_named(found.kind)
    return {
        "import": found,
        "kind": kind,
        "kind_label": _(kind.label),
        "states": state_names(),
        "outcomes": outcome_names(),
        "fields": field_names(kind),
        "tally": tally(found.counts),
    }
