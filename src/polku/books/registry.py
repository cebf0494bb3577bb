"""What later domains tell the books: what their documents are called, who a customer is, what is still open."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from polku.access.logic import Actor
from polku.kernel.errors import Message
from polku.kernel.registry import Registry

Words = str | Promise


@dataclass(frozen=True)
class Source:
    """A kind of document that posts entries: its name, and the address of one of them (empty where there is none)."""

    label: Words
    url: Callable[[int], str]


@dataclass(frozen=True)
class Named:
    """What profit is split by: names of ids that the person may see, and the address of one."""

    names: Callable[[Actor, Collection[int]], Mapping[int, str]]
    url: Callable[[int], str]


@dataclass(frozen=True)
class OpenItem:
    """An amount that somebody still owes us (positive) or we owe (negative), as `load` of its domain told it."""

    kind: Words
    number: str
    url: str
    customer: str
    issued_date: date
    due_date: date | None
    currency: str
    open_minor: int
    company_minor: int


@dataclass(frozen=True)
class UnionSale:
    """What a business in another state of the Union was billed without VAT, under the number its bills name."""

    vat_number: str
    customer_id: int
    goods_minor: int
    services_minor: int


OpenItems = Callable[[Actor, date], Sequence[OpenItem]]
"""Items open at the end of a day, the longest due first; visible ones only."""

UnionSales = Callable[[Actor, date, date], Sequence[UnionSale]]
"""Sales of some months to businesses in other states of the Union, in company currency, credit notes taken off."""

Hindrances = Callable[[date], Sequence[Message]]
"""What is to be done before the books up to a day can be closed for the year, such as drafts to issue."""

sources: Registry[Source] = Registry("documents of the books")
texts: Registry[Words] = Registry("texts of entries")
named: Registry[Named] = Registry("names in the books")
union_sales: Registry[UnionSales] = Registry("sales to businesses in the Union")
open_items: Registry[OpenItems] = Registry("open items")
hindrances: Registry[Hindrances] = Registry("what keeps a year open")
