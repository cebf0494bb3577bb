"""Components as they come out."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from polku.kernel.words import Text


class Sample(forms.Form):
    title = forms.CharField(help_text="As on the card")
    team = forms.BooleanField(required=False)


def render(source: str, **context: object) -> str:
    with translation.override("en"):
        return " ".join(Template(source).render(Context(context)).split())


def test_an_icon_without_a_label_is_decoration() -> None:
    assert render('{% icon "check" %}') == (
        '<svg class="i " aria-hidden="true"><use href="/static/ui/icons.svg#check"/></svg>'
    )


def test_an_icon_with_a_label_speaks() -> None:
    assert 'role="img" aria-label="Done"' in render('{% icon "check" "Done" %}')


@pytest.mark.parametrize(("state", "shape"), [("ok", "<circle"), ("late", "M5 0 10 5"), ("stuck", "M.5.5h9")])
def test_a_signal_has_a_shape_of_its_own(state: str, shape: str) -> None:
    assert shape in render("{% signal state %}", state=state)


def test_a_signal_says_its_words_beside_the_shape() -> None:
    assert render('{% signal "late" "Late" %}').endswith("Late</span>")


def test_words_of_data_come_in_the_language_of_the_reader() -> None:
    assert render("{{ name|words }}", name=Text.of({"en": "Offer", "fi": "Tarjous"})) == "Offer"


def test_a_name_is_escaped_in_its_mark() -> None:
    assert "<b>" not in render("{% who name %}", name="<b>Eve</b>")


@pytest.mark.parametrize(
    ("name", "mark"),
    [("Aino Korhonen", "AK"), ("陳志明", "陳"), ("Plato", "P"), ("", "–"), ("Łukasz von Żak", "ŁV")],
)
def test_initials_of_a_name(name: str, mark: str) -> None:
    assert render("{{ name|initials }}", name=name) == mark


def test_a_field_ties_its_hint_and_error_to_the_control() -> None:
    html = render("{% field form.title %}", form=Sample({}))

    assert 'aria-describedby="id_title_hint id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<p class="error" id="id_title_error">' in html


def test_a_check_box_stands_before_its_label() -> None:
    assert '<div class="field check ">' in render("{% field form.team %}", form=Sample())


def test_a_link_that_is_an_act_opens_a_dialog_and_has_a_key() -> None:
    html = render('{% button "Move" "/move" key="M" dialog=True %}')

    assert html.startswith('<a class="btn " href="/move" data-dialog aria-haspopup="dialog" data-key="m"')


def test_a_button_without_an_address_sends_its_form() -> None:
    assert render('{% button "Save" kind="main" %}').startswith('<button class="btn main-act" type="submit">')


def test_a_button_with_post_makes_a_request_of_its_own() -> None:
    html = render('{% button "Done" post="/done" confirm="Sure?" %}')

    assert 'type="button" hx-post="/done" hx-swap="none" data-confirm="Sure?"' in html


@pytest.mark.parametrize(
    ("gone", "expected", "fill"), [(1, 3, "16.7%"), (9, 7, "64.3%"), (30, 6, "100.0%"), (5, 0, "0%")]
)
def test_an_age_fills_half_the_line_when_the_time_is_up(gone: int, expected: int, fill: str) -> None:
    assert f'class="gone" y="3" width="{fill}"' in render(
        "{% age gone expected %}", gone=gone, expected=expected
    )


def test_machines_read_a_point_in_every_language() -> None:
    with translation.override("fi"):
        assert Template("{{ x|plain }}").render(Context({"x": 12.5})) == "12.5"


def test_a_moment_has_its_exact_time_as_title() -> None:
    html = render("{{ at|ago }}", at=datetime(2020, 1, 2, 3, 4, tzinfo=UTC))

    assert 'title="2 January 2020, 03:04" data-ago>2 Jan 2020<' in html


def test_an_empty_state_says_what_to_do_next() -> None:
    html = render('{% empty "No deals" "Write the first one down." "/new" "New deal" key="C" %}')

    assert '<a class="btn main-act" href="/new"' in html


def test_the_next_page_is_asked_for_only_when_there_is_one() -> None:
    assert render('{% more "" %}') == ""
    assert 'hx-get="/list?after=7"' in render('{% more "/list?after=7" %}')


def test_each_form_that_is_done_once_has_its_own_mark() -> None:
    assert render("{% once %}") != render("{% once %}")


@pytest.mark.parametrize(
    ("value", "said"), [(-1, "Against"), (0, "Neutral"), (1, "For"), (None, "Not asked")]
)
def test_a_stance_says_its_word(value: int | None, said: str) -> None:
    assert said in render("{% stance value %}", value=value)


def test_what_is_constant_is_put_together_once_for_each_language() -> None:
    page = Template("{% load i18n %}{% constant %}{{ said }}{% translate 'Keys' %}{% endconstant %}")
    with translation.override("en"):
        first, again = page.render(Context({"said": "a "})), page.render(Context({"said": "b "}))
    with translation.override("fi"):
        other = page.render(Context({"said": "c "}))

    assert (first, again) == ("a Keys", "a Keys")
    assert (other[:2], other == "c Keys") == ("c ", False)
