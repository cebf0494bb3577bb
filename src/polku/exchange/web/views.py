"""The log as a file: which deals, what of them, in which format."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.exchange import files
from polku.exchange.queries import log as told
from polku.insight.filters import Filter
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.process.queries import processes


class LogForm(forms.Form):
    """Which deals, what of them, in which format."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            ("xes", gettext_lazy("XES: for process mining, case by case")),
            ("ocel", gettext_lazy("OCEL 2.0 JSON: deals, quotes, orders and people as objects")),
            ("csv", gettext_lazy("CSV: the log as it is kept")),
            ("parquet", gettext_lazy("Parquet: the log as it is kept, small and typed")),
        ],
        widget=forms.RadioSelect,
        initial="xes",
    )
    activities = forms.ChoiceField(
        label=gettext_lazy("Which events (XES and OCEL)"),
        choices=[
            (told.STAGES, gettext_lazy("Stages and endings")),
            (told.ALL, gettext_lazy("All that happened")),
        ],
        required=False,
    )
    own_names = forms.BooleanField(
        label=gettext_lazy("Call the cases of an imported history as the other system did"), required=False
    )
    process = forms.ChoiceField(label=gettext_lazy("Process"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = translation.get_language() or "en"
        known = [(row.key, row.name.to(language)) for row in processes(actor, archived=True)]
        self.fields["process"].choices = [("", _("All")), *known]  # type: ignore[attr-defined]
        day = forms.DateInput(attrs={"type": "date"})
        self.fields["from"] = forms.DateField(label=_("Opened from"), required=False, widget=day)
        self.fields["to"] = forms.DateField(label=_("Opened to"), required=False, widget=day)


@require_safe
@login_required
def log(request: Request) -> HttpResponse:
    """Choose what the file holds."""
    request.actor.require(AccessPermission.EXPORT)
    chosen = Filter.of(request.actor, request.GET)
    shown = ("process", "from", "to")
    initial = {name: value for name, value in chosen.pairs() if name in shown}
    rest = [(name, value) for name, value in chosen.pairs() if name not in shown]
    form = LogForm(initial=initial, actor=request.actor)
    missing = files.left_out(files.Wanted(request.actor, chosen, "ocel", told.ALL))
    return render(request, "exchange/log.html", {"form": form, "rest": rest, "missing": missing})


@require_safe
@login_required
def file(request: Request) -> HttpResponseBase:
    """The file, streamed."""
    return answered(request.actor, request.GET)


def answered(actor: Actor, query: Mapping[str, Any]) -> HttpResponseBase:
    """The file that a query means, for pages and API. Raises: NotAllowed, Invalid."""
    actor.require(AccessPermission.EXPORT)
    format_, activities = str(query.get("format", "xes")), str(query.get("activities") or told.STAGES)
    for name, value, known in (
        ("format", format_, files.FORMATS),
        ("activities", activities, told.ACTIVITIES),
    ):
        if value not in known:
            message = Message(
                gettext_noop("“%(value)s” is not one of: %(known)s."), value=value, known=", ".join(known)
            )
            raise Invalid(message, field=name)
    wanted = files.Wanted(
        actor,
        Filter.of(actor, query),
        format_,
        activities,
        language=translation.get_language() or "en",
        own_names=query.get("own_names") in ("1", "on", "true", True),
    )
    media, ending = files.FORMATS[format_]
    name = f"events-{timezone.localdate().isoformat()}.{ending}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    if format_ == "parquet":
        return FileResponse(_parquet(wanted), filename=name, as_attachment=True, content_type=media)
    return StreamingHttpResponse(_bytes(files.pieces(wanted)), content_type=media, headers=headers)


def _bytes(pieces: Iterator[str]) -> Iterator[bytes]:
    return (piece.encode("utf-8", "replace") for piece in pieces)


def _parquet(wanted: files.Wanted) -> BinaryIO:
    """The file, opened and then unlinked: it is gone once it was read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        files.write(wanted, path)
        return path.open("rb")
