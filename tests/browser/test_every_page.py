"""Every page: nothing that axe objects to in either theme, nothing wider than a phone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# What a page loads by parts is looked at too: nothing is asked for, swapped or settled any more.
ALL_LOADED = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
STRANGERS = ["/account/login/", "/account/password/reset/", "/f/contact/", "/f/contact/thanks/", "/o/stools/"]
PAGES = [
    "/", "/deals/", "/deals/?as=list", "/deals/new/", "/deals/bin/", "/deals/{deal}/", "/deals/{sold}/",
    "/deals/{lost}/",
    "/customers/", "/customers/new", "/customers/duplicates/", "/customers/{customer}/", "/contacts/{contact}/",
    "/process/", "/process/eight-stage/map/", "/process/eight-stage/map/?show=designed", "/process/templates/",
    "/process/eight-stage/stages/needs/", "/process/eight-stage/edit/", "/process/eight-stage/edit/details/",
    "/process/eight-stage/edit/stages/needs/", "/process/eight-stage/edit/source/", "/process/eight-stage/versions/",
    "/process/eight-stage/versions/1/", "/process/eight-stage/edit/publication/",
    "/insight/", "/insight/leaving/", "/insight/paths/", "/insight/compare/", "/insight/months/", "/insight/between/",
    "/insight/waiting/", "/insight/conformance/", "/insight/drift/", "/insight/cohorts/", "/insight/acts/",
    "/insight/time/", "/insight/flow/", "/insight/bottlenecks/", "/insight/rework/", "/insight/handovers/",
    "/insight/like/", "/insight/causes/", "/insight/content/", "/insight/back/", "/insight/offers/", "/insight/alike/",
    "/insight/orders/",
    "/insight/figures/funnel/", "/process/lead-to-paid/map/", "/settings/departments/", "/settings/processes/bpmn/",
    "/buyers/{journey}/", "/buyers/ready/", "/buyers/obstacles/", "/buyers/gaps/", "/buyers/answers/",
    "/forecast/", "/forecast/back-test/", "/goals/", "/goals/{goal}/", "/strategies/", "/indicators/",
    "/indicators/new/", "/indicators/win-rate/", "/dashboards/all/", "/dashboards/{dashboard}/", "/proposals/",
    "/proposals/{proposal}/",
    "/proposals/new/?process=eight-stage&stage=needs&indicator=stage_days&text=Slow&query=source%3Dweb",
    "/what-if/?process=lead-to-paid&stage=offer&time=-20&loss=0", "/what-helps/", "/settings/closing-techniques/",
    "/log/", "/start/",
    "/imports/", "/imports/new/", "/imports/{import}/mapping/", "/imports/{import}/trial/",
    "/settings/", "/settings/design/", "/settings/profile/", "/settings/security/",
    "/settings/people/", "/settings/people/{user}/", "/settings/teams/", "/settings/teams/{team}/",
    "/settings/tokens/", "/settings/company/", "/settings/rates/", "/settings/working-time/",
    "/settings/health/", "/settings/processes/", "/settings/deal-fields/", "/settings/activity-kinds/",
    "/settings/activity-kinds/new/", "/settings/lead-forms/", "/settings/lead-forms/new/",
    "/settings/lead-forms/contact/", "/settings/lead-forms/contact/captures/", "/settings/captures/{capture}/",
    "/settings/demo/",
    "/payments/", "/payments/open/", "/payments/overdue/", "/payments/overdue/reminders/?state=due", "/payments/bank/",
    "/payments/new/", "/settings/payments/", "/settings/payments/plans/new/",
    "/orders/", "/orders/new/?deal={deal}", "/orders/{order}/", "/orders/{order}/lines/", "/stock/",
    "/shipments/", "/shipments/{shipment}/", "/shipments/{gone}/", "/cycle/", "/orders/{order}/cycle/", "/counter/",
    "/quotes/", "/quotes/signing/", "/quotes/{quote}/", "/quotes/{quote}/edit/", "/quotes/{quote}/comparison/",
    "/deals/{deal}/quotes/new/", "/selling-cost/", "/invoices/", "/invoices/{bill}/", "/returns/", "/books/",
    "/books/reports/trial-balance/", "/books/reports/open-items/", "/books/journal/", "/books/accounts/", "/products/",
    "/payments/vouchers/", "/settings/quotes/",
    "/help/", "/help/bill/", "/help/facts/",
    "/settings/orders/", "/settings/order-forms/new/", "/settings/order-forms/stools/",
    "/settings/order-forms/stools/incoming/",
]  # fmt: skip
DIALOGS = [
    "/deals/{deal}/stage/", "/deals/{deal}/closing/lost/", "/deals/{deal}/next-step/", "/deals/{deal}/owner/",
    "/deals/{deal}/people/", "/deals/new/", "/deals/{deal}/activities/?kind=call", "/customers/new",
    "/deals/{deal}/negotiation/", "/deals/{deal}/handover/", "/quotes/{quote}/sending/",
    "/orders/new/", "/orders/{order}/hold/", "/orders/{order}/trouble/", "/order-lines/{line}/waiver/",
    "/order-troubles/{trouble}/settlement/", "/stock/receipt/", "/shipments/{shipment}/departure/",
    "/shipments/{gone}/arrival/", "/orders/{order}/confirmation/letter/", "/counter/",
    "/process/lead-to-paid/filters/", "/process/eight-stage/edit/stages/needs/", "/process/eight-stage/edit/details/",
    "/process/eight-stage/edit/stages/needs/division/", "/buyers/{journey}/details/", "/buyers/{journey}/steps/",
    "/buyers/{journey}/steps/price_weighed/obstacle/", "/buyers/obstacles/codes/", "/obstacles/{obstacle}/",
    "/deals/{deal}/obstacles/", "/deals/{deal}/feedback/", "/deals/{deal}/buyer-link/",
    "/findings/new/?process=eight-stage&stage=needs&text=Slow", "/goals/new/", "/dashboards/new/",
    "/dashboards/{dashboard}/settings/", "/dashboards/{dashboard}/mailings/", "/dashboards/{dashboard}/tiles/new/",
    "/help/bank-statement/", "/dashboards/filter/", "/insight/filter/", "/strategies/new/", "/deals/{deal}/askings/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_suits_everybody_and_every_screen(seen: Page, site: Site, address: str) -> None:
    """Both themes by axe; 360 px without a sideways scroll."""
    _see(seen, address, site.ids)


@pytest.mark.parametrize("address", STRANGERS)
def test_a_page_for_anybody_suits_everybody_too(stranger: Page, site: Site, address: str) -> None:
    """Sign-in and the public form are the first that is seen."""
    _see(stranger, address, site.ids)


@pytest.mark.parametrize("address", DIALOGS)
def test_a_dialog_suits_everybody_too(seen: Page, site: Site, address: str) -> None:
    """What opens over a page is as good as the page."""
    seen.goto("/settings/teams/")
    url = address.format(**site.ids)
    seen.evaluate("async url => (await import('/static/ui/js/dialog.js')).openDialog(url)", url)
    seen.wait_for_selector("dialog[open] :is(form, .prose)")
    _look(seen, "dialog[open]")


def _see(page: Page, address: str, ids: Mapping[str, int]) -> None:
    answer = page.goto(address.format(**ids))
    assert answer is not None
    assert answer.status == 200
    page.wait_for_function(ALL_LOADED)
    _look(page)


def _look(page: Page, part: str = "html") -> None:
    page.evaluate(AXE)
    found = _objections(page, part)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    found += _objections(page, part, rules=["color-contrast"])
    assert found == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"], _too_wide(page)


def _objections(page: Page, part: str, rules: list[str] | None = None) -> list[str]:
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    answer = page.evaluate("([part, options]) => axe.run(part, options)", [part, options])
    theme = page.evaluate("document.documentElement.dataset.theme")
    return [
        f"{theme}: {one['id']}: {node['html'][:160]} ({node['target'][-1]}) {node['failureSummary'][:300]}"
        for one in answer["violations"]
        for node in one["nodes"][:3]
    ]


def _too_wide(page: Page) -> list[str]:
    """The elements that reach beyond the screen, the innermost last."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 361)"
        ".slice(0, 12).map(e => e.outerHTML.slice(0, 140))"
    )
    return found
