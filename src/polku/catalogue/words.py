"""What fields, kinds, units and effects of the catalogue are called."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from polku.catalogue.availability import Short
from polku.catalogue.logic.units import UNITS
from polku.catalogue.models import TaxClass
from polku.eventlog.models import Change
from polku.kernel.money import exponent
from polku.kernel.words import Text
from polku.ui import locale_formats
from polku.ui.timeline import Changed

KINDS: Mapping[str, str | Promise] = {
    "goods": _("Goods"),
    "service": pgettext_lazy("kind of product", "Service"),
}
TRACKED: Mapping[str, str | Promise] = {
    "none": _("Not at all"),
    "lot": _("By lot"),
    "serial": _("By serial number"),
}
EFFECTS: Mapping[str, str | Promise] = {
    "percent": _("Per cent off"),
    "amount": _("Money off each"),
    "price": _("A price of its own"),
    "free_item": _("Something for free"),
}
CATEGORIES: Mapping[str, str | Promise] = {
    "S": _("Taxed"),
    "Z": _("Zero-rated"),
    "E": _("Exempt"),
    "O": _("Not subject to tax"),
}
FIELDS: Mapping[str, str | Promise] = {
    "sku": _("Number"),
    "name": _("Name"),
    "description": _("Description"),
    "kind": _("Kind"),
    "unit": _("Unit"),
    "group": _("Group"),
    "tax_class_id": _("Tax class"),
    "tracked": _("Tracked"),
    "cost": _("Cost"),
    "price": _("Price"),
    "margin": _("Margin"),
}


def short_text(short: Short, unit: str) -> str:
    """How much of a line is on stock, and that the rest is not."""
    wanted = counted_unit(short.wanted, unit)
    if short.day is not None:
        return _short_until(short, wanted, locale_formats.full_day(short.day))
    if not short.free:
        return gettext("None of %(wanted)s on stock; it comes in first.") % {"wanted": wanted}
    told = {"free": locale_formats.number(short.free, 6), "wanted": wanted}
    return gettext("%(free)s of %(wanted)s on stock; the rest when it comes in.") % told


def _short_until(short: Short, wanted: str, day: str) -> str:
    if not short.free:
        return gettext("None of %(wanted)s on stock; expected on %(day)s.") % {"wanted": wanted, "day": day}
    told = {"free": locale_formats.number(short.free, 6), "wanted": wanted, "day": day}
    return gettext("%(free)s of %(wanted)s on stock; the rest is expected on %(day)s.") % told


_COUNTED: Mapping[str, Callable[[int], str]] = {
    "C62": lambda n: ngettext("%(n)s pc", "%(n)s pcs", n),
    "LS": lambda n: ngettext("%(n)s lump sum", "%(n)s lump sums", n),
    "E48": lambda n: ngettext("%(n)s service unit", "%(n)s service units", n),
    "PR": lambda n: ngettext("%(n)s pair", "%(n)s pairs", n),
    "SET": lambda n: ngettext("%(n)s set", "%(n)s sets", n),
    "XBX": lambda n: ngettext("%(n)s box", "%(n)s boxes", n),
    "XPK": lambda n: ngettext("%(n)s package", "%(n)s packages", n),
    "XPX": lambda n: ngettext("%(n)s pallet", "%(n)s pallets", n),
}
"""Units that have no name in the Unicode tables of measures."""


def unit_name(code: str) -> str:
    """A unit as people say it; an unknown code as it is."""
    return gettext(UNITS[code]) if code in UNITS else code


def counted_unit(quantity: Decimal, code: str) -> str:
    """A quantity with its unit, as the reader's language counts it: “3 pcs”, “2.5 hours”, “5 kg”."""
    if measure := locale_formats.measure(quantity, code):
        return measure
    number = locale_formats.number(quantity, 6)
    # Parts of a thing are counted like two of it.
    count = int(quantity) if quantity == int(quantity) else 2
    return _COUNTED[code](count) % {"n": number} if code in _COUNTED else f"{number} {unit_name(code)}"


def price_text(price: Decimal, currency: str) -> str:
    """A unit price: with the currency's decimals, more where it has more."""
    usual = exponent(currency)
    places = max(usual, -int(price.normalize().as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * usual + "#" * (places - usual) if places else "")
    return str(format_decimal(price, format=pattern, locale=locale_formats.locale()))


def changed_fields(changes: Sequence[Change]) -> Mapping[int, Changed | None]:
    """How changes of a product look on its timeline. Costs are left out: the timeline does not know who reads it."""
    language = get_language() or "en"
    classes = _classes(changes)
    look: dict[int, Changed | None] = {}
    for change in changes:
        label = FIELDS.get(change.field)
        if label is None or change.field.startswith("cost"):
            look[change.pk] = None
            continue
        before, after = (
            _shown(change.field, one, classes, language) for one in (change.before, change.after)
        )
        look[change.pk] = Changed(label, before, after)
    return look


def _shown(field: str, value: object, classes: Mapping[object, str], language: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dict):
        return Text.of(value).to(language)
    if field == "tax_class_id":
        return classes.get(value, str(value))
    if field == "unit":
        return unit_name(str(value))
    named: Mapping[str, Mapping[str, str | Promise]] = {"kind": KINDS, "tracked": TRACKED}
    return str(named.get(field, {}).get(str(value), value))


def _classes(changes: Sequence[Change]) -> dict[object, str]:
    ids = {pk for one in changes if one.field == "tax_class_id" for pk in (one.before, one.after) if pk}
    language = get_language() or "en"
    return {row.pk: row.name.to(language) for row in TaxClass.objects.filter(id__in=ids)} if ids else {}
