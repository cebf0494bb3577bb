"""Papers: what stands on them, that they can be archived, what is attached, and what cannot be written."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from polku.documents.drawing import Attachment, pdf, pictures
from polku.documents.logic import Payment, digest, payment_code
from polku.documents.logic.payment import BYTES_MAX, iban_is_valid, rf_is_valid, rf_reference
from polku.kernel.errors import Invalid, Refused

AT = datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=UTC)
IBAN = "FI21 1234 5600 0007 85"
PLAIN = {"name": "Aava Oy", "logo": "", "address": []}
"""A brand that asks the company for nothing."""


def invoice(lines: int = 3, **changes: Any) -> dict[str, Any]:
    code = payment_code(Payment("Aava Oy", IBAN, 118513, reference=rf_reference("INV-2026-0042")))
    return {
        "title": "Lasku",
        "number": "INV-2026-0042",
        "brand": PLAIN | {"colour": "#1f5c4a", "address": ["Satamakatu 4", "00160 Helsinki"]},
        "parties": [{"label": "Ostaja", "name": "Łódź Foods", "lines": ["90-001 Łódź"]}],
        "meta": [["Eräpäivä", "4.12.2026"]],
        "columns": [
            {"key": "description", "label": "Kuvaus", "main": True},
            {"key": "net", "label": "Veroton", "align": "right"},
        ],
        "lines": [{"description": f"Яблоня {n}", "net": "1 185,13"} for n in range(lines)],
        "totals": [{"label": "Maksettava", "value": "1 185,13 €", "strong": True}],
        "tax": {"title": "ALV", "columns": ["Kanta", "Vero"], "rows": [["25,5 %", "301,00"]]},
        "payment": {"title": "Maksu", "rows": [["IBAN", IBAN]], "code": code, "hint": "Skannaa"},
        "terms": [{"title": "Ehdot", "text": "14 pv netto"}],
        "footer": {"page": "Sivu {page} / {pages}"},
    } | changes


def read(drawn: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(drawn))


def text(drawn: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(drawn).pages)


@pytest.fixture(scope="module")
def drawn() -> bytes:
    xml = Attachment("factur-x.xml", "<Invoice>ł</Invoice>".encode(), description="EN 16931")
    sheet = Attachment('odd "name".csv', b"a;b", mime="text/csv", relationship="data")
    return pdf("document", invoice(60), language="fi", attach=[xml, sheet], at=AT)


def test_it_says_that_it_can_be_archived(drawn: bytes) -> None:
    metadata = read(drawn).xmp_metadata
    assert metadata is not None
    assert (str(metadata.pdfaid_part), metadata.pdfaid_conformance) == ("3", "B")


def test_it_carries_the_files_that_belong_to_it(drawn: bytes) -> None:
    reader = read(drawn)
    assert reader.attachments["factur-x.xml"] == ["<Invoice>ł</Invoice>".encode()]
    root: Any = reader.trailer["/Root"]
    told = {one.get_object()["/UF"]: one.get_object()["/AFRelationship"] for one in root["/AF"]}
    assert told == {"factur-x.xml": "/Alternative", 'odd "name".csv': "/Data"}


def test_a_long_table_repeats_its_heading_and_counts_its_pages(drawn: bytes) -> None:
    pages = [page.extract_text() for page in read(drawn).pages]
    assert len(pages) == 2
    assert [f"Sivu {n} / 2" in page for n, page in enumerate(pages, 1)] == [True] * 2
    assert ["Kuvaus" in page for page in pages[:2]] == [True, True]
    assert ["Lasku INV-2026-0042" in page for page in pages] == [True, True]


def test_figures_and_words_of_four_alphabets_stand_on_it(drawn: bytes) -> None:
    said = text(drawn)
    for words in ("Łódź Foods", "Яблоня 59", "1 185,13 €", "Eräpäivä", "25,5 %"):
        assert words in said


def test_the_same_data_at_the_same_moment_give_the_same_bytes() -> None:
    assert pdf("document", invoice(), language="fi", at=AT) == pdf(
        "document", invoice(), language="fi", at=AT
    )


def test_words_are_never_read_as_markup() -> None:
    said = text(pdf("document", invoice(title="#panic() *bold* $x$"), language="en"))
    assert "#panic() *bold* $x$" in said


def test_a_paper_without_most_parts_is_drawn_and_can_be_looked_at() -> None:
    pages = pictures("document", {"title": "Kuitti", "brand": PLAIN}, language="fi")
    assert [page[:4] for page in pages] == [b"\x89PNG"]


def test_a_logo_takes_the_place_of_the_name() -> None:
    logo = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
    brand = PLAIN | {"logo": "logo.svg", "line": "Coffee"}
    said = text(pdf("document", {"title": "R", "brand": brand}, language="fi", images={"logo.svg": logo}))
    assert ("Aava Oy" in said, "Coffee" in said) == (False, True)


def test_letters_that_no_font_writes_are_named() -> None:
    with pytest.raises(Refused) as refusal:
        pdf("document", invoice(title="A \u0378"), language="en")
    assert (refusal.value.code, "POLKU_FONTS" in str(refusal.value)) == ("no_font", True)


def test_a_digest_depends_on_the_content_alone() -> None:
    assert digest({"a": 1, "b": ["ä"]}) == digest({"b": ("ä",), "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})
    with pytest.raises(TypeError):
        digest({"a": [{"b": 1.5}]})


def test_the_square_for_a_bank_is_as_the_banks_wrote_it_down() -> None:
    payment = Payment("Aava Oy", IBAN, 118513, bic="NDEAFIHH", reference="RF18 5390 0754 7034", text="lost")
    assert payment_code(payment) == (
        "BCD\n002\n1\nSCT\nNDEAFIHH\nAava Oy\nFI2112345600000785\nEUR1185.13\n\nRF18539007547034"
    )
    national = Payment("Aava Oy", IBAN, 5, reference="1234", text="Invoice 7")
    assert (
        payment_code(national)
        == "BCD\n002\n1\nSCT\n\nAava Oy\nFI2112345600000785\nEUR0.05\n\n\n1234 Invoice 7"
    )


def test_a_long_name_and_text_still_fit_what_a_reader_takes() -> None:
    code = payment_code(Payment("Ł" * 90, IBAN, 100, text="Ж" * 200))
    assert code is not None
    assert len(code.encode()) <= BYTES_MAX
    assert code.split("\n")[6:8] == ["FI2112345600000785", "EUR1.00"]


@pytest.mark.parametrize(
    ("payment", "field"),
    [
        (Payment("A", "FI2112345600000786", 1), "iban"),
        (Payment("A", IBAN, 0), "amount"),
        (Payment("A", IBAN, 10**11), "amount"),
        (Payment("A", IBAN, 1, bic="NOPE"), "bic"),
    ],
)
def test_a_payment_no_bank_would_take_is_refused(payment: Payment, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        payment_code(payment)
    assert refusal.value.field == field


def test_other_currencies_have_no_such_square() -> None:
    assert payment_code(Payment("A", IBAN, 1, currency="PLN")) is None
    assert payment_code(Payment("A", "", 1)) is None


def test_references_and_accounts_check_themselves() -> None:
    assert rf_reference("539007547034") == "RF18539007547034"
    assert rf_is_valid(rf_reference("INV-2026-0042"))
    assert not rf_is_valid("RF19539007547034")
    assert (iban_is_valid("LV80BANK0000435195001"), iban_is_valid("LV81BANK0000435195001")) == (True, False)
    with pytest.raises(Invalid):
        rf_reference("発票")
