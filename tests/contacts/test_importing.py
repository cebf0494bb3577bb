"""Customers from a file: added, brought up to date, taken back; each wrong row says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from polku.contacts.actions import NewCustomer, add_customer, update_customer
from polku.contacts.models import Consent, Contact, Customer
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.eventlog.models import Event
from polku.imports import actions, queries
from polku.imports.logic.options import Options
from polku.imports.models import Import
from polku.kernel.errors import NotAllowed
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People

Bring = Callable[..., Import]

FILE = """Name;Contact;E-mail;VAT number;Street;Post code;City;Country;Language;Shipping street;Shipping city;Opt in
Aava Oy;Aino Aalto;aino@aava.example;FI01120389;Kauppakatu 1;00100;Helsinki;Suomi;fi;Satamatie 4;Turku;yes
Puu Oy;Pekka Puu;pekka@puu.example;;Metsätie 2;40100;Jyväskylä;FI;;;;
Aava Oy;Olli Oja;olli@aava.example;;;;;;;;;
;Maija Meri;maija@meri.example;;Rantatie 3;20100;Turku;FI;lv;;;no
Kivi Oy;;;FI01120388;;;;;;;;
Suo Oy;;;;;;;Atlantis;;;;
Vuori Oy;;;;;;;;Klingon;;;
;;;;;;Kemi;;;;;
"""


@pytest.fixture
def bring(people: People, tmp_path: Path, settings: Any) -> Bring:
    """Import a text as its headings say."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }

    def run(content: str = FILE, *, who: str = "admin", mode: str = "work", **options: Any) -> Import:
        actor = people.actor(who)
        found = actions.start_import(
            "customers",
            BytesIO(content.encode()),
            name="c.csv",
            options=Options(**options),
            actor=actor,
            at=NOW,
        )
        mapping = [(pair[0], pair[1]) for pair in found.mapping]
        found = actions.configure_import(found, mapping=mapping, mode=mode, actor=actor, at=NOW)
        return actions.run_import(found, actor=actor, at=NOW)

    return run


def counts(found: Import) -> dict[str, int]:
    found.refresh_from_db()
    names = ("created", "updated", "unchanged", "skipped", "failed")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def told(found: Import) -> set[tuple[int, str, str]]:
    return {(row, field, code) for row, _, field, code, *_ in queries.issues(found.pk)}


def kept(found: Import) -> set[tuple[int, str, str]]:
    found.refresh_from_db()
    return {(row, field, code) for row, _, field, code, *_ in found.report.get("kept", ())}


def test_customers_come_in_with_their_people_addresses_and_consents(bring: Bring) -> None:
    assert counts(bring()) == {"created": 3, "updated": 1, "failed": 4}
    aava = Customer.objects.get(name="Aava Oy")
    assert (aava.kind, aava.vat_id, aava.line1, aava.city, aava.country, aava.language) == (
        "company", "FI01120389", "Kauppakatu 1", "Helsinki", "FI", "fi",
    )  # fmt: skip
    assert aava.delivery == {"line1": "Satamatie 4", "city": "Turku"}
    assert [one.name for one in Contact.objects.filter(customer=aava).order_by("id")] == [
        "Aino Aalto",
        "Olli Oja",
    ]
    maija = Customer.objects.get(name="Maija Meri")
    assert (maija.kind, maija.language) == ("person", "lv")
    assert {(one.contact.name, one.given) for one in Consent.objects.select_related("contact")} == {
        ("Aino Aalto", True), ("Maija Meri", False),
    }  # fmt: skip


def test_each_wrong_row_names_its_column_and_leaves_nothing(bring: Bring) -> None:
    found = bring()
    assert told(found) == {
        (6, "vat_id", "bad_vat_id"),
        (7, "address.country", "invalid"),
        (8, "language", "invalid"),
        (9, "company", "no_name"),
    }
    assert not Customer.objects.filter(name__in=["Kivi Oy", "Suo Oy", "Vuori Oy"]).exists()


def test_a_second_file_brings_up_to_date_what_it_tells_and_leaves_the_rest(bring: Bring) -> None:
    bring()
    again = "Company,City,Website\nAava Oy,Espoo,aava.example\nPuu Oy,Jyväskylä,\n"
    found = bring(again)
    assert counts(found) == {"updated": 1, "unchanged": 1}
    aava = Customer.objects.get(name="Aava Oy")
    assert (aava.city, aava.website, aava.line1, aava.vat_id) == (
        "Espoo", "aava.example", "Kauppakatu 1", "FI01120389",
    )  # fmt: skip
    assert counts(bring("Company,City\nAava Oy,Vantaa\n", existing="skip")) == {"skipped": 1}
    assert Customer.objects.get(name="Aava Oy").city == "Espoo"


def test_an_undo_leaves_what_was_there_before_and_what_somebody_built_on(
    bring: Bring, people: People, eight_stage: Definition
) -> None:
    admin = people.actor("admin")
    known = add_customer(NewCustomer(company="Aava Oy", city="Oulu"), actor=admin, at=NOW - timedelta(days=9))
    found = bring()
    assert counts(found) == {"created": 2, "updated": 2, "failed": 4}
    open_deal(NewDeal(company="Puu Oy", title="Floor"), actor=admin, at=NOW + timedelta(hours=1))
    actions.undo_import(found, actor=admin, at=NOW + timedelta(hours=2))
    known.refresh_from_db()
    assert (known.city, known.line1, known.vat_id, known.delivery, known.language) == ("Oulu", "", "", {}, "")
    assert {one.name for one in Customer.objects.current()} == {"Aava Oy", "Puu Oy"}
    assert {one.name for one in Contact.objects.current()} == {"Pekka Puu"}
    assert kept(found) == {(3, "", "held")}


def test_what_somebody_changed_since_stays_when_it_is_taken_back(bring: Bring, people: People) -> None:
    admin = people.actor("admin")
    known = add_customer(NewCustomer(company="Aava Oy", city="Oulu"), actor=admin, at=NOW - timedelta(days=9))
    found = bring("Company,City\nAava Oy,Espoo\n")
    update_customer(
        known.pk, values={"city": "Vantaa"}, base={"city": "Espoo"}, actor=admin, at=NOW + timedelta(hours=1)
    )
    actions.undo_import(found, actor=admin, at=NOW + timedelta(hours=2))
    known.refresh_from_db()
    assert (known.city, kept(found)) == ("Vantaa", {(2, "", "changed_since")})


def test_history_keeps_since_when_a_customer_is_known(bring: Bring) -> None:
    bring("Company,Customer since\nAava Oy,2019-03-04\n", mode="history")
    at = Event.objects.get(kind="contacts.customer_added").at
    assert at is not None
    assert (at.year, at.month) == (2019, 3)


def test_who_may_not_change_customers_brings_none(bring: Bring, people: People) -> None:
    people.alice.role = "warehouse"
    people.alice.save()
    with pytest.raises(NotAllowed):
        bring(who="alice")
