"""A new deal says whose it is: nobody is linked unseen, and a mistyped name does not become the title."""

import pytest

from polku.contacts.models import Customer
from polku.deals.models import Deal
from tests.deals.web.conftest import SignIn

HTMX = {"HX-Request": "true"}
ADDRESS = "/deals/new/"


def test_who_is_meant_is_said_while_it_is_typed(deal: Deal, signed_in: SignIn) -> None:
    found = signed_in("alice").get("/deals/new/customers/?company=PUU+oyj", headers=HTMX).content.decode()
    assert "Linked to <b>Puu Oy</b>" in found
    assert "Not them? Make a new one" in found


def test_a_known_customer_is_asked_about_before_it_is_linked(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    asked = alice.post(ADDRESS, {"company": "puu", "currency": "EUR"})
    assert asked.status_code == 422
    assert "Linked to <b>Puu Oy</b>" in asked.content.decode()
    linked = {"company": "puu", "currency": "EUR", "shown": str(deal.customer_id)}
    assert alice.post(ADDRESS, linked).status_code == 303
    made = Deal.objects.latest("id")
    assert (made.customer_id, made.title) == (deal.customer_id, "Puu Oy")


def test_another_customer_of_the_like_name_is_made_where_a_person_says_so(
    deal: Deal, signed_in: SignIn
) -> None:
    form = {"company": "puu", "currency": "EUR", "shown": str(deal.customer_id), "as_new": "1"}
    assert signed_in("alice").post(ADDRESS, form).status_code == 303
    made = Deal.objects.latest("id")
    assert (made.customer.name, made.title, Customer.objects.count()) == ("puu", "puu", 2)


@pytest.mark.parametrize("told", [{"email": "hanna@puu.example"}, {"phone": "+358401234567"}])
def test_a_known_mail_or_number_links_as_openly(deal: Deal, signed_in: SignIn, told: dict[str, str]) -> None:
    alice = signed_in("alice")
    alice.post(f"/deals/{deal.id}/people/", {"name": "Hanna", **told})
    asked = alice.post(ADDRESS, {"company": "Kivi Oy", "currency": "EUR", **told})
    assert "Linked to <b>Puu Oy</b>" in asked.content.decode()


def test_a_chosen_customer_gives_the_title(deal: Deal, signed_in: SignIn) -> None:
    form = {"customer_id": deal.customer_id, "company": "Puuu", "currency": "EUR"}
    assert signed_in("alice").post(ADDRESS, form).status_code == 303
    assert Deal.objects.latest("id").title == "Puu Oy"


def test_a_customer_of_nearly_the_name_of_another_is_asked_about_before_it_is_saved(
    deal: Deal, signed_in: SignIn
) -> None:
    alice = signed_in("alice")
    first = {"company": "Saimaan Lämpö", "currency": "EUR", "title": "Pumps"}
    assert alice.post(ADDRESS, first).status_code == 303
    slip = first | {"company": "Saiman Lampö"}
    asked = alice.post(ADDRESS, slip)
    shown = asked.content.decode()
    assert (asked.status_code, Customer.objects.count()) == (422, 2)
    assert ("Use this one" in shown, "Save anyway" in shown, "<b>Saimaan Lämpö</b>" in shown) == (True,) * 3
    while_typing = alice.get("/deals/new/customers/?company=Saiman+Lampö", headers=HTMX).content.decode()
    assert 'data-name="Saimaan Lämpö"' in while_typing
    assert alice.post(ADDRESS, slip | {"as_new": "1"}).status_code == 303
    assert Customer.objects.filter(name="Saiman Lampö").exists()


def test_the_page_of_a_deal_leads_to_its_customer_whatever_its_title(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    made = alice.post(ADDRESS, {"company": "Kivi Oy", "currency": "EUR"})
    customer = Customer.objects.get(name="Kivi Oy")
    assert f'href="/customers/{customer.pk}/"' in alice.get(made["Location"]).content.decode()


def test_a_deal_that_was_opened_by_mistake_is_taken_back_at_once(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    made = alice.post(ADDRESS, {"company": "Kivi Oy", "currency": "EUR"})
    undo = f"{made['Location']}voiding/"
    assert f'action="{undo}"' in alice.get(made["Location"]).content.decode()
    assert alice.post(undo).status_code == 303
    assert Deal.objects.get(customer__name="Kivi Oy").voided_at is not None
