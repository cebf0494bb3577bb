"""A file of the bank: which column is what, how far it is read, what became of it."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.files.queries import local_path
from polku.jobs.models import Job
from polku.kernel.errors import DomainError, Message, NotFound, gettext_noop
from polku.payments.actions import files
from polku.payments.logic.statements.tables import FIELDS, Reading, Table
from polku.payments.models import StatementFile
from polku.payments.queries.readings import looked
from polku.payments.rules import PaymentPermission
from polku.payments.web.forms import put_errors
from polku.ui.answers import go, refill

LABELS = {
    "date": gettext_lazy("Date"),
    "value_date": gettext_lazy("Value date"),
    "amount": gettext_lazy("Amount"),
    "paid_in": gettext_lazy("Money in"),
    "paid_out": gettext_lazy("Money out"),
    "direction": gettext_lazy("In or out"),
    "currency": gettext_lazy("Currency"),
    "name": gettext_lazy("Payer"),
    "account": gettext_lazy("Account of the payer"),
    "reference": gettext_lazy("Reference"),
    "text": gettext_lazy("Text"),
    "bank_id": gettext_lazy("Number of the bank"),
    "balance": gettext_lazy("Balance"),
}
ORDERS = (
    ("ymd", gettext_lazy("year, month, day")),
    ("dmy", gettext_lazy("day, month, year")),
    ("mdy", gettext_lazy("month, day, year")),
    ("serial", gettext_lazy("numbers of a spreadsheet")),
)


class ColumnsForm(forms.Form):
    """Which column is what, how days and amounts are written, whose account it is."""

    def __init__(self, data: Any, *, table: Table) -> None:
        super().__init__(data, initial=_initial(table.reading))
        choices = [("", "–"), *((name, name) for name in table.columns)]
        for name in FIELDS:
            self.fields[name] = forms.ChoiceField(label=LABELS[name], choices=choices, required=False)
        self.fields["order"] = forms.ChoiceField(label=_("Days are written as"), choices=ORDERS)
        self.fields["decimal"] = forms.ChoiceField(
            label=_("Decimals follow"), choices=[(",", ","), (".", ".")]
        )
        self.fields["own_account"] = forms.CharField(label=_("Our account"), max_length=60)
        self.fields["own_currency"] = forms.CharField(label=_("Currency of the account"), max_length=3)

    def told(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        return {
            "columns": {name: said[name] for name in FIELDS if said[name]},
            "order": said["order"],
            "decimal": said["decimal"],
            "account": "".join(said["own_account"].split()),
            "currency": said["own_currency"].strip().upper(),
        }


def _initial(reading: Reading) -> dict[str, Any]:
    return dict(reading.columns) | {
        "order": reading.order,
        "decimal": reading.decimal,
        "own_account": reading.account,
        "own_currency": reading.currency,
    }


@require_http_methods(["GET", "POST"])
@login_required
def file(request: Request, file_id: int) -> HttpResponse:
    """The columns to be told; then how far it is, and what came of it."""
    row = _row(request, file_id)
    if row.state == files.DONE and request.method == "GET":
        return go(request, reverse("payments:inbox"), said=_said(row))
    table = _table(row)
    if table is None:
        return render(request, "payments/file.html", _context(row))
    form = ColumnsForm(request.POST or None, table=table)
    if form.is_valid():
        try:
            files.tell_columns(row.id, form.told(), actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("payments:file", args=[row.id]))
    context = _context(row) | {"form": form, "table": table}
    return (refill if form.errors else render)(request, "payments/file.html", context)


@require_safe
@login_required
def progress(request: Request, file_id: int) -> HttpResponse:
    """How far the reading is; the page goes on by itself once it ends."""
    row = _row(request, file_id)
    if row.state != files.READING:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("payments:file", args=[row.id])
        return answer
    return render(request, "payments/parts/progress.html", _context(row))


@require_POST
@login_required
def removal(request: Request, file_id: int) -> HttpResponse:
    """Throw a file away that was not read."""
    files.forget_file(file_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("payments:inbox"), said=_("The file is gone."))


def _row(request: Request, file_id: int) -> StatementFile:
    request.actor.require(PaymentPermission.REGISTER)
    row = StatementFile.objects.select_related("file").filter(id=file_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such file."))
    return row


def _table(row: StatementFile) -> Table | None:
    if row.state not in {files.COLUMNS, files.FAILED} or not row.reading or row.file is None:
        return None
    return looked(Path(local_path(row.file)))


def _context(row: StatementFile) -> dict[str, Any]:
    told = row.problem
    problem = Message(told["template"], **told["params"]) if told else None
    job = Job.objects.filter(kind=files.JOB, key=str(row.id)).order_by("-id").first()
    return {"row": row, "job": job, "problem": problem, "busy": row.state == files.READING}


def _said(row: StatementFile) -> str:
    if not row.taken:
        return _("This file was taken in before.")
    return _("%(lines)d bookings read, %(matched)d of them matched.") % {
        "lines": row.lines,
        "matched": row.matched,
    }
