"""The chart of accounts and what is posted by hand."""

from datetime import date

import pytest

from polku.access.logic import SYSTEM, Actor
from polku.books.actions import (
    Line,
    NewEntry,
    add_account,
    change_account,
    install_chart,
    post,
    post_manual,
    retire_account,
    reverse,
    reverse_by_hand,
)
from polku.books.checks import documents_find_their_accounts
from polku.books.logic.accounts import Role, ready_chart
from polku.books.logic.taxes import read_tax_key, tax_key
from polku.books.models import Account, Entry, Posting
from polku.books.queries import trial_balance
from polku.books.queries.chart import forget
from polku.books.words import KIND_LABELS, ROLE_LABELS, names_of
from polku.contacts.models import Customer
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, Refused
from polku.kernel.money import Money
from polku.kernel.words import LANGUAGES
from tests.books.conftest import eur, sale
from tests.conftest import NOW, People

TODAY = date(2026, 11, 20)


def test_the_ready_chart_has_every_role_once_and_words_in_every_language() -> None:
    chart = ready_chart()
    assert sorted(one.role for one in chart if one.role) == sorted(Role)
    assert len({one.code for one in chart}) == len(chart)
    assert {one.name.languages for one in chart} == {LANGUAGES}
    assert (set(ROLE_LABELS), set(KIND_LABELS)) == (set(Role), {one.kind.value for one in chart})


def test_the_ready_chart_is_installed_once(frida: Actor) -> None:
    assert install_chart(actor=SYSTEM, at=NOW) == len(ready_chart())
    assert install_chart(actor=SYSTEM, at=NOW) == 0


EXPIRED = (Line("vouchers", debit=eur(2000)), Line("vouchers_expired", credit=eur(2000)))


def test_a_chart_of_an_earlier_version_gets_the_account_that_documents_post_to_since(frida: Actor) -> None:
    install_chart(actor=SYSTEM, at=NOW)
    Account.objects.filter(role="vouchers_expired").delete()  # as that version had installed it
    forget()
    assert list(documents_find_their_accounts()) == []
    for _ in range(2):
        post([NewEntry(date=TODAY, kind="voucher_expired", lines=EXPIRED)], actor=frida, at=NOW)
    (added,) = Account.objects.filter(role="vouchers_expired")
    assert (added.code, added.kind, added.name.to("fi")) == ("4810", "income", "Vanhentuneet lahjakortit")
    (told,) = Event.objects.filter(kind="books.account_changed")
    assert (told.payload, told.actor_id) == ({"code": "4810"}, frida.user_id)
    assert Account.objects.count() == len(ready_chart())


def test_where_the_company_has_its_own_account_of_that_code_it_is_told_to_choose_one(frida: Actor) -> None:
    install_chart(actor=SYSTEM, at=NOW)
    Account.objects.filter(code="4810").update(role="", name={"en": "Rent"})  # as that version allowed
    forget()
    assert list(documents_find_their_accounts()) == [
        "no account has the role “Expired vouchers”: give it to one"
    ]
    with pytest.raises(Invalid, match=r"No account has the role “Expired vouchers”\. Give it to one\."):
        post([NewEntry(date=TODAY, kind="voucher_expired", lines=EXPIRED)], actor=frida, at=NOW)
    change_account("4900", {"role": "vouchers_expired"}, actor=frida, at=NOW)
    post([NewEntry(date=TODAY, kind="voucher_expired", lines=EXPIRED)], actor=frida, at=NOW)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "a b"}, "code"),
        ({"code": "1000"}, "code"),
        ({"kind": "gold"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "x" * 200}, "name"),
        ({"role": "gold"}, "role"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_at_its_field(
    frida: Actor, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add_account(**({"code": "6400", "kind": "expense", "name": "Travel"} | values), actor=frida, at=NOW)
    assert refused.value.field == field


def test_only_who_keeps_the_books_changes_accounts_and_posts(people: People) -> None:
    alice = people.actor("alice")
    with pytest.raises(NotAllowed):
        add_account(code="6400", kind="expense", name="Travel", actor=alice, at=NOW)
    with pytest.raises(NotAllowed):
        post_manual(date=TODAY, text="Rent", lines=[], actor=alice, at=NOW)
    with pytest.raises(NotAllowed):
        trial_balance(alice)


def test_a_retired_account_takes_nothing_new_but_its_entries_can_be_taken_back(frida: Actor) -> None:
    add_account(code="6400", kind="expense", name="Travel", actor=frida, at=NOW)
    lines = [Line(account="6400", debit=eur(5)), Line("bank", credit=eur(5))]
    entry_id = post_manual(date=TODAY, text="Bus", lines=lines, actor=frida, at=NOW)
    retire_account("6400", actor=frida, at=NOW)
    with pytest.raises(Invalid, match="The account 6400 is retired"):
        post_manual(date=TODAY, text="Bus", lines=lines, actor=frida, at=NOW)
    reverse([entry_id], actor=frida, at=NOW)
    with pytest.raises(Refused, match="Give its role to another"):
        retire_account("1000", actor=frida, at=NOW)


def test_a_role_moves_and_documents_follow_it(frida: Actor) -> None:
    add_account(code="1001", kind="asset", name="Second bank", actor=frida, at=NOW)
    change_account("1001", {"role": "bank"}, actor=frida, at=NOW)
    post_manual(
        date=TODAY, text="x", lines=[Line("bank", debit=eur(5)), Line("cash", credit=eur(5))], actor=frida, at=NOW
    )  # fmt: skip
    assert Posting.objects.get(debit=True).account.code == "1001"
    assert Account.objects.get(code="1000").role == ""


@pytest.mark.parametrize("role", ["", "inventory"])
def test_no_role_is_left_without_an_account(frida: Actor, role: str) -> None:
    install_chart(actor=SYSTEM, at=NOW)
    before = list(Account.objects.order_by("id").values_list("code", "role"))
    holder = Account.objects.get(role="receivable").code
    with pytest.raises(Invalid, match="“What customers owe” would be left without an account") as refused:
        change_account(holder, {"role": role}, actor=frida, at=NOW)
    assert refused.value.field == "role"
    assert list(Account.objects.order_by("id").values_list("code", "role")) == before


def test_a_manual_entry_tells_an_event_without_its_text(frida: Actor) -> None:
    lines = [Line("bank_fees", debit=eur(500)), Line("bank", credit=eur(500))]
    entry_id = post_manual(date=TODAY, text="Fees of October", lines=lines, actor=frida, at=NOW)
    event = Event.objects.get(kind="books.entry_posted")
    assert event.payload == {"entry_id": entry_id, "company_minor": 500, "currency": "EUR"}
    assert (event.actor_id, event.subject_id) == (frida.user_id, entry_id)
    assert Entry.objects.get(id=entry_id).number == 1


def test_opening_balances_balance_over_their_account_in_each_currency(frida: Actor) -> None:
    lines = [
        Line("bank", debit=eur(50_000)),
        Line("payable", credit=eur(20_000)),
        Line("receivable", debit=Money(10_000, "USD"), company_minor=9_000),
    ]
    post_manual(date=TODAY, text="Opening", lines=lines, kind="opening", actor=frida, at=NOW)
    told = Posting.objects.filter(account__role="opening").order_by("id")
    assert [(one.debit, one.amount_minor, one.currency, one.company_minor) for one in told] == [
        (False, 30_000, "EUR", 30_000), (False, 10_000, "USD", 9_000),
    ]  # fmt: skip


def test_an_entry_of_a_document_is_not_reversed_by_hand(frida: Actor) -> None:
    [entry_id] = post([sale()], actor=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="correct the document"):
        reverse_by_hand(entry_id, reason="Wrong", actor=frida, at=NOW)


def test_a_tax_key_says_what_it_was_made_of() -> None:
    from decimal import Decimal

    assert tax_key("S", Decimal("25.50")) == "S:25.5"
    assert tax_key("S", 20, purchase=True, country="DE") == "in:S:20@DE"
    assert str(read_tax_key("in:S:20@DE")) == "in:S:20@DE"
    assert read_tax_key("AE:0").percent == 0
    with pytest.raises(Invalid):
        read_tax_key("S")


def test_the_books_call_customers_and_deals_by_name_for_who_may_see_them(people: People) -> None:
    customer = Customer.objects.create(name="Puu Oy", name_key="puu", recorded_at=NOW, team=people.helsinki)
    named = names_of(SYSTEM, "customer", {customer.pk, customer.pk + 1})
    assert named == {
        customer.pk: ("Puu Oy", f"/customers/{customer.pk}/"),
        customer.pk + 1: (f"Customer {customer.pk + 1}", ""),
    }
    assert names_of(people.actor("charlie"), "deal", set()) == {}
