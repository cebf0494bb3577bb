"""An e-invoice from bytes, in whichever of the two syntaxes it stands."""

from __future__ import annotations

from typing import Final

from lxml import etree

from polku.billing.logic.einvoice.cii import from_cii
from polku.billing.logic.einvoice.cii_table import CII
from polku.billing.logic.einvoice.mapping import Malformed
from polku.billing.logic.einvoice.model import Document
from polku.billing.logic.einvoice.ubl import CREDIT_NOTE, INVOICE, from_ubl

SIZE_MAX: Final = 50 * 1024 * 1024


class UnreadableInvoice(ValueError):
    """The file is no e-invoice that we know; the text says why, for people."""


def read(raw: bytes) -> Document:
    """The document that an UBL or CII file tells.

    Entities are not resolved and nothing is fetched. Raises UnreadableInvoice where the file is no XML, is not one of
    the two syntaxes, or holds a number or day that can't be read.
    """
    if len(raw) > SIZE_MAX:
        raise UnreadableInvoice("The file is larger than 50 MB.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableInvoice(f"The file is not well-formed XML: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableInvoice("The file brings a document type; an e-invoice has none.")
    space = etree.QName(root).namespace
    try:
        if space in {INVOICE, CREDIT_NOTE}:
            return from_ubl(root)
        if space == CII:
            return from_cii(root)
    except Malformed as error:
        raise UnreadableInvoice(f"A value can't be read: {error}") from None
    raise UnreadableInvoice(f"“{etree.QName(root).localname}” is neither a UBL nor a CII invoice.")
