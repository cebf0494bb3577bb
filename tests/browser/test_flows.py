"""The main ways through the product in a real browser: by keys alone, and by mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.seeding import EMAIL, PASSWORD

pytestmark = pytest.mark.browser


def _focused(page: Page, what: str) -> Locator:
    return page.locator(f"{what}:focus")


def test_somebody_signs_in_and_reaches_a_deal_by_keys_alone(stranger: Page, site: Site) -> None:
    keys = stranger.keyboard
    stranger.goto(f"{site.url}/account/login/")
    expect(_focused(stranger, "input[name=login]")).to_have_count(1)
    keys.type(EMAIL)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    stranger.wait_for_url(f"{site.url}/")
    keys.press("g")
    keys.press("p")
    stranger.wait_for_url("**/deals/")
    keys.press("j")
    card = stranger.locator("[data-card]:has(a:focus)")
    expect(card).to_have_count(1)
    name = card.get_attribute("data-title") or "?"
    keys.press("Enter")
    stranger.wait_for_url(re.compile(r"/deals/\d+/"))
    expect(stranger.locator("main header.deal-head")).to_contain_text(name)
    keys.press("Escape")
    stranger.wait_for_url("**/deals/")


def test_a_move_asks_for_what_is_missing_by_keys_alone(page: Page, site: Site) -> None:
    page.goto(f"/deals/{site.ids['deal']}/")
    page.keyboard.press("m")
    expect(page.locator("dialog[open] .choose-stage")).to_be_visible()
    page.keyboard.press("j")
    page.locator("dialog[open] button[value=offer]").focus()
    page.keyboard.press("Enter")
    missing = page.locator("dialog[open] form[data-missing]")
    expect(missing.locator(".crit li").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_what_a_move_lacks_is_brought_one_by_one_without_opening_the_list_again(page: Page) -> None:
    keys = page.keyboard
    page.goto("/settings/")
    keys.press("c")
    page.fill("dialog[open] [name=company]", "Niittykoski")
    page.fill("dialog[open] [name=email]", "maija@niittykoski.example")
    page.fill("dialog[open] [name=title]", "Ladders")
    keys.press("Control+Enter")
    page.wait_for_url(re.compile(r"/deals/\d+/$"))
    expect(page.locator("main header a", has_text="Niittykoski")).to_be_visible()
    keys.press("m")
    page.locator("dialog[open] button[value=qualify]").click()
    missing = page.locator("dialog[open] form[data-missing]")
    missing.locator("[name=next_step]").fill("Measure the hall")
    missing.get_by_role("link", name="Log").click()
    page.locator("dialog[open] .log-choices a").first.click()
    expect(page.locator("dialog[open] .log-form [name=text]")).to_be_focused()
    keys.press("Escape")
    expect(missing.locator("[name=next_step]")).to_have_value("Measure the hall")
    missing.get_by_role("link", name="Log").click()
    page.locator("dialog[open] .log-choices a").first.click()
    page.locator("dialog[open] .log-form [name=text]").fill("They have no ladders")
    keys.press("Control+Enter")
    expect(missing.locator(".met")).to_have_count(1)
    expect(missing.locator("[name=next_step]")).to_have_value("Measure the hall")
    keys.press("Control+Enter")
    expect(page.locator(".path.stops [aria-current=step]")).to_contain_text("Qualify")


def test_a_call_is_logged_by_keys_alone(page: Page, site: Site) -> None:
    page.goto(f"/deals/{site.ids['deal']}/")
    page.keyboard.press("l")
    expect(page.locator("dialog[open] .log-choices")).to_be_visible()
    page.keyboard.press("c")
    text = page.locator("dialog[open] .log-form [name=text]")
    expect(text).to_be_focused()
    page.keyboard.type("They measured the hall")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("They measured the hall")


def test_a_next_step_is_planned_and_taken_back_by_keys_alone(page: Page, site: Site) -> None:
    page.goto(f"/deals/{site.ids['deal']}/")
    planned = page.locator("#next-step strong")
    before = planned.inner_text()
    page.keyboard.press("n")
    field = page.locator("dialog[open] [name=next_step]")
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Send the drawings")
    page.keyboard.press("Control+Enter")
    expect(planned).to_have_text("Send the drawings")
    undo = page.locator("#toasts [data-toast]").get_by_role("button", name="Undo")
    undo.focus()
    page.keyboard.press("Enter")
    expect(planned).to_have_text(before)


def test_a_card_is_drawn_to_the_next_stage_by_mouse(page: Page) -> None:
    page.goto("/deals/")
    card = page.locator("[data-stage=find] [data-card]").first
    number = card.get_attribute("data-card")
    target = page.locator("[data-stage=contact]")
    start, end = card.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 40, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 30, steps=3)
    expect(page.locator(".ghost")).to_have_count(1)
    page.mouse.move(end["x"] + 60, end["y"] + 120, steps=5)
    page.mouse.up()
    moved = page.locator(f"[data-stage=contact] [data-card='{number}']")
    asked = page.locator("dialog[open] form[data-missing]")
    expect(moved.and_(page.locator("[data-at=contact]")).or_(asked).first).to_be_visible()
    expect(page.locator(".ghost")).to_have_count(0)


def test_cards_are_chosen_by_a_key_and_let_go_by_another(page: Page) -> None:
    page.goto("/deals/")
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar.locator("[data-bulk-count]")).to_have_text("1")
    page.locator("[data-bulk-act=move]").click()
    expect(page.locator("dialog[open] h2")).to_contain_text("1 deal")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()


def test_a_deal_that_was_opened_leaves_no_text_for_the_next(page: Page) -> None:
    for number in range(2):
        page.goto("/deals/")
        page.keyboard.press("c")
        field = page.locator("dialog[open] [name=company]")
        expect(field).to_have_value("")
        field.fill(f"Vaahtera {number}")
        page.fill("dialog[open] [name=title]", "Ladders")
        page.keyboard.press("Control+Enter")
        page.wait_for_url(re.compile(r"/deals/\d+/$"))


def test_the_palette_finds_a_deal(page: Page, site: Site) -> None:
    page.goto(f"/deals/{site.ids['deal']}/")
    name = page.locator("h1").inner_text()
    customer = page.locator("main a[href^='/customers/']").first.inner_text()
    page.goto("/")
    page.keyboard.press("Control+k")
    expect(page.locator("[data-palette-input]")).to_be_focused()
    page.keyboard.type(f"{name} {customer}")
    found = page.locator("[data-palette-list] [role=option]", has_text=name)
    expect(found.first).to_be_visible()
    found.filter(has=page.locator(f"a[href='/deals/{site.ids['deal']}/']")).or_(
        page.locator(f"[data-palette-list] [href='/deals/{site.ids['deal']}/']")
    ).first.click()
    page.wait_for_url(f"**/deals/{site.ids['deal']}/")


def test_a_small_file_comes_in_through_the_wizard(page: Page) -> None:
    page.goto("/imports/new/")
    rows = b"id,company,title\nA-1,Myrsky Oy,Railings\nA-2,Lumi Oy,Stairs\n"
    page.locator("input[name=file]").set_input_files(
        {"name": "leads.csv", "mimeType": "text/csv", "buffer": rows}
    )
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/mapping/")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_url("**/trial/")
    page.get_by_role("button", name="Import 2 rows").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    expect(page.get_by_role("heading", name="2 rows")).to_be_visible()
    page.goto("/deals/?as=list&q=Myrsky")
    expect(page.get_by_text("Myrsky Oy").first).to_be_visible()


def test_a_lead_of_the_public_form_stands_on_today(stranger: Page, page: Page, site: Site) -> None:
    stranger.goto(f"{site.url}/f/contact/")
    stranger.locator("[name=name]").fill("Orvokki Salmi")
    stranger.locator("[name=email]").fill("orvokki@salmi.example")
    # A form sent within two seconds counts as sent by a program.
    stranger.wait_for_timeout(2100)
    stranger.get_by_role("button", name="Send").click()
    stranger.wait_for_url("**/thanks/")
    page.goto("/")
    expect(page.get_by_text("Orvokki Salmi").first).to_be_visible()


def test_on_a_phone_a_row_of_a_list_tells_its_columns_and_a_row_of_places_where_it_is(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/payments/")
    row = page.locator("table.stacked tbody tr").first

    assert row.locator("td").last.get_attribute("data-label") == "Open"
    assert row.evaluate("row => row.scrollWidth <= row.clientWidth")

    page.goto("/payments/vouchers/")
    here = page.locator(".seg > [aria-current]")
    assert here.evaluate("one => one.getBoundingClientRect().right <= innerWidth")
