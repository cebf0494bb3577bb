"""What the pages of an import show."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.imports.logic.kinds import ImportKind
from polku.imports.logic.options import Options
from polku.imports.logic.telling import ERROR, Stored, Voice, as_told
from polku.imports.models import Import
from polku.imports.queries import kind_named
from polku.imports.tasks import RUN, TRY, UNDO
from polku.jobs.models import Job
from polku.jobs.queries import newest
from polku.ui.templatetags.writing import number

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


def voice() -> Voice:
    """The reader's language."""
    return Voice(_, get_language() or "en")


def told(issues: Sequence[Stored], columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Issues for a table, in the reader's language, with the rows they are about said once."""
    speaks, last = voice(), None
    rows = []
    for stored in issues:
        one = as_told(stored, columns, speaks)
        rows.append(one | {"bad": one["level"] == ERROR, "again": one["row"] == last})
        last = one["row"]
    return rows


def run_label(rows: int, failed: int) -> str:
    """What the button of the run says: how many rows come in, and how many are left out."""
    good = rows - failed
    coming = ngettext("Import %(number)s row", "Import %(number)s rows", good) % {"number": number(good)}
    if not failed:
        return coming
    out = ngettext("%(number)s is left out", "%(number)s are left out", failed) % {"number": number(failed)}
    return _("%(coming)s, %(out)s") % {"coming": coming, "out": out}


def kept_rows(found: Import, address: Callable[[int], str] | None) -> list[dict[str, Any]]:
    """What an undo left, why, and where it is."""
    refs = dict(found.report.get("left", []))
    rows = told(found.report.get("kept", []), {})
    return [
        row | {"url": address(refs[row["row"]]) if address and row["row"] in refs else ""} for row in rows
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


def earlier(found: Import) -> int | None:
    """The import whose mended rows these are, as long as it is there."""
    number = Options.of(found.options).mends
    return number if number and Import.objects.filter(id=number).exists() else None


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
        "mends": earlier(found),
    }
