"""Deals on the page of their customer."""

from polku.deals.models import Deal
from tests.deals.web.conftest import SignIn


def test_a_customers_page_shows_its_deals_and_opens_a_new_one(deal: Deal, signed_in: SignIn) -> None:
    page = signed_in("alice").get(f"/customers/{deal.customer_id}/").content.decode()
    assert f'href="/deals/{deal.id}/">{deal.title}</a>' in page
    assert f'href="/deals/new/?customer={deal.customer_id}" data-dialog' in page


def test_deals_in_the_bin_are_not_on_their_customers_page(deal: Deal, signed_in: SignIn) -> None:
    Deal.objects.filter(pk=deal.pk).update(voided_at=deal.opened_at)
    page = signed_in("alice").get(f"/customers/{deal.customer_id}/").content.decode()
    assert f"/deals/{deal.id}/" not in page


def test_what_happened_with_a_customer_names_the_deal_of_each_thing(deal: Deal, signed_in: SignIn) -> None:
    page = signed_in("alice").get(f"/customers/{deal.customer_id}/timeline").content.decode()
    assert f'<a class="link q" href="/deals/{deal.id}/">{deal.title}</a>' in page
    own = signed_in("alice").get(f"/deals/{deal.id}/").content.decode()
    assert f'<a class="link q" href="/deals/{deal.id}/">' not in own
