"""Where the terms of the standard stand in a Cross Industry Invoice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from polku.billing.logic.einvoice.mapping import (
    ATTACHMENT,
    CLASS,
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
    day_of,
)
from polku.billing.logic.einvoice.model import (
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

_CEFACT: Final = "urn:un:unece:uncefact:data:standard:"
CII: Final = f"{_CEFACT}CrossIndustryInvoice:100"
NAMES: Final = {
    "rsm": CII,
    "ram": f"{_CEFACT}ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{_CEFACT}QualifiedDataType:100",
    "udt": f"{_CEFACT}UnqualifiedDataType:100",
}


def _read_day(node: Node) -> date | None:
    return day_of(node, (node.text or "").strip())


def _write_day(node: Node, value: date, _currency: str) -> None:
    node.text = f"{value:%Y%m%d}"
    node.set("format", "102")


@dataclass(frozen=True)
class Tax(Subtotal):
    """One category of tax with what else stands in it here: the point of tax, for all of them alike."""

    tax_point: date | None = None
    tax_point_code: str = ""


@dataclass(frozen=True)
class Said(Document):
    """The document with what stands elsewhere here."""

    remittance: str = ""
    mandate: str = ""


def _scheme(value: Identifier) -> bool:
    return bool(value.scheme)


def _no_scheme(value: Identifier) -> bool:
    return not value.scheme


_DAY: Final = Codec(_read_day, _write_day)
_ADDRESS: Final[Entries] = (
    Leaf("ram:PostcodeCode", "post_code", TEXT),
    Leaf("ram:LineOne", "line1", TEXT),
    Leaf("ram:LineTwo", "line2", TEXT),
    Leaf("ram:LineThree", "line3", TEXT),
    Leaf("ram:CityName", "city", TEXT),
    Leaf("ram:CountryID", "country", TEXT),
    Leaf("ram:CountrySubDivisionName", "region", TEXT),
)
_CONTACT: Final[Entries] = (
    Leaf("ram:PersonName|ram:DepartmentName", "name", TEXT, put="ram:PersonName"),
    Leaf("ram:TelephoneUniversalCommunication/ram:CompleteNumber", "phone", TEXT),
    Leaf("ram:EmailURIUniversalCommunication/ram:URIID", "email", TEXT),
)
_PARTY: Final[Entries] = (
    Leaf("ram:ID", "identifiers", IDENTIFIER, many=True, only=_no_scheme),
    Leaf("ram:GlobalID", "identifiers", IDENTIFIER, many=True, only=_scheme),
    Leaf("ram:Name", "name", TEXT),
    Leaf("ram:Description", "legal_form", TEXT),
    Leaf("ram:SpecifiedLegalOrganization/ram:ID", "legal_id", IDENTIFIER),
    Leaf("ram:SpecifiedLegalOrganization/ram:TradingBusinessName", "trading_name", TEXT),
    Part("ram:DefinedTradeContact", "contact", Contact, _CONTACT),
    Part("ram:PostalTradeAddress", "address", Address, _ADDRESS),
    Leaf("ram:URIUniversalCommunication/ram:URIID", "endpoint", IDENTIFIER),
    Leaf('ram:SpecifiedTaxRegistration/ram:ID[@schemeID="VA"]', "vat_id", TEXT),
    Leaf('ram:SpecifiedTaxRegistration/ram:ID[@schemeID="FC"]', "tax_id", TEXT),
)
_PERIOD: Final[Entries] = (
    Leaf("ram:StartDateTime/udt:DateTimeString", "start", _DAY),
    Leaf("ram:EndDateTime/udt:DateTimeString", "end", _DAY),
)
_ALLOWANCE: Final[Entries] = (
    Leaf("ram:ChargeIndicator/udt:Indicator", "charge", SWITCH),
    Leaf("ram:CalculationPercent", "percent", NUMBER),
    Leaf("ram:BasisAmount", "base", NUMBER),
    Leaf("ram:ActualAmount", "amount", NUMBER),
    Leaf("ram:ReasonCode", "reason_code", TEXT),
    Leaf("ram:Reason", "reason", TEXT),
)
_DOCUMENT_ALLOWANCE: Final[Entries] = (
    *_ALLOWANCE,
    Const("ram:CategoryTradeTax/ram:TypeCode", "VAT"),
    Leaf("ram:CategoryTradeTax/ram:CategoryCode", "category", TEXT),
    Leaf("ram:CategoryTradeTax/ram:RateApplicablePercent", "tax_percent", NUMBER),
)
_TAX: Final[Entries] = (
    Leaf("ram:CalculatedAmount", "tax", NUMBER),
    Const("ram:TypeCode", "VAT"),
    Leaf("ram:ExemptionReason", "reason", TEXT),
    Leaf("ram:BasisAmount", "base", NUMBER),
    Leaf("ram:CategoryCode", "category", TEXT),
    Leaf("ram:ExemptionReasonCode", "reason_code", TEXT),
    Leaf("ram:TaxPointDate/udt:DateString", "tax_point", _DAY),
    Leaf("ram:DueDateTypeCode", "tax_point_code", TEXT),
    Leaf("ram:RateApplicablePercent", "percent", NUMBER),
)
_MEANS: Final[Entries] = (
    Leaf("ram:TypeCode", "code", TEXT),
    Leaf("ram:Information", "text", TEXT),
    Leaf("ram:ApplicableTradeSettlementFinancialCard/ram:ID", "card", TEXT),
    Leaf("ram:ApplicableTradeSettlementFinancialCard/ram:CardholderName", "card_holder", TEXT),
    Leaf("ram:PayerPartyDebtorFinancialAccount/ram:IBANID", "debited", TEXT),
    Leaf(
        "ram:PayeePartyCreditorFinancialAccount/ram:IBANID|ram:PayeePartyCreditorFinancialAccount/ram:ProprietaryID",
        "account",
        TEXT,
        put="ram:PayeePartyCreditorFinancialAccount/ram:IBANID",
    ),
    Leaf("ram:PayeePartyCreditorFinancialAccount/ram:AccountName", "account_name", TEXT),
    Leaf("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID", "bic", TEXT),
)
_SUPPORTING: Final[Entries] = (
    Leaf("ram:IssuerAssignedID", "number", TEXT),
    Leaf("ram:URIID", "url", TEXT),
    Leaf("ram:TypeCode", "type_code", TEXT),
    Leaf("ram:Name", "description", TEXT),
    Leaf("ram:AttachmentBinaryObject", "attachment", ATTACHMENT),
    Leaf("ram:ReferenceTypeCode", "scheme", TEXT),
)
_PRICE_ALLOWANCE: Final[Entries] = (
    Leaf("ram:ChargeAmount", "gross", NUMBER),
    Leaf(
        "ram:AppliedTradeAllowanceCharge/ram:ActualAmount",
        "discount",
        NUMBER,
    ),
)
_LINE: Final[Entries] = (
    Leaf("ram:AssociatedDocumentLineDocument/ram:LineID", "number", TEXT),
    Leaf("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content", "note", TEXT),
    Leaf("ram:SpecifiedTradeProduct/ram:GlobalID", "standard_id", IDENTIFIER),
    Leaf("ram:SpecifiedTradeProduct/ram:SellerAssignedID", "seller_id", TEXT),
    Leaf("ram:SpecifiedTradeProduct/ram:BuyerAssignedID", "buyer_id", TEXT),
    Leaf("ram:SpecifiedTradeProduct/ram:Name", "name", TEXT),
    Leaf("ram:SpecifiedTradeProduct/ram:Description", "description", TEXT),
    Part(
        "ram:SpecifiedTradeProduct/ram:ApplicableProductCharacteristic",
        "attributes",
        Attribute,
        (Leaf("ram:Description", "name", TEXT), Leaf("ram:Value", "value", TEXT)),
        many=True,
    ),
    Leaf(
        "ram:SpecifiedTradeProduct/ram:DesignatedProductClassification/ram:ClassCode",
        "classes",
        CLASS,
        many=True,
    ),
    Leaf("ram:SpecifiedTradeProduct/ram:OriginTradeCountry/ram:ID", "origin", TEXT),
    Leaf("ram:SpecifiedLineTradeAgreement/ram:BuyerOrderReferencedDocument/ram:LineID", "order_line", TEXT),
    Part(
        "ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice",
        "price_allowance",
        PriceAllowance,
        _PRICE_ALLOWANCE,
    ),
    Leaf("ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount", "price", NUMBER),
    Leaf(
        "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:BasisQuantity",
        "base_quantity",
        QUANTITY,
    ),
    Leaf("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", "quantity", QUANTITY),
    Const("ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:TypeCode", "VAT"),
    Leaf("ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode", "category", TEXT),
    Leaf(
        "ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:RateApplicablePercent", "percent", NUMBER
    ),
    Part("ram:SpecifiedLineTradeSettlement/ram:BillingSpecifiedPeriod", "period", Period, _PERIOD),
    Part(
        "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge",
        "allowances",
        Allowance,
        _ALLOWANCE,
        many=True,
    ),
    Leaf(
        "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
        "net",
        NUMBER,
    ),
    Leaf(
        'ram:SpecifiedLineTradeSettlement/ram:AdditionalReferencedDocument[ram:TypeCode="130"]/ram:IssuerAssignedID',
        "object_id",
        IDENTIFIER,
    ),
    Leaf(
        "ram:SpecifiedLineTradeSettlement/ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID",
        "accounting",
        TEXT,
    ),
)
_DELIVERY: Final[Entries] = (
    Leaf("ram:ShipToTradeParty/ram:ID", "location", IDENTIFIER, only=_no_scheme),
    Leaf("ram:ShipToTradeParty/ram:GlobalID", "location", IDENTIFIER, only=_scheme),
    Leaf("ram:ShipToTradeParty/ram:Name", "name", TEXT),
    Part("ram:ShipToTradeParty/ram:PostalTradeAddress", "address", Address, _ADDRESS),
    Leaf("ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString", "delivered", _DAY),
)
_TOTALS: Final[Entries] = (
    Leaf("ram:LineTotalAmount", "lines", NUMBER),
    Leaf("ram:ChargeTotalAmount", "charges", NUMBER),
    Leaf("ram:AllowanceTotalAmount", "allowances", NUMBER),
    Leaf("ram:TaxBasisTotalAmount", "net", NUMBER),
    Leaf("ram:RoundingAmount", "rounding", NUMBER),
    Leaf("ram:GrandTotalAmount", "gross", NUMBER),
    Leaf("ram:TotalPrepaidAmount", "prepaid", NUMBER),
    Leaf("ram:DuePayableAmount", "payable", NUMBER),
)
_REFERENCE: Final[Entries] = (
    Leaf("ram:IssuerAssignedID", "number", TEXT),
    Leaf("ram:FormattedIssueDateTime/qdt:DateTimeString", "issued", _DAY),
)
_CONTEXT: Final = "rsm:ExchangedDocumentContext/ram:"
_PAPER: Final = "rsm:ExchangedDocument/ram:"
_TRADE: Final = "rsm:SupplyChainTradeTransaction/ram:"
AGREED: Final = f"{_TRADE}ApplicableHeaderTradeAgreement/ram:"
_HANDED: Final = f"{_TRADE}ApplicableHeaderTradeDelivery"
_SETTLED: Final = f"{_TRADE}ApplicableHeaderTradeSettlement/ram:"
_TERMS: Final = f"{_SETTLED}SpecifiedTradePaymentTerms/ram:"
DOCUMENT: Final[Entries] = (
    Leaf(f"{_CONTEXT}BusinessProcessSpecifiedDocumentContextParameter/ram:ID", "process", TEXT),
    Leaf(f"{_CONTEXT}GuidelineSpecifiedDocumentContextParameter/ram:ID", "guideline", TEXT),
    Leaf(f"{_PAPER}ID", "number", TEXT),
    Leaf(f"{_PAPER}TypeCode", "type_code", TEXT),
    Leaf(f"{_PAPER}IssueDateTime/udt:DateTimeString", "issued", _DAY),
    Part(
        f"{_PAPER}IncludedNote",
        "notes",
        Note,
        (Leaf("ram:Content", "text", TEXT), Leaf("ram:SubjectCode", "subject", TEXT)),
        many=True,
    ),
    Part(f"{_TRADE}IncludedSupplyChainTradeLineItem", "lines", Line, _LINE, many=True),
    Leaf(f"{AGREED}BuyerReference", "buyer_reference", TEXT),
    Part(f"{AGREED}SellerTradeParty", "seller", Party, _PARTY),
    Part(f"{AGREED}BuyerTradeParty", "buyer", Party, _PARTY),
    Part(f"{AGREED}SellerTaxRepresentativeTradeParty", "tax_representative", Party, _PARTY),
    Leaf(f"{AGREED}SellerOrderReferencedDocument/ram:IssuerAssignedID", "sales_order", TEXT),
    Leaf(f"{AGREED}BuyerOrderReferencedDocument/ram:IssuerAssignedID", "order", TEXT),
    Leaf(f"{AGREED}ContractReferencedDocument/ram:IssuerAssignedID", "contract", TEXT),
    Part(f"{AGREED}AdditionalReferencedDocument", "supporting", Supporting, _SUPPORTING, many=True),
    Leaf(f"{AGREED}SpecifiedProcuringProject/ram:ID", "project", TEXT),
    Part(_HANDED, "delivery", Delivery, _DELIVERY),
    Leaf(f"{_HANDED}/ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID", "despatch", TEXT),
    Leaf(f"{_HANDED}/ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID", "receipt", TEXT),
    Leaf(f"{_SETTLED}CreditorReferenceID", "creditor_id", TEXT),
    Leaf(f"{_SETTLED}PaymentReference", "remittance", TEXT),
    Leaf(f"{_SETTLED}TaxCurrencyCode", "tax_currency", TEXT),
    Leaf(f"{_SETTLED}InvoiceCurrencyCode", "currency", TEXT),
    Part(f"{_SETTLED}PayeeTradeParty", "payee", Party, _PARTY),
    Part(f"{_SETTLED}SpecifiedTradeSettlementPaymentMeans", "means", Means, _MEANS, many=True),
    Part(f"{_SETTLED}ApplicableTradeTax", "subtotals", Tax, _TAX, many=True),
    Part(f"{_SETTLED}BillingSpecifiedPeriod", "period", Period, _PERIOD),
    Part(f"{_SETTLED}SpecifiedTradeAllowanceCharge", "allowances", Allowance, _DOCUMENT_ALLOWANCE, many=True),
    Leaf(f"{_TERMS}Description", "terms", TEXT),
    Leaf(f"{_TERMS}DueDateDateTime/udt:DateTimeString", "due", _DAY),
    Leaf(f"{_TERMS}DirectDebitMandateID", "mandate", TEXT),
    Part(f"{_SETTLED}SpecifiedTradeSettlementHeaderMonetarySummation", "totals", Totals, _TOTALS),
    Part(f"{_SETTLED}InvoiceReferencedDocument", "preceding", Reference, _REFERENCE, many=True),
    Leaf(f"{_SETTLED}ReceivableSpecifiedTradeAccountingAccount/ram:ID", "accounting", TEXT),
)
SUMS: Final = f"{_SETTLED}SpecifiedTradeSettlementHeaderMonetarySummation"
