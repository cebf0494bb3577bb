"""UBL 2.1: invoice and credit note."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from lxml import etree

from polku.billing.logic.einvoice.mapping import (
    AMOUNT,
    ATTACHMENT,
    CLASS,
    DAY,
    IDENTIFIER,
    NUMBER,
    QUANTITY,
    SWITCH,
    TEXT,
    Codec,
    Const,
    Entries,
    Leaf,
    Node,
    Part,
    read,
    write,
)
from polku.billing.logic.einvoice.model import (
    GUIDELINE,
    Address,
    Allowance,
    Attribute,
    Contact,
    Delivery,
    Document,
    Identifier,
    Line,
    Means,
    Note,
    Party,
    Period,
    PriceAllowance,
    Reference,
    Subtotal,
    Supporting,
    Totals,
)

_OASIS: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE: Final = f"{_OASIS}Invoice-2"
CREDIT_NOTE: Final = f"{_OASIS}CreditNote-2"
NAMES: Final = {"cac": f"{_OASIS}CommonAggregateComponents-2", "cbc": f"{_OASIS}CommonBasicComponents-2"}
_SEPA: Final = "SEPA"
_PROJECT: Final = "50"
_OBJECT: Final = "130"


def _read_note(node: Node) -> Note | None:
    text = (node.text or "").strip()
    coded = re.fullmatch(r"#([A-Z]{3})#(.*)", text, re.DOTALL)
    if coded:
        return Note(coded[2].strip(), coded[1])
    return Note(text) if text else None


def _write_note(node: Node, note: Note, _currency: str) -> None:
    node.text = f"#{note.subject}#{note.text}" if note.subject else note.text


_NOTE: Final = Codec(_read_note, _write_note)
_VAT: Final = 'cac:PartyTaxScheme[cac:TaxScheme/cbc:ID="VAT"]/cbc:CompanyID'
_OTHER_TAX: Final = 'cac:PartyTaxScheme[not(cac:TaxScheme/cbc:ID="VAT")]/cbc:CompanyID'
_ADDRESS: Final[Entries] = (
    Leaf("cbc:StreetName", "line1", TEXT),
    Leaf("cbc:AdditionalStreetName", "line2", TEXT),
    Leaf("cbc:CityName", "city", TEXT),
    Leaf("cbc:PostalZone", "post_code", TEXT),
    Leaf("cbc:CountrySubentity", "region", TEXT),
    Leaf("cac:AddressLine/cbc:Line", "line3", TEXT),
    Leaf("cac:Country/cbc:IdentificationCode", "country", TEXT),
)
_CONTACT: Final[Entries] = (
    Leaf("cbc:Name", "name", TEXT),
    Leaf("cbc:Telephone", "phone", TEXT),
    Leaf("cbc:ElectronicMail", "email", TEXT),
)
_PARTY: Final[Entries] = (
    Leaf("cbc:EndpointID", "endpoint", IDENTIFIER),
    Leaf("cac:PartyIdentification/cbc:ID", "identifiers", IDENTIFIER, many=True),
    Leaf("cac:PartyName/cbc:Name", "trading_name", TEXT),
    Part("cac:PostalAddress", "address", Address, _ADDRESS),
    Leaf(_VAT, "vat_id", TEXT),
    Leaf(_OTHER_TAX, "tax_id", TEXT, put=_VAT.replace("VAT", "TAX")),
    Leaf("cac:PartyLegalEntity/cbc:RegistrationName", "name", TEXT),
    Leaf("cac:PartyLegalEntity/cbc:CompanyID", "legal_id", IDENTIFIER),
    Leaf("cac:PartyLegalEntity/cbc:CompanyLegalForm", "legal_form", TEXT),
    Part("cac:Contact", "contact", Contact, _CONTACT),
)
_PAYEE: Final[Entries] = (
    Leaf("cac:PartyIdentification/cbc:ID", "identifiers", IDENTIFIER, many=True),
    Leaf("cac:PartyName/cbc:Name", "name", TEXT),
    Leaf("cac:PartyLegalEntity/cbc:CompanyID", "legal_id", IDENTIFIER),
)
_TAX_REPRESENTATIVE: Final[Entries] = (
    Leaf("cac:PartyName/cbc:Name", "name", TEXT),
    Part("cac:PostalAddress", "address", Address, _ADDRESS),
    Leaf(_VAT, "vat_id", TEXT),
)
_PERIOD: Final[Entries] = (
    Leaf("cbc:StartDate", "start", DAY),
    Leaf("cbc:EndDate", "end", DAY),
    Leaf("cbc:DescriptionCode", "tax_point", TEXT),
)
_ALLOWANCE: Final[Entries] = (
    Leaf("cbc:ChargeIndicator", "charge", SWITCH),
    Leaf("cbc:AllowanceChargeReasonCode", "reason_code", TEXT),
    Leaf("cbc:AllowanceChargeReason", "reason", TEXT),
    Leaf("cbc:MultiplierFactorNumeric", "percent", NUMBER),
    Leaf("cbc:Amount", "amount", AMOUNT),
    Leaf("cbc:BaseAmount", "base", AMOUNT),
)
_DOCUMENT_ALLOWANCE: Final[Entries] = (
    *_ALLOWANCE,
    Leaf("cac:TaxCategory/cbc:ID", "category", TEXT),
    Leaf("cac:TaxCategory/cbc:Percent", "tax_percent", NUMBER),
    Const("cac:TaxCategory/cac:TaxScheme/cbc:ID", "VAT"),
)
_SUPPORTING: Final[Entries] = (
    Leaf("cbc:ID", "number", TEXT),
    Leaf("cbc:ID/@schemeID", "scheme", TEXT),
    Leaf("cbc:DocumentTypeCode", "type_code", TEXT),
    Leaf("cbc:DocumentDescription", "description", TEXT),
    Leaf("cac:Attachment/cbc:EmbeddedDocumentBinaryObject", "attachment", ATTACHMENT),
    Leaf("cac:Attachment/cac:ExternalReference/cbc:URI", "url", TEXT),
)
_MEANS: Final[Entries] = (
    Leaf("cbc:PaymentMeansCode", "code", TEXT),
    Leaf("cbc:PaymentMeansCode/@name", "text", TEXT),
    Leaf("cbc:PaymentID", "remittance", TEXT),
    Leaf("cac:CardAccount/cbc:PrimaryAccountNumberID", "card", TEXT),
    Leaf("cac:CardAccount/cbc:HolderName", "card_holder", TEXT),
    Leaf("cac:PayeeFinancialAccount/cbc:ID", "account", TEXT),
    Leaf("cac:PayeeFinancialAccount/cbc:Name", "account_name", TEXT),
    Leaf("cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID", "bic", TEXT),
    Leaf("cac:PaymentMandate/cbc:ID", "mandate", TEXT),
    Leaf("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID", "debited", TEXT),
)
_SUBTOTAL: Final[Entries] = (
    Leaf("cbc:TaxableAmount", "base", AMOUNT),
    Leaf("cbc:TaxAmount", "tax", AMOUNT),
    Leaf("cac:TaxCategory/cbc:ID", "category", TEXT),
    Leaf("cac:TaxCategory/cbc:Percent", "percent", NUMBER),
    Leaf("cac:TaxCategory/cbc:TaxExemptionReasonCode", "reason_code", TEXT),
    Leaf("cac:TaxCategory/cbc:TaxExemptionReason", "reason", TEXT),
    Const("cac:TaxCategory/cac:TaxScheme/cbc:ID", "VAT"),
)
_TOTALS: Final[Entries] = (
    Leaf("cbc:LineExtensionAmount", "lines", AMOUNT),
    Leaf("cbc:TaxExclusiveAmount", "net", AMOUNT),
    Leaf("cbc:TaxInclusiveAmount", "gross", AMOUNT),
    Leaf("cbc:AllowanceTotalAmount", "allowances", AMOUNT),
    Leaf("cbc:ChargeTotalAmount", "charges", AMOUNT),
    Leaf("cbc:PrepaidAmount", "prepaid", AMOUNT),
    Leaf("cbc:PayableRoundingAmount", "rounding", AMOUNT),
    Leaf("cbc:PayableAmount", "payable", AMOUNT),
)


_PRICE_ALLOWANCE: Final[Entries] = (
    Const("cbc:ChargeIndicator", "false"),
    Leaf("cbc:Amount", "discount", AMOUNT),
    Leaf("cbc:BaseAmount", "gross", AMOUNT),
)


def _line(quantity: str) -> Entries:
    return (
        Leaf("cbc:ID", "number", TEXT),
        Leaf("cbc:Note", "note", TEXT),
        Leaf(quantity, "quantity", QUANTITY),
        Leaf("cbc:LineExtensionAmount", "net", AMOUNT),
        Leaf("cbc:AccountingCost", "accounting", TEXT),
        Part("cac:InvoicePeriod", "period", Period, _PERIOD),
        Leaf("cac:OrderLineReference/cbc:LineID", "order_line", TEXT),
        Leaf('cac:DocumentReference[cbc:DocumentTypeCode="130"]/cbc:ID', "object_id", IDENTIFIER),
        Part("cac:AllowanceCharge", "allowances", Allowance, _ALLOWANCE, many=True),
        Leaf("cac:Item/cbc:Description", "description", TEXT),
        Leaf("cac:Item/cbc:Name", "name", TEXT),
        Leaf("cac:Item/cac:BuyersItemIdentification/cbc:ID", "buyer_id", TEXT),
        Leaf("cac:Item/cac:SellersItemIdentification/cbc:ID", "seller_id", TEXT),
        Leaf("cac:Item/cac:StandardItemIdentification/cbc:ID", "standard_id", IDENTIFIER),
        Leaf("cac:Item/cac:OriginCountry/cbc:IdentificationCode", "origin", TEXT),
        Leaf("cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode", "classes", CLASS, many=True),
        Leaf("cac:Item/cac:ClassifiedTaxCategory/cbc:ID", "category", TEXT),
        Leaf("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent", "percent", NUMBER),
        Const("cac:Item/cac:ClassifiedTaxCategory/cac:TaxScheme/cbc:ID", "VAT"),
        Part(
            "cac:Item/cac:AdditionalItemProperty",
            "attributes",
            Attribute,
            (Leaf("cbc:Name", "name", TEXT), Leaf("cbc:Value", "value", TEXT)),
            many=True,
        ),
        Leaf("cac:Price/cbc:PriceAmount", "price", AMOUNT),
        Leaf("cac:Price/cbc:BaseQuantity", "base_quantity", QUANTITY),
        Part("cac:Price/cac:AllowanceCharge", "price_allowance", PriceAllowance, _PRICE_ALLOWANCE),
    )


_DELIVERY: Final[Entries] = (
    Leaf("cbc:ActualDeliveryDate", "delivered", DAY),
    Leaf("cac:DeliveryLocation/cbc:ID", "location", IDENTIFIER),
    Part("cac:DeliveryLocation/cac:Address", "address", Address, _ADDRESS),
    Leaf("cac:DeliveryParty/cac:PartyName/cbc:Name", "name", TEXT),
)
_REFERENCE: Final[Entries] = (Leaf("cbc:ID", "number", TEXT), Leaf("cbc:IssueDate", "issued", DAY))
_HEAD: Final[Entries] = (
    Leaf("cbc:CustomizationID", "guideline", TEXT),
    Leaf("cbc:ProfileID", "process", TEXT),
    Leaf("cbc:ID", "number", TEXT),
    Leaf("cbc:IssueDate", "issued", DAY),
)
_CODES: Final[Entries] = (
    Leaf("cbc:DocumentCurrencyCode", "currency", TEXT),
    Leaf("cbc:TaxCurrencyCode", "tax_currency", TEXT),
    Leaf("cbc:AccountingCost", "accounting", TEXT),
    Leaf("cbc:BuyerReference", "buyer_reference", TEXT),
    Part("cac:InvoicePeriod", "period", Period, _PERIOD),
    Leaf("cac:OrderReference/cbc:ID", "order", TEXT),
    Leaf("cac:OrderReference/cbc:SalesOrderID", "sales_order", TEXT),
    Part("cac:BillingReference/cac:InvoiceDocumentReference", "preceding", Reference, _REFERENCE, many=True),
    Leaf("cac:DespatchDocumentReference/cbc:ID", "despatch", TEXT),
    Leaf("cac:ReceiptDocumentReference/cbc:ID", "receipt", TEXT),
)
_TENDER: Final = Leaf("cac:OriginatorDocumentReference/cbc:ID", "tender", TEXT)
_CONTRACT: Final = Leaf("cac:ContractDocumentReference/cbc:ID", "contract", TEXT)
_PAPERS: Final = Part("cac:AdditionalDocumentReference", "supporting", Supporting, _SUPPORTING, many=True)
_BODY: Final[Entries] = (
    Part("cac:AccountingSupplierParty/cac:Party", "seller", Party, _PARTY),
    Part("cac:AccountingCustomerParty/cac:Party", "buyer", Party, _PARTY),
    Part("cac:PayeeParty", "payee", Party, _PAYEE),
    Part("cac:TaxRepresentativeParty", "tax_representative", Party, _TAX_REPRESENTATIVE),
    Part("cac:Delivery", "delivery", Delivery, _DELIVERY),
    Part("cac:PaymentMeans", "means", Means, _MEANS, many=True),
    Leaf("cac:PaymentTerms/cbc:Note", "terms", TEXT),
    Part("cac:AllowanceCharge", "allowances", Allowance, _DOCUMENT_ALLOWANCE, many=True),
    Leaf("cac:TaxTotal[cac:TaxSubtotal]/cbc:TaxAmount", "tax", AMOUNT, put="cac:TaxTotal/cbc:TaxAmount"),
    Part("cac:TaxTotal/cac:TaxSubtotal", "subtotals", Subtotal, _SUBTOTAL, many=True),
    Leaf("cac:TaxTotal[not(cac:TaxSubtotal)]/cbc:TaxAmount", "tax_accounting", AMOUNT, only=lambda _: False),
    Part("cac:LegalMonetaryTotal", "totals", Totals, _TOTALS),
)
_INVOICE: Final[Entries] = (
    *_HEAD,
    Leaf("cbc:DueDate", "due", DAY),
    Leaf("cbc:InvoiceTypeCode", "type_code", TEXT),
    Leaf("cbc:Note", "notes", _NOTE, many=True),
    Leaf("cbc:TaxPointDate", "tax_point", DAY),
    *_CODES,
    _TENDER,
    _CONTRACT,
    _PAPERS,
    Leaf("cac:ProjectReference/cbc:ID", "project", TEXT),
    *_BODY,
    Part("cac:InvoiceLine", "lines", Line, _line("cbc:InvoicedQuantity"), many=True),
)
_CREDIT_NOTE: Final[Entries] = (
    *_HEAD,
    Leaf("cbc:TaxPointDate", "tax_point", DAY),
    Leaf("cbc:CreditNoteTypeCode", "type_code", TEXT),
    Leaf("cbc:Note", "notes", _NOTE, many=True),
    *_CODES,
    _CONTRACT,
    _PAPERS,
    _TENDER,
    *_BODY,
    Leaf("cac:PaymentMeans/cbc:PaymentDueDate", "due", DAY, only=lambda _: False),
    Part("cac:CreditNoteLine", "lines", Line, _line("cbc:CreditedQuantity"), many=True),
)


def from_ubl(root: Node) -> Document:
    """The document that a UBL tree tells."""
    credit = etree.QName(root).namespace == CREDIT_NOTE
    found: Document = read(root, Document, _CREDIT_NOTE if credit else _INVOICE, NAMES) or Document()
    if credit:
        projects = [one for one in found.supporting if one.type_code == _PROJECT]
        others = tuple(one for one in found.supporting if one.type_code != _PROJECT)
        found = replace(found, supporting=others, project=projects[0].number if projects else "")
    creditors = [
        one.value
        for party in (found.seller, found.payee or Party())
        for one in party.identifiers
        if one.scheme == _SEPA
    ]
    payee = found.payee and replace(found.payee, identifiers=_not_sepa(found.payee))
    return replace(
        found,
        seller=replace(found.seller, identifiers=_not_sepa(found.seller)),
        payee=payee,
        creditor_id=creditors[0] if creditors else "",
    )


def _not_sepa(party: Party) -> tuple[Identifier, ...]:
    return tuple(one for one in party.identifiers if one.scheme != _SEPA)


def ubl(document: Document) -> bytes:
    """The document as UBL: an invoice, or a credit note where its type says so."""
    credit = document.is_credit
    space = CREDIT_NOTE if credit else INVOICE
    spaces: dict[str | None, str] = {None: space}
    spaces.update(NAMES)
    root = etree.Element(f"{{{space}}}{'CreditNote' if credit else 'Invoice'}", nsmap=spaces)
    said = _for_ubl(document)
    write(root, said, _CREDIT_NOTE if credit else _INVOICE, NAMES, document.currency)
    _second_tax_total(root, document)
    _due_of_credit(root, document)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _for_ubl(document: Document) -> Document:
    if document.creditor_id:
        creditor = Identifier(document.creditor_id, _SEPA)
        seller = replace(document.seller, identifiers=(*document.seller.identifiers, creditor))
        document = replace(document, seller=seller)
    supporting = tuple(_paper(one) for one in document.supporting)
    if document.is_credit and document.project:
        supporting = (*supporting, Supporting(number=document.project, type_code=_PROJECT))
    return replace(
        document,
        supporting=supporting,
        guideline=document.guideline if document.guideline.startswith(GUIDELINE) else GUIDELINE,
        subtotals=tuple(replace(one, reason_code=one.reason_code.upper()) for one in document.subtotals),
        lines=tuple(_with_discount(one) for one in document.lines),
    )


def _paper(paper: Supporting) -> Supporting:
    """Only the thing invoiced and the project keep a type here, only the thing a scheme (UBL-SR-43)."""
    kept = paper.type_code if paper.type_code in {_OBJECT, _PROJECT} else ""
    return replace(paper, type_code=kept, scheme=paper.scheme if kept == _OBJECT else "")


def _with_discount(line: Line) -> Line:
    """A gross price without a discount tells one of what lies between it and the price."""
    price = line.price_allowance
    if price is None or price.discount is not None or price.gross is None:
        return line
    return replace(line, price_allowance=replace(price, discount=price.gross - line.price))


def _second_tax_total(root: Node, document: Document) -> None:
    """BT-111: the tax in the currency of the books, in a total of its own."""
    if document.tax_accounting is None:
        return
    first = root.find("cac:TaxTotal", NAMES)
    total = etree.Element(f"{{{NAMES['cac']}}}TaxTotal")
    amount = etree.SubElement(total, f"{{{NAMES['cbc']}}}TaxAmount", currencyID=document.tax_currency)
    amount.text = f"{document.tax_accounting:f}"
    if first is not None:
        first.addnext(total)


def _due_of_credit(root: Node, document: Document) -> None:
    """A credit note keeps its due date with its means of payment."""
    code = root.find("cac:PaymentMeans/cbc:PaymentMeansCode", NAMES)
    if code is not None and document.is_credit and document.due:
        due = etree.Element(f"{{{NAMES['cbc']}}}PaymentDueDate")
        due.text = document.due.isoformat()
        code.addnext(due)
