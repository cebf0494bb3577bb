"""What fields, kinds, reasons and purposes of customers are called."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from polku.access.models import Team, User
from polku.contacts.models import Contact, Customer
from polku.eventlog.models import Change, Event
from polku.kernel.errors import gettext_noop
from polku.ui import locale_formats
from polku.ui.timeline import Asked, Body, Changed

KINDS: Mapping[str, str | Promise] = {"company": _("Company"), "person": _("Private person")}
LANGUAGES: Mapping[str, str | Promise] = {
    "en": "English",
    "fi": "Suomi",
    "lv": "Latviešu",
    "pl": "Polski",
    "ru": "Русский",
    "zh-hant": "繁體中文",
}
FIELDS: Mapping[str, str | Promise] = {
    "kind": _("Kind"),
    "name": pgettext_lazy("company", "Name"),
    "country": _("Country"),
    "line1": _("Street"),
    "line2": _("More of the address"),
    "post_code": _("Post code"),
    "city": _("City"),
    "region": _("Region"),
    "delivery": _("Delivery address"),
    "vat_id": _("VAT number"),
    "website": _("Website"),
    "segment": _("Segment"),
    "language": _("Language"),
    "owner_id": _("Owner"),
    "team_id": _("Team"),
    "email": _("Mail address"),
    "phone": _("Phone"),
    "position": _("Position"),
}
PURPOSES: Mapping[str, str | Promise] = {
    "email": _("Mail"),
    "phone": _("Phone calls"),
    "post": _("Post"),
    "text_message": _("Text messages"),
    "profiling": _("Profiling"),
}
REASONS: Mapping[str, str | Promise] = {
    "same_vat": _("same VAT number"),
    "same_mail": _("same mail address"),
    "same_phone": _("same phone number"),
    "same_name": _("same name"),
    "like_name": _("like name"),
    "other_country": _("other country"),
}


def shown(field: str, value: object) -> str:
    """A value of a field as people read it."""
    if not value:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(address_lines(value))
    named: Mapping[str, Mapping[str, str | Promise]] = {"kind": KINDS, "language": LANGUAGES}
    names = named.get(field, {})
    return str(names.get(str(value), value))


def address_lines(told: Mapping[str, str], *, without: str = "") -> list[str]:
    """An address line by line, as it stands on a letter; a name that is `without` is left out."""
    town = " ".join(one for one in (told.get("post_code"), told.get("city")) if one)
    name = told.get("name", "")
    lines = [name if name != without else "", told.get("line1"), told.get("line2"), town, told.get("region")]
    if country := told.get("country"):
        lines.append(locale_formats.country(country))
    return [one for one in lines if one]


def purpose_names(asked: Collection[Asked]) -> Mapping[Asked, str]:
    """What purposes of consent are called on the timeline."""
    return {one: str(PURPOSES.get(str(one[0]), one[0])) for one in asked}


def consent_sentence(event: Event) -> str:
    """Whether a consent was given or refused."""
    given = event.payload.get("given")
    if given:
        return gettext_noop("{actor} noted consent: {purpose}")
    return gettext_noop("{actor} noted a refusal: {purpose}")


def changed_fields(changes: Sequence[Change]) -> Mapping[int, Changed | None]:
    """How changes of customers and contacts look on the timeline; marks without words are left out."""
    people = _names(User, changes, "owner_id")
    teams = _names(Team, changes, "team_id")
    look: dict[int, Changed | None] = {}
    for change in changes:
        known = {"owner_id": people, "team_id": teams}.get(change.field)
        if change.field not in FIELDS:
            look[change.pk] = None
        elif known is not None:
            look[change.pk] = Changed(
                FIELDS[change.field], known.get(change.before, ""), known.get(change.after, "")
            )
        else:
            before, after = shown(change.field, change.before), shown(change.field, change.after)
            look[change.pk] = Changed(FIELDS[change.field], before, after)
    return look


def contact_bodies(actor: object, events: Sequence[Event]) -> Mapping[int, Body]:
    """Whom an event at a contact is about."""
    ids = {event.subject_id for event in events if event.subject_type == "contact"}
    names = {contact.pk: str(contact) for contact in Contact.objects.filter(id__in=ids)}
    return {
        event.id: Body(lines=[names[event.subject_id]])
        for event in events
        if event.subject_type == "contact" and event.subject_id in names
    }


def customer_bodies(actor: object, events: Sequence[Event]) -> Mapping[int, Body]:
    """Which duplicate a merge or a dismissal is about."""
    ids = {
        pk for event in events for pk in (event.payload.get("merged_id"), event.payload.get("other_id")) if pk
    }
    names = dict(Customer.objects.filter(id__in=ids).values_list("id", "name"))
    found = {}
    for event in events:
        name = names.get(event.payload.get("merged_id") or event.payload.get("other_id"))
        if name:
            found[event.id] = Body(lines=[name])
    return found


def _names(model: type[User] | type[Team], changes: Sequence[Change], field: str) -> dict[object, str]:
    ids = {pk for change in changes if change.field == field for pk in (change.before, change.after) if pk}
    return dict(model.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
