"""No refusal names a right, or a role of an account, by its key."""

from __future__ import annotations

from html import unescape

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import override

from polku.access.logic import permission_map, right_words
from polku.books.logic.accounts import Role
from polku.books.queries.chart import Chart
from polku.books.words import ROLE_LABELS
from polku.deals.web.forms import put_errors
from polku.kernel.errors import Invalid, NotAllowed
from polku.kernel.words import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_right_is_named_in_words(language: str) -> None:
    with override(language):
        said = {right: right_words(right) for right in permission_map()}
    assert [right for right, words in said.items() if not words or right in words] == []


@pytest.mark.django_db
def test_a_refused_page_and_a_refused_form_name_the_right_in_words() -> None:
    for right in permission_map():
        error = NotAllowed(right)
        form = forms.Form({})
        put_errors(form, error)
        for shown in (render_to_string("403.html", {"error": error}), str(form.errors)):
            assert (right in shown, right_words(right) in unescape(shown)) == (False, True)


@pytest.mark.django_db
def test_what_is_no_right_of_a_role_is_not_named_at_all() -> None:
    form = forms.Form({})
    put_errors(form, NotAllowed("views.own"))
    assert "The right it needs" not in render_to_string("403.html", {"error": NotAllowed("views.own")})
    assert "The right it needs" not in str(form.errors)


@pytest.mark.parametrize("role", list(Role))
def test_an_account_that_lacks_is_named_by_what_it_is_for(role: Role) -> None:
    with pytest.raises(Invalid) as refused:
        Chart({}, {}, frozenset()).find(role=role.value)
    assert (
        str(refused.value.message) == f"No account has the role “{ROLE_LABELS[role.value]}”. Give it to one."
    )
