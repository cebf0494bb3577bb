"""Departments: those of a process's own, and who sits in each."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from polku.access.models import User
from polku.access.request import Request
from polku.process import actions, people, queries
from polku.process.logic import editing
from polku.process.logic.definition import ROLES, Definition, Department
from polku.process.rules import ProcessPermission
from polku.process.web.rows import RowForm
from polku.process.web.showing import language, wording
from polku.process.web.widgets import QuickHidden
from polku.process.web.words import Words, WordsShown, words_initial
from polku.ui.answers import go

LENGTH = 60


class DepartmentForm(RowForm):
    """One department of the company's own."""

    words: ClassVar[Mapping[str, Words]] = {
        "name": Words(pgettext_lazy("thing", "Name"), LENGTH, required=True)
    }

    key = forms.CharField(required=False, widget=QuickHidden, max_length=40)

    def is_left_empty(self) -> bool:
        """A row without a name is no department."""
        return not self.text("name")

    @property
    def shown_text(self) -> WordsShown:
        """Its name for the page."""
        return self.shown("name")


def department_forms(definition: Definition, post: QueryDict | None) -> list[DepartmentForm]:
    """The rows of a process's own departments, as stored or as sent."""
    if post is not None:
        return DepartmentForm.of_post(post, "department")
    return [
        DepartmentForm(
            part="department", number=n, initial={"key": one.key, **words_initial("name", one.name)}
        )
        for n, one in enumerate(definition.departments)
    ]


def departments_of(definition: Definition, rows: Sequence[DepartmentForm]) -> tuple[Department, ...]:
    """What the rows say: a department keeps its key whatever it is called."""
    own = {one.key for one in definition.departments}
    made: list[Department] = []
    for row in rows:
        if row.is_left_empty():
            continue
        name, sent = row.text("name"), str(row.cleaned_data.get("key") or "")
        taken = {*ROLES, *(one.key for one in made)}
        key = sent if sent in own and sent not in taken else ""
        made.append(Department(key or editing.key_for(name.to("en"), {*taken, *own}, fallback="team"), name))
    return tuple(made)


@require_safe
@login_required
def departments(request: Request) -> HttpResponse:
    """Every department that no role of people stands for, and who sits in it."""
    request.actor.require(ProcessPermission.SEE)
    sitting = people.seats()
    everybody = list(User.objects.filter(is_active=True).order_by("name", "id"))
    rows: list[dict[str, Any]] = [
        {
            "key": key,
            "name": name,
            "people": sitting.get(key, []),
            "ids": {user.pk for user in sitting.get(key, [])},
        }
        for key, name in _named().items()
    ]
    may_edit = request.actor.may(ProcessPermission.EDIT)
    context = {"rows": rows, "everybody": everybody, "may_edit": may_edit}
    return render(request, "process/departments.html", context)


@require_POST
@login_required
def seats(request: Request, department: str) -> HttpResponse:
    """Say who sits in a department."""
    request.actor.require(ProcessPermission.EDIT)
    ids = [int(text) for text in request.POST.getlist("people") if text.isdecimal() and len(text) < 19]
    actions.set_seats(department, ids, actor=request.actor, at=timezone.now())
    return go(request, reverse("process:departments"), said=_("Saved."))


def _named() -> dict[str, str]:
    """Names of departments by key: the house's, then those of the processes in use."""
    said = wording()
    found = {key: said.role(key) for key in ROLES if key not in people.BY_SIGN_IN}
    for definition in queries.published_of(set(queries.processes().values_list("pk", flat=True))).values():
        found |= {one.key: one.name.to(language()) for one in definition.departments}
    return found


TITLE = gettext_lazy("Departments")
