"""UN/CEFACT Cross Industry Invoice (D16B), as Factur-X carries it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from polku.billing.logic.einvoice.cii_table import AGREED, CII, DOCUMENT, NAMES, SUMS, Said, Tax
from polku.billing.logic.einvoice.mapping import NUMBER, Node, read, write
from polku.billing.logic.einvoice.model import (
    GUIDELINE,
    Delivery,
    Document,
    Line,
    Note,
    Period,
    Quantity,
    Subtotal,
    Supporting,
)

_TENDER: Final = "50"
_DEBITS: Final = frozenset({"49", "59"})
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")
# BT-8: UNTDID 2005 in UBL, UNTDID 2475 here.
_TAX_POINTS: Final = {"3": "5", "35": "29", "432": "72"}
_TAX_POINTS_BACK: Final = {value: key for key, value in _TAX_POINTS.items()}


def from_cii(root: Node) -> Document:
    """The document that a CII tree tells."""
    said: Any = read(root, Said, DOCUMENT, NAMES) or Said()
    taxes = [one for one in said.subtotals if isinstance(one, Tax)]
    amounts = {
        node.get("currencyID", said.currency): node
        for node in root.xpath(f"{SUMS}/ram:TaxTotalAmount", namespaces=NAMES)
    }
    code = next((one.tax_point_code for one in taxes if one.tax_point_code), "")
    period = said.period
    if code:
        period = replace(period or Period(), tax_point=_TAX_POINTS_BACK.get(code, code))
    tenders = [one.number for one in said.supporting if one.type_code == _TENDER]
    debit = next((index for index, one in enumerate(said.means) if one.code in _DEBITS), 0)
    tax = _amount(amounts, said.currency)
    values = {name: getattr(said, name) for name in Document.__dataclass_fields__}
    return Document(
        **values
        | {
            "subtotals": tuple(_plain(one) for one in taxes),
            "tax_point": next((one.tax_point for one in taxes if one.tax_point), None),
            "period": period,
            "tax": tax if tax is not None else sum((one.tax for one in taxes), Decimal(0)),
            "tax_accounting": _amount(amounts, said.tax_currency)
            if said.tax_currency != said.currency
            else None,
            "tender": tenders[0] if tenders else "",
            "supporting": tuple(one for one in said.supporting if one.type_code != _TENDER),
            "means": tuple(
                replace(one, remittance=said.remittance, mandate=said.mandate if index == debit else "")
                for index, one in enumerate(said.means)
            ),
        }
    )


def _plain(tax: Tax) -> Subtotal:
    return Subtotal(**{name: getattr(tax, name) for name in Subtotal.__dataclass_fields__})


def _amount(amounts: dict[str, Node], currency: str) -> Any:
    node = amounts.get(currency) if currency else None
    return None if node is None else NUMBER.read(node)


def cii(document: Document) -> bytes:
    """The document as CII."""
    root = etree.Element(f"{{{CII}}}CrossIndustryInvoice", nsmap=NAMES)
    said = _for_cii(document)
    write(root, said, DOCUMENT, NAMES, document.currency)
    _gross_prices(root)
    _proprietary_accounts(root)
    _tax_totals(root, document)
    _project_name(root, document)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _for_cii(document: Document) -> Said:
    code = document.period.tax_point if document.period else ""
    taxes = tuple(
        Tax(
            **{name: getattr(one, name) for name in Subtotal.__dataclass_fields__}
            | {"reason_code": one.reason_code.upper()},
            tax_point=document.tax_point,
            tax_point_code=_TAX_POINTS.get(code, code),
        )
        for one in document.subtotals
    )
    supporting, notes = _papers(document)
    if document.tender:
        supporting = (*supporting, Supporting(number=document.tender, type_code=_TENDER))
    # The delivery must say something here; who receives is the buyer where nobody else is named (BG-13).
    delivery = document.delivery or Delivery(name=document.buyer.name)
    values = {name: getattr(document, name) for name in Document.__dataclass_fields__}
    return Said(
        **values
        | {
            "subtotals": taxes,
            "supporting": supporting,
            "delivery": delivery,
            "remittance": next((one.remittance for one in document.means if one.remittance), ""),
            "mandate": next((one.mandate for one in document.means if one.mandate), ""),
            "notes": notes,
            "tax_currency": document.tax_currency if document.tax_currency != document.currency else "",
            "guideline": GUIDELINE,
            "lines": tuple(_with_gross(_with_unit(one)) for one in document.lines),
        }
    )


def _papers(document: Document) -> tuple[tuple[Supporting, ...], tuple[Note, ...]]:
    """One supporting document alone may have a name here (CII-SR-475); the names of others go into notes."""
    papers: list[Supporting] = []
    notes = list(document.notes)
    for paper in document.supporting:
        known = replace(paper, type_code=paper.type_code or "916")
        if known.description and any(one.description for one in papers):
            notes.append(Note(f"{known.number}: {known.description}"))
            known = replace(known, description="")
        papers.append(known)
    return tuple(papers), tuple(notes)


def _with_unit(line: Line) -> Line:
    """The quantity a price is for names its unit here."""
    if line.base_quantity is None or line.base_quantity.unit or line.quantity is None:
        return line
    return replace(line, base_quantity=Quantity(line.base_quantity.value, line.quantity.unit))


def _with_gross(line: Line) -> Line:
    """A discount on a price stands with the gross price here."""
    price = line.price_allowance
    if price is None or price.gross is not None or price.discount is None:
        return line
    return replace(line, price_allowance=replace(price, gross=line.price + price.discount))


def _ram(name: str) -> str:
    return f"{{{NAMES['ram']}}}{name}"


def _gross_prices(root: Node) -> None:
    """An allowance on a price says that it is none of the charges; a gross price is never missing beside it."""
    for gross in root.iter(_ram("GrossPriceProductTradePrice")):
        allowance = gross.find(_ram("AppliedTradeAllowanceCharge"))
        if allowance is not None:
            indicator = etree.Element(_ram("ChargeIndicator"))
            etree.SubElement(indicator, f"{{{NAMES['udt']}}}Indicator").text = "false"
            allowance.insert(0, indicator)


def _proprietary_accounts(root: Node) -> None:
    """An account that is no IBAN stands under another name, after the name of its holder."""
    for account in root.iter(_ram("PayeePartyCreditorFinancialAccount")):
        iban = account.find(_ram("IBANID"))
        if iban is not None and not _IBAN.fullmatch((iban.text or "").replace(" ", "")):
            iban.tag = _ram("ProprietaryID")
            account.append(iban)


def _tax_totals(root: Node, document: Document) -> None:
    """BT-110 and BT-111, told apart by their currencies, right after what is taxed."""
    base = root.find(f"{SUMS}/ram:TaxBasisTotalAmount", NAMES)
    for amount, currency in (
        (document.tax_accounting, document.tax_currency),
        (document.tax, document.currency),
    ):
        if base is not None and amount is not None:
            node = etree.Element(_ram("TaxTotalAmount"), currencyID=currency)
            node.text = f"{amount:f}"
            base.addnext(node)


def _project_name(root: Node, document: Document) -> None:
    """A project has a name here beside its number."""
    project = root.find(f"{AGREED}SpecifiedProcuringProject", NAMES)
    if project is not None:
        etree.SubElement(project, _ram("Name")).text = document.project
