"""Rows of Today: a version to acknowledge, comments to answer."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from polku.access.logic import Actor
from polku.process.models import Acknowledgement, Remark
from polku.process.rules import ProcessPermission
from polku.process.web.showing import language
from polku.ui.registry import TodayRow

PROCESS = gettext_lazy("Process")
_REST = 40
MOST = 20


def rows(actor: Actor, at: datetime) -> list[TodayRow]:
    """What waits of the process itself; two queries."""
    if actor.user_id is None:
        return []
    return [*_versions(actor), *_remarks(actor)]


def _versions(actor: Actor) -> list[TodayRow]:
    waiting = Acknowledgement.objects.visible_to(actor).waiting().filter(user_id=actor.user_id or 0)
    return [
        TodayRow(
            key=f"version-{row.version_id}",
            why=_("Your stages changed"),
            title=_("%(process)s, version %(number)s: read what changes for you")
            % {"process": row.version.process.name.to(language()), "number": row.version.number},
            url=reverse("process:acknowledgement", args=[row.version.process.key, row.version.number]),
            detail=row.version.note,
            due=row.told_at,
            rank=_REST,
            kind=PROCESS,
            act_label=_("I have read it"),
            act_url=reverse("process:acknowledgement", args=[row.version.process.key, row.version.number]),
            act_post=True,
        )
        for row in waiting.select_related("version__process").order_by("told_at", "id")[:MOST]
    ]


def _remarks(actor: Actor) -> list[TodayRow]:
    """Comments that who edits processes has to answer, one row for each draft."""
    if not actor.may(ProcessPermission.EDIT):
        return []
    rows = Remark.objects.visible_to(actor).open().filter(version__status="draft")
    counted: dict[int, list[Remark]] = {}
    for row in rows.select_related("version__process", "by").order_by("id")[:200]:
        counted.setdefault(row.version_id, []).append(row)
    return [
        TodayRow(
            key=f"remarks-{version_id}",
            why=ngettext("%(n)s comment to answer", "%(n)s comments to answer", len(found))
            % {"n": len(found)},
            title=_("The draft of %(process)s") % {"process": found[0].version.process.name.to(language())},
            url=reverse("process:draft", args=[found[0].version.process.key]) + f"?stage={found[0].stage}",
            detail=f"{found[0].by}: {found[0].text[:120]}",
            due=found[0].at,
            rank=_REST,
            kind=PROCESS,
        )
        for version_id, found in counted.items()
    ]
