"""The editor: the line, a stage, publishing; two people at once."""

import json
from typing import Any

import pytest
from django.test import Client

from polku.process import queries
from polku.process.logic.definition import Definition
from polku.process.web.drafts import packed
from polku.process.web.stage_editing import StageEditor
from tests.process.web.conftest import SignIn

EDIT = "/process/eight-stage/edit/"
QUALIFY = f"{EDIT}stages/qualify/"


def draft() -> Definition:
    found = queries.draft(queries.process("eight-stage"))
    assert found is not None
    return queries.draft_definition(found)


def keys() -> list[str]:
    return [stage.key for stage in draft().stages]


def form(key: str = "qualify", **changes: Any) -> dict[str, Any]:
    """What the page of a stage would send, with some fields changed."""
    row = queries.draft(queries.process("eight-stage"))
    definition = queries.draft_definition(row) if row else queries.published("eight-stage")
    editor = StageEditor(definition, definition.by_key[key])
    sent: dict[str, Any] = {"base": packed(definition, definition.by_key[key])}
    conditions = [*editor.criteria["exit"], *editor.criteria["entry"], editor.advance, editor.not_needed]
    lines = [line for one in conditions for line in one.lines]
    rows = [*editor.items, *conditions, *lines]
    for one in [editor.form, *rows]:
        for bound in one:
            value = bound.value()
            kept = value if isinstance(value, list) else ["" if value is None else str(value)]
            sent.setdefault(bound.html_name, []).extend(kept)
    return sent | changes


def test_the_line_shows_the_version_in_force_until_something_changes(admin: Client) -> None:
    page = admin.get(EDIT).content.decode()
    assert ("no draft yet" in page, page.count('class="what"')) == (True, 8)
    assert queries.draft(queries.process("eight-stage")) is None


def test_a_reader_sees_the_draft_without_acts(alice: Client) -> None:
    page = alice.get(EDIT).content.decode()
    assert (
        "?stage=qualify#panel" in page,
        "<form" in page.partition('id="line"')[2].partition("</main>")[0],
    ) == (True, False)


@pytest.mark.parametrize(
    "url",
    [
        f"{EDIT}stages/", f"{QUALIFY}place/", f"{QUALIFY}removal/", f"{QUALIFY}preview/", f"{EDIT}undo/",
        f"{QUALIFY}name/", f"{QUALIFY}division/", f"{QUALIFY}union/",
        f"{EDIT}details/", f"{EDIT}source/", f"{EDIT}publication/", f"{EDIT}withdrawal/", QUALIFY,
        "/process/eight-stage/versions/1/return/", "/process/eight-stage/default/", "/process/eight-stage/archive/",
    ],
)  # fmt: skip
def test_a_seller_changes_nothing(alice: Client, url: str) -> None:
    assert alice.post(url, {"to": "up", "name": "x"}).status_code == 403
    assert queries.draft(queries.process("eight-stage")) is None


def test_the_rule_that_wins_deals_is_written_and_checked(admin: Client) -> None:
    told = {"name__en": "Eight", "won_when": "order_confirmed && deal_value > 1.0"}
    assert admin.post(f"{EDIT}details/", told).status_code == 303
    assert draft().won_when == "order_confirmed && deal_value > 1.0"
    wrong = admin.post(f"{EDIT}details/", told | {"won_when": "order_confirmd"})
    assert (wrong.status_code, "order_confirmd" in wrong.content.decode()) == (422, True)
    admin.post(f"{EDIT}details/", told | {"won_when": ""})
    assert draft().won_when is None


def test_a_stage_is_added_where_it_is_wanted(admin: Client) -> None:
    answer = admin.post(f"{EDIT}stages/", {"name": "Pilot", "phase": "engage", "place": "4"})
    assert answer["Location"] == f"{EDIT}?stage=pilot"
    assert keys()[3:6] == ["needs", "pilot", "offer"]


def test_a_stage_that_does_not_fit_is_told_at_its_phase(admin: Client) -> None:
    answer = admin.post(f"{EDIT}stages/", {"name": "Pilot", "phase": "care", "place": "2"})
    assert (answer.status_code, "phase" in answer.context["form"].errors) == (422, True)


@pytest.mark.parametrize(("to", "place"), [("up", 1), ("down", 3), ("0", 0), ("99", 6), ("sideways", 2)])
def test_a_stage_goes_up_down_or_to_a_place(admin: Client, to: str, place: int) -> None:
    if to == "99":  # not beyond the win
        admin.post(f"{EDIT}stages/aftersales/removal/")
    assert admin.post(f"{QUALIFY}place/", {"to": to})["Location"] == EDIT
    assert keys().index("qualify") == place


def test_a_line_that_cannot_be_is_refused_with_the_reason(admin: Client) -> None:
    answer = admin.post(f"{EDIT}stages/aftersales/place/", {"to": "up"})
    assert (answer.status_code, "before the win" in answer.content.decode()) == (422, True)


def test_a_step_by_script_answers_with_the_line_alone(admin: Client) -> None:
    answer = admin.post(f"{QUALIFY}place/", {"to": "up"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert (answer.status_code, "<html" in page, 'id="line"' in page) == (200, False, True)


def test_every_edit_can_be_taken_back_one_after_the_other(admin: Client) -> None:
    admin.post(f"{QUALIFY}removal/")
    assert "qualify" not in keys()
    admin.post(f"{EDIT}stages/offer/name/", {"name": "Proposal"})
    admin.post(f"{EDIT}undo/")
    admin.post(f"{EDIT}undo/")
    assert queries.draft(queries.process("eight-stage")) is None
    admin.post(f"{EDIT}stages/offer/name/", {"name": "Proposal"})
    admin.post(f"{QUALIFY}removal/")
    admin.post(f"{EDIT}undo/")
    assert draft().by_key["offer"].name.to("en") == "Proposal"
    admin.post(f"{EDIT}stages/offer/name/", {"name": "Offer"})
    assert keys() == [stage.key for stage in queries.published("eight-stage").stages]
    assert draft().by_key == queries.published("eight-stage").by_key
    for _edit in range(3):
        assert admin.post(f"{EDIT}undo/").status_code == 303


def test_the_page_of_a_stage_holds_the_whole_form(admin: Client) -> None:
    page = admin.get(QUALIFY).content.decode()
    assert [name for name in form() if f'name="{name}"' not in page] == []


def test_saving_a_stage_unchanged_changes_nothing(admin: Client) -> None:
    for key in ("contact", "qualify", "offer"):
        assert admin.post(f"{EDIT}stages/{key}/", form(key)).status_code == 303
    assert draft().stages == queries.published("eight-stage").stages


def test_a_stage_is_changed_field_by_field(admin: Client) -> None:
    sent = form(
        name__fi="Karsinta",
        phase="engage",
        role="manager",
        takes_part=["it", "pos"],
        expected_days="2.5",
    )
    assert admin.post(QUALIFY, sent)["Location"] == f"{EDIT}?stage=qualify"
    made = draft().by_key["qualify"]
    assert (made.name.to("fi"), made.name.to("en"), made.phase, made.role) == (
        "Karsinta",
        "Qualify",
        "engage",
        "manager",
    )
    assert (made.takes_part, made.expected_days) == (("it", "pos"), 2.5)


def test_items_keep_their_keys_and_new_ones_get_theirs(admin: Client) -> None:
    sent = form()
    for name in [name for name in sent if name.startswith("item__")]:
        sent[name] = [*reversed(sent[name]), ""]
    sent["item__text__en"][-1] = "Pilot agreed"
    admin.post(QUALIFY, sent)
    before = [item.key for item in queries.published("eight-stage").by_key["qualify"].checklist]
    assert [item.key for item in draft().by_key["qualify"].checklist] == [*reversed(before), "pilot_agreed"]


def test_an_item_without_words_is_taken_out(admin: Client) -> None:
    sent = form()
    for name in [name for name in sent if name.startswith("item__text")]:
        sent[name] = ["", *sent[name][1:]]
    admin.post(QUALIFY, sent)
    assert len(draft().by_key["qualify"].checklist) == 1


def added(sent: dict[str, Any], part: str, **values: str) -> dict[str, Any]:
    """One more row of a list."""
    for name in [name for name in sent if name.startswith(f"{part}__")]:
        sent[name] = [*sent[name], values.get(name.removeprefix(f"{part}__"), "")]
    return sent


def test_a_criterion_is_chosen_from_the_facts_and_words_itself_in_every_language(admin: Client) -> None:
    admin.post(QUALIFY, added(form(), "exit", fact="deal_value", operator="at_least", value="5000"))
    made = draft().by_key["qualify"].exit[-1]
    assert (made.when, made.say.to("en")) == ("deal_value >= 5000.0", "Value: at least 5,000")
    assert made.say.languages == ("en", "fi", "lv", "pl", "ru", "zh-hant")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"when": "no_such || demo_held", "say__en": "x"}, "id_exit_4_exit__when"),
        ({"when": "demo_held ||", "say__en": "x"}, "id_exit_4_exit__when"),
        ({"when": "demo_held"}, "id_exit_4_exit__say__en"),
        ({"fact": "deal_value", "operator": "more", "value": "many"}, "id_exit_4_exit__value"),
        ({"fact": "deal_value", "operator": "holds"}, "id_exit_4_exit__operator"),
        ({"say__en": "Only words"}, "id_exit_4_exit__fact"),
        ({"when": "demo_held", "say__en": "x" * 201}, "id_exit_4_exit__say__en"),
    ],
)
def test_a_criterion_that_cannot_be_is_told_at_its_field(
    admin: Client, row: dict[str, str], wrong: str
) -> None:
    answer = admin.post(QUALIFY, added(form(), "exit", **row))
    assert (answer.status_code, f'id="{wrong}_error"' in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (
            {"name__en": "", **{f"name__{code}": "" for code in ("fi", "lv", "pl", "ru", "zh-hant")}},
            "name__en",
        ),
        ({"name__fi": "x" * 41}, "name__fi"),
        ({"expected_days": "-1"}, "expected_days"),
        ({"expected_days": "abc"}, "expected_days"),
        ({"expected_days": "9", "escalate_days": "3"}, "escalate_days"),
        ({"takes_part": ["seller"]}, "takes_part"),
        ({"advance": "when"}, "advance__fact"),
        ({"not_needed__when": "nonsense("}, "not_needed__when"),
        ({"name__en": "a\x00b"}, "name__en"),
    ],
)
def test_a_field_that_is_wrong_says_so_beside_it(admin: Client, changes: dict[str, Any], wrong: str) -> None:
    answer = admin.post(QUALIFY, form(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'{wrong}_error"' in page
    assert queries.draft(queries.process("eight-stage")) is None


def test_a_phase_that_puts_the_win_in_the_middle_is_refused(admin: Client) -> None:
    answer = admin.post(QUALIFY, form(phase="care"))
    assert (answer.status_code, "before the win" in answer.content.decode()) == (422, True)


def test_a_deal_can_move_on_by_itself(admin: Client) -> None:
    admin.post(QUALIFY, form(advance="at_once"))
    assert draft().by_key["qualify"].advance == "true"
    admin.post(QUALIFY, form(advance="when", advance__fact="demo_held", advance__operator="holds"))
    assert draft().by_key["qualify"].advance == "demo_held"


def test_two_people_change_different_fields_of_a_stage(admin: Client) -> None:
    mine = form(role="manager")
    admin.post(QUALIFY, form(expected_days="9"))
    assert admin.post(QUALIFY, mine | {"expected_days": "6"}).status_code == 303
    made = draft().by_key["qualify"]
    assert (made.role, made.expected_days) == ("manager", 9.0)


def test_two_people_change_the_same_field_and_are_asked(admin: Client) -> None:
    mine = form(role="manager")
    admin.post(QUALIFY, form(role="finance"))
    answer = admin.post(QUALIFY, mine)
    assert (answer.status_code, draft().by_key["qualify"].role) == (409, "finance")
    again = mine | {"base": answer.context["base"]}
    assert admin.post(QUALIFY, again).status_code == 303
    assert draft().by_key["qualify"].role == "manager"


@pytest.mark.parametrize("base", ["", "{", "[]", json.dumps({"key": "other"}), "[" * 5000])
def test_a_form_that_lost_what_it_was_opened_with_still_saves(admin: Client, base: str) -> None:
    assert admin.post(QUALIFY, form(base=base, role="manager")).status_code == 303


def test_a_form_with_nothing_in_it_is_refused(admin: Client) -> None:
    assert admin.post(QUALIFY, {}).status_code == 422


def test_the_map_is_drawn_anew_while_typing(admin: Client) -> None:
    good = admin.post(f"{QUALIFY}preview/", form(name__en="Screening"))
    bad = admin.post(f"{QUALIFY}preview/", form(expected_days="abc"))
    assert (good.status_code, "Screening" in good.content.decode(), bad.status_code) == (200, True, 204)
    assert queries.draft(queries.process("eight-stage")) is None


def test_the_process_is_named_and_described(admin: Client) -> None:
    assert admin.post(f"{EDIT}details/", {"name__en": "Our way", "about__en": ""})["Location"] == EDIT
    assert (draft().name.to("en"), draft().about) == ("Our way", None)
    assert admin.post(f"{EDIT}details/", {"about__en": "x"}).status_code == 422


def test_publishing_tells_what_changes_and_does_it(admin: Client) -> None:
    admin.post(QUALIFY, form(name__en="Screen"))
    page = admin.get(f"{EDIT}publication/").content.decode()
    assert "“Qualify” is now called “Screen”." in page
    answer = admin.post(f"{EDIT}publication/", {"note": "Simpler word"})
    assert answer["Location"] == "/process/eight-stage/map/?show=designed"
    newest = queries.versions(queries.process("eight-stage")).first()
    assert newest is not None
    assert (newest.number, newest.note, newest.published_by is not None) == (2, "Simpler word", True)


def test_a_draft_with_faults_is_not_published_and_names_them(admin: Client) -> None:
    source = (
        admin.get(f"{EDIT}source.yaml").content.decode().replace("when: budget_known", "when: no_such_fact")
    )
    admin.post(f"{EDIT}source/", {"source": source})
    page = admin.get(EDIT).content.decode()
    assert ("No fact is called “no_such_fact”." in page, f'href="{QUALIFY}"' in page) == (True, True)
    assert admin.post(f"{EDIT}publication/", {"note": ""}).status_code == 422
    assert queries.published("eight-stage").number == 1


def test_the_draft_is_discarded(admin: Client) -> None:
    admin.post(f"{QUALIFY}place/", {"to": "up"})
    assert admin.post(f"{EDIT}withdrawal/")["Location"] == "/process/eight-stage/map/"
    assert queries.draft(queries.process("eight-stage")) is None


def test_the_text_goes_out_and_comes_in(admin: Client) -> None:
    answer = admin.get(f"{EDIT}source.yaml")
    assert answer["Content-Disposition"] == 'attachment; filename="eight-stage.yaml"'
    admin.post(f"{EDIT}source/", {"source": answer.content.decode()})
    assert draft().stages == queries.published("eight-stage").stages


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("polku: 1\nkey: eight-stage\nname: X\nstages:\n- key: Find\n  name: F\n  phase: find\n", "Line 5:"),
        ("polku: 1\nkey: other\nname: X\nstages:\n- {key: a, name: F, phase: find}\n", "another process"),
        ("a: [", "Line 2:"),
    ],
)
def test_a_text_with_faults_names_their_lines(admin: Client, source: str, told: str) -> None:
    answer = admin.post(f"{EDIT}source/", {"source": source})
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


def test_pages_speak_the_readers_language(admin: Client, signed_in: SignIn) -> None:
    admin.cookies["polku_language"] = "fi"
    page = admin.get(EDIT).content.decode()
    assert "Kahdeksan vaihetta" in page
    assert admin.get(QUALIFY).context["words"]["name"].main.name == "name__fi"


def test_a_new_stage_takes_the_phase_of_the_one_before_it(admin: Client) -> None:
    admin.post(f"{EDIT}stages/", {"name": "Pilot", "phase": "", "place": "4"})
    admin.post(f"{EDIT}stages/", {"name": "Prepare", "phase": "", "place": "0"})
    assert [draft().by_key[key].phase for key in ("pilot", "prepare")] == ["engage", "find"]


def test_a_stage_is_added_before_the_end_or_after_the_one_that_was_chosen(admin: Client) -> None:
    page = admin.get(EDIT).content.decode()
    assert '<option value="7" selected>after Finalise</option>' in page
    chosen = admin.get(f"{EDIT}?add=qualify").content.decode()
    assert '<option value="3" selected>after Qualify</option>' in chosen
    assert 'id="new-stage" open' in chosen


def test_a_stage_that_asks_nothing_is_pointed_out_where_it_stands(admin: Client) -> None:
    admin.post(f"{EDIT}stages/", {"name": "Pilot", "place": "3", "role": "seller"})
    line = admin.get(EDIT).content.decode()
    told = line.partition('id="stage-pilot"')[2].partition("</li>")[0]
    assert "Nothing is asked before a deal leaves this stage" in told
    assert "This must be put right" not in line
