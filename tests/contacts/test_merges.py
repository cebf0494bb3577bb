"""Two become one and two again; who is taken for a duplicate, and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM, Actor
from polku.contacts import merging
from polku.contacts.actions import (
    NewCustomer,
    add_contact,
    add_customer,
    dismiss_duplicate,
    look_for_duplicates,
    merge,
    record_consent,
    resolve,
    scan_for_duplicates,
    undo_merge,
    update_customer,
)
from polku.contacts.models import Consent, Contact, Customer, DuplicatePair
from polku.contacts.queries import (
    contacts_of,
    customer_history,
    duplicate_candidates,
    duplicates,
    likely_meant,
    merge_preview,
    standing_merges,
    worklist,
)
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.search.queries import find, missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(alice: Actor, at: datetime) -> tuple[Customer, Customer]:
    kept = add_customer(
        NewCustomer(company="Saimaan Lämpö Oy", contact_name="Hanna", email="hanna@sl.fi", city="Imatra"),
        actor=alice,
        at=at,
    )
    merged = add_customer(
        NewCustomer(
            company="Saimaan Lampo",
            contact_name="Hanna R",
            email="hanna@sl.fi",
            phone="+358401234567",
            city="Lappeenranta",
            vat_id="FI12345671",
        ),
        actor=alice,
        at=at,
    )
    add_contact(merged.pk, values={"name": "Pekka"}, actor=alice, at=at)
    return kept, merged


def _state() -> list[Any]:
    """All that a merge touches."""
    columns = ("id", "name", "city", "vat_id", "merged_into_id", "name_key")
    people = ("id", "customer_id", "name", "phone", "phone_key", "merged_into_id")
    return [
        list(Customer.objects.order_by("id").values_list(*columns)),
        list(Contact.objects.order_by("id").values_list(*people)),
        list(Consent.objects.order_by("id").values_list("id", "contact_id")),
    ]


def test_a_merge_moves_people_joins_the_same_one_and_fills_what_was_empty(
    pair: tuple[Customer, Customer], alice: Actor, at: datetime
) -> None:
    kept, merged = pair
    merge(kept.pk, merged.pk, choices={"city": "merged"}, actor=alice, at=at)
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.name, kept.city, kept.vat_id, merged.merged_into_id) == (
        "Saimaan Lämpö Oy",
        "Lappeenranta",
        "FI12345671",
        kept.pk,
    )
    people = contacts_of([kept.pk])[kept.pk]
    assert [(one.name, one.phone) for one in people] == [("Hanna", "+358401234567"), ("Pekka", "")]
    assert [hit.title for hit in find(alice, "saimaan", only=["customer"])] == ["Saimaan Lämpö Oy"]
    assert missing() == []
    assert "contacts.customers_merged" in [event.kind for event in customer_history(alice, kept.pk)]


def test_a_merge_that_is_taken_back_leaves_everything_as_it_was(
    pair: tuple[Customer, Customer], alice: Actor, at: datetime
) -> None:
    kept, merged = pair
    for contact in Contact.objects.all():
        record_consent(contact.pk, purpose="email", given=True, actor=alice, at=at)
    before = _state()
    done = merge(kept.pk, merged.pk, choices={"name": "merged"}, actor=alice, at=at)
    assert _state() != before
    undo_merge(done.pk, actor=alice, at=at)
    assert _state() == before
    assert sorted(hit.title for hit in find(alice, "saimaan", only=["customer"])) == [
        "Saimaan Lampo",
        "Saimaan Lämpö Oy",
    ]
    assert (missing(), standing_merges(kept.pk)) == ([], [])
    undo_merge(done.pk, actor=alice, at=at)


def test_what_was_corrected_since_the_merge_stays(
    pair: tuple[Customer, Customer], alice: Actor, at: datetime
) -> None:
    kept, merged = pair
    done = merge(kept.pk, merged.pk, actor=alice, at=at)
    update_customer(
        kept.pk, values={"vat_id": "FI20774740"}, base={"vat_id": "FI12345671"}, actor=alice, at=at
    )
    undo_merge(done.pk, actor=alice, at=at)
    kept.refresh_from_db()
    assert kept.vat_id == "FI20774740"


def test_a_merge_on_which_another_builds_is_taken_back_after_it(
    pair: tuple[Customer, Customer], alice: Actor, at: datetime
) -> None:
    kept, merged = pair
    third = add_customer(NewCustomer(company="Third"), actor=alice, at=at)
    first = merge(kept.pk, merged.pk, actor=alice, at=at)
    second = merge(third.pk, kept.pk, actor=alice, at=at)
    with pytest.raises(Refused):
        undo_merge(first.pk, actor=alice, at=at)
    undo_merge(second.pk, actor=alice, at=at)
    undo_merge(first.pk, actor=alice, at=at)
    assert Customer.objects.current().count() == 3


def test_a_customer_is_not_merged_twice_nor_with_itself_nor_by_those_who_may_not(
    pair: tuple[Customer, Customer], alice: Actor, charlie: Actor, viewer: Actor, at: datetime
) -> None:
    kept, merged = pair
    with pytest.raises(Invalid):
        merge(kept.pk, kept.pk, actor=alice, at=at)
    with pytest.raises(NotFound):
        merge(kept.pk, merged.pk, actor=charlie, at=at)
    with pytest.raises(NotAllowed):
        merge(kept.pk, merged.pk, actor=viewer, at=at)
    merge(kept.pk, merged.pk, actor=alice, at=at)
    with pytest.raises(Invalid):
        merge(kept.pk, merged.pk, actor=alice, at=at)


def test_rows_of_later_domains_move_and_return(
    pair: tuple[Customer, Customer], alice: Actor, at: datetime
) -> None:
    kept, merged = pair
    calls: list[Any] = []

    def move(*, kept_id: int, merged_id: int, contacts: Mapping[int, int]) -> list[int]:
        calls.append(("move", kept_id, merged_id, len(contacts)))
        return [7]

    def restore(*, kept_id: int, merged_id: int, moved: Any) -> None:
        calls.append(("restore", kept_id, merged_id, moved))

    mover = merging.Mover("thing", "things", move, restore, lambda *, customer_id: 3)
    with merging.movers.holding("thing", mover):
        preview = merge_preview(alice, kept.pk, merged.pk)
        done = merge(kept.pk, merged.pk, actor=alice, at=at)
        undo_merge(done.pk, actor=alice, at=at)
    assert ("things", 3) in preview.others
    assert calls == [("move", kept.pk, merged.pk, 1), ("restore", kept.pk, merged.pk, [7])]


def test_a_duplicate_is_explained(pair: tuple[Customer, Customer], alice: Actor) -> None:
    (like,) = duplicates(pair[0], actor=alice)
    assert like.customer == pair[1]
    assert [(reason.code, reason.points) for reason in like.likeness.reasons] == [
        ("same_mail", 92),
        ("same_name", 70),
    ]
    assert like.score == 98


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Lahden Hammas Oy", "Lahden Hamas"),
        ("Wrocławskie Biuro Projektów", "Wroclawske biuro projektow sp. z o.o."),
        ("ООО Ромашка", "Romashka"),
        ("Kauppahuone Aalto", "Kaupahuone Aalto Ab"),
        ("臺北設計工作室", "臺北設計工作室有限公司"),
        ("Lublin Soft", "Lublim Soft"),
        ("Lublin Soft", "Lbulin Soft"),
        ("Lublin Soft", "Ldublin Soft"),
        ("Lublin Soft", "Ublin Soft"),
    ],
)
def test_a_like_name_is_told_while_typing(alice: Actor, at: datetime, known: str, typed: str) -> None:
    add_customer(NewCustomer(company=known), actor=alice, at=at)
    assert [like.customer.name for like in duplicate_candidates(actor=alice, name=typed)] == [known]


def test_names_that_differ_by_a_number_are_not_asked_about(alice: Actor, at: datetime) -> None:
    add_customer(NewCustomer(company="Vaahtera koulu 1"), actor=alice, at=at)
    assert [one.customer.name for one in likely_meant(actor=alice, name="Vahtera koulu 1")] == [
        "Vaahtera koulu 1"
    ]
    assert likely_meant(actor=alice, name="Vaahtera koulu 2") == []


def test_nobody_is_told_of_customers_of_another_team(pair: tuple[Customer, Customer], charlie: Actor) -> None:
    assert duplicate_candidates(actor=charlie, name="Saimaan Lämpö", emails=["hanna@sl.fi"]) == []


def test_different_names_are_no_duplicates(alice: Actor, at: datetime) -> None:
    add_customer(NewCustomer(company="Lahden Leipä"), actor=alice, at=at)
    assert duplicate_candidates(actor=alice, name="Lahden Lumi") == []


def test_the_scan_puts_pairs_on_the_worklist_once(
    pair: tuple[Customer, Customer], alice: Actor, charlie: Actor, at: datetime
) -> None:
    assert (scan_for_duplicates(at=at), scan_for_duplicates(at=at)) == (2, 0)
    look_for_duplicates([pair[0].pk], at=at)
    assert [(one.one_id, one.other_id, one.score) for one in worklist(alice)] == [
        (pair[0].pk, pair[1].pk, 98)
    ]
    assert worklist(charlie) == []


def test_a_dismissed_pair_does_not_come_back(
    pair: tuple[Customer, Customer], alice: Actor, at: datetime
) -> None:
    scan_for_duplicates(at=at)
    dismiss_duplicate(pair[1].pk, pair[0].pk, actor=alice, at=at)
    look_for_duplicates([pair[0].pk], at=at)
    assert (worklist(alice), duplicates(pair[0], actor=alice)) == ([], [])


def test_a_merged_pair_leaves_the_worklist(
    pair: tuple[Customer, Customer], alice: Actor, at: datetime
) -> None:
    scan_for_duplicates(at=at)
    merge(pair[1].pk, pair[0].pk, actor=alice, at=at)
    assert DuplicatePair.objects.count() == 0


def test_a_name_that_very_many_share_is_still_found_and_bounded(alice: Actor, at: datetime) -> None:
    resolve([NewCustomer(contact_name="Jan Nowak") for _ in range(60)], actor=alice, at=at)
    assert len(duplicate_candidates(actor=alice, name="Jan Nowak", kind="person")) == 5
    scan_for_duplicates(at=at)
    assert 0 < DuplicatePair.objects.count() <= 60 * 20


def test_the_scan_of_many_takes_as_many_queries_as_of_few(people: object, at: datetime) -> None:
    rows = [NewCustomer(company=f"Company number{n}", email=f"a{n}@b.fi") for n in range(110)]
    ids = [answer.customer_id for answer in resolve(rows, actor=SYSTEM, at=at)]
    counts = []
    for part in (ids[:1], ids[10:110]):
        with CaptureQueriesContext(connection) as seen:
            look_for_duplicates(part, at=at)
        counts.append(len(seen))
    assert counts[0] == counts[1]
