"""Components that every template has at hand (a builtin library, with the filters of `writing`)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.template.base import Parser, Token
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.company import logo
from polku.ui import fields, queries
from polku.ui.assets import icons_url, stylesheet_urls
from polku.ui.templatetags import writing

register = template.Library()
register.filters.update(writing.register.filters)

_SHAPES = {
    "ok": '<circle cx="5" cy="5" r="3.75"/>',
    "late": '<path stroke="none" d="M5 0 10 5 5 10 0 5z"/>',
    "stuck": '<path stroke="none" d="M.5.5h9v9h-9z"/>',
}


# --- speed ----------------------------------------------------------------------------------------------------


class Constant(template.Node):
    """What stands on every page alike is put together once for each language."""

    def __init__(self, inner: template.NodeList) -> None:
        self.inner = inner
        self.said: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """Say it as it was said before."""
        language = get_language()
        if language not in self.said or settings.DEBUG:
            self.said[language] = self.inner.render(context)
        return self.said[language]


@register.tag
def constant(parser: Parser, token: Token) -> Constant:
    """`{% constant %}…{% endconstant %}`: the same for everybody and at any time, but for the language."""
    inner = parser.parse(("endconstant",))
    parser.delete_first_token()
    return Constant(inner)


# --- marks -----------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", cls: str = "") -> SafeString:
    """One drawing of the icon set; with a label it speaks for itself, without it is decoration."""
    if label:
        return format_html(
            '<svg class="i {}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            cls,
            label,
            icons_url(),
            name,
        )
    return _drawing(name, cls)


@lru_cache(maxsize=1000)
def _drawing(name: str, cls: str) -> SafeString:
    return format_html(
        '<svg class="i {}" aria-hidden="true"><use href="{}#{}"/></svg>', cls, icons_url(), name
    )


@register.simple_tag
def signal(state: str, text: object = "", cls: str = "") -> SafeString | str:
    """The time signal: shape alone, or shape and words. `state` is ok, late or stuck; empty gives the words."""
    if state not in _SHAPES:
        return format_html('<span class="sig {}">{}</span>', cls, text) if text else ""
    shape = format_html(
        '<svg class="g {} {}" viewBox="0 0 10 10" aria-hidden="true">{}</svg>',
        state,
        "" if text else cls,
        SafeString(_SHAPES[state]),
    )
    return format_html('<span class="sig {} {}">{}{}</span>', state, cls, shape, text) if text else shape


@register.simple_tag
def who(person: Any, cls: str = "") -> SafeString:
    """The round mark of a person, with the name as its title; takes a user, a contact or a plain name."""
    name = person if isinstance(person, str) else (getattr(person, "name", "") or str(person or ""))
    return format_html(
        '<span class="who {}" title="{}" aria-hidden="true">{}</span>', cls, name, initials(name)
    )


@register.filter
def initials(name: str) -> str:
    """Up to two letters of a name; of one in Han characters the first."""
    parts = name.split()
    if parts and "\u4e00" <= parts[0][0] <= "\u9fff":
        return parts[0][0]
    return "".join(part[0] for part in parts[:2]).upper() or "–"


@register.simple_tag
def kbd(keys: str) -> SafeString:
    """Keys as they are drawn on a keyboard: `{% kbd "Ctrl K" %}`."""
    return format_html("<kbd>{}</kbd>", keys)


@register.inclusion_tag("ui/components/age.html")
def age(gone: float | None, expected: float | None, state: str = "ok") -> dict[str, Any]:
    """A piece of path: the fill is the time gone, the tick in the middle the expected time."""
    share = (gone or 0) / expected if expected else 0
    return {"fill": round(min(100.0, share * 50), 1), "state": state, "expected": bool(expected)}


@register.inclusion_tag("ui/components/run.html")
def run(width: float, before: float = 0, last: bool = False) -> dict[str, Any]:
    """The line above a board's column: `width` px from its stop on, `before` px up to it."""
    return {"w": width, "wy": 15 - width / 2, "p": before, "py": 15 - before / 2, "last": last}


@register.inclusion_tag("ui/components/share.html")
def share(part: float | None, tone: str = "path") -> dict[str, Any]:
    """A bar of a share of 1; `tone` is path, gone or still."""
    return {"fill": round(max(0.0, min(1.0, part or 0)) * 100, 2), "tone": tone}


@register.inclusion_tag("ui/components/stance.html")
def stance(value: int | None) -> dict[str, Any]:
    """Where a person stands on a line of three stops: -1 against, 0 neutral, 1 for, None not asked."""
    said = (
        {-1: _("Against"), 0: _("Neutral"), 1: _("For")}.get(value) if value is not None else _("Not asked")
    )
    return {"value": value, "said": said}


# --- acts ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/button.html")
def button(
    label: object,
    href: str = "",
    *,
    kind: str = "",
    icon: str = "",
    key: str = "",
    dialog: bool = False,
    type: str = "",  # noqa: A002 -- named as in HTML
    name: str = "",
    value: str = "",
    form: str = "",
    post: str = "",
    target: str = "",
    confirm: object = "",
    cls: str = "",
    label_hidden: bool = False,
    disabled: bool = False,
) -> dict[str, Any]:
    """An act. A link with `href`, else a button; `kind`: main, bare, danger (words apart by a space: `main wide`).

    `dialog` opens `href` over the page; `post` sends an htmx POST to an address (`target` is what it replaces);
    `key` is the letter that runs it; `confirm` asks first.
    """
    classes = " ".join({"main": "main-act"}.get(one, one) for one in kind.split())
    return {
        "label": label,
        "href": href,
        "classes": f"{classes} {cls}".strip(),
        "icon": icon,
        "key": key,
        "dialog": dialog,
        "type": type or ("button" if post else "submit"),
        "name": name,
        "value": value,
        "form": form,
        "post": post,
        "target": target,
        "confirm": confirm,
        "label_hidden": label_hidden,
        "disabled": disabled,
    }


@register.inclusion_tag("ui/components/chip.html")
def chip(
    label: object, value: object = "", href: str = "", remove: str = "", on: bool = False, cls: str = ""
) -> dict[str, Any]:
    """A filter in force (`label` and `value`, `remove` takes it away) or one to choose (`on` if chosen)."""
    return {"label": label, "value": value, "href": href, "remove": remove, "on": on, "cls": cls}


@register.inclusion_tag("ui/components/seg.html")
def seg(items: Sequence[tuple[object, str, bool]], label: object = "", cls: str = "") -> dict[str, Any]:
    """Views of the same thing side by side: `(label, address, is current)`."""
    return {"items": items, "label": label, "cls": cls}


@register.inclusion_tag("ui/components/empty.html")
def empty(
    title: object,
    text: object = "",
    href: str = "",
    act: object = "",
    icon: str = "",
    dialog: bool = False,
    key: str = "",
    other_href: str = "",
    other_act: object = "",
) -> dict[str, Any]:
    """Nothing here yet: why, and what to do next; there may be another way."""
    return {
        "other_href": other_href,
        "other_act": other_act,
        "title": title,
        "text": text,
        "href": href,
        "act": act,
        "icon": icon,
        "dialog": dialog,
        "key": key,
    }


@register.inclusion_tag("ui/components/more.html")
def more(url: str, label: object = "", target: str = "") -> dict[str, Any]:
    """The next page of a list, appended where the link stands; nothing without an address."""
    return {"url": url, "label": label or _("Show more"), "target": target}


@register.inclusion_tag("ui/components/skeleton.html")
def skeleton(rows: int = 3, kind: str = "rows") -> dict[str, Any]:
    """The shape of what is being loaded: rows, chart or cards."""
    return {"rows": range(rows), "kind": kind}


@register.filter
def toast_acts(message: Any) -> dict[str, Any]:
    """What a word about what was done offers: `undo`, an address, and `then`, a label and a dialog's address."""
    return dict(json.loads(message.extra_tags)) if (message.extra_tags or "").startswith("{") else {}


# --- forms -----------------------------------------------------------------------------------------------------


@register.simple_tag
def field(
    bound: BoundField,
    *,
    label: object = None,
    hint: object = None,
    cls: str = "",
    autofocus: bool = False,
    placeholder: str | None = None,
) -> SafeString:
    """A field with its label, hint and error beside it, wired for screen readers."""
    return SafeString(
        get_template("ui/components/field.html").render(
            fields.described(
                bound, label=label, hint=hint, cls=cls, autofocus=autofocus, placeholder=placeholder
            )
        )
    )


@register.inclusion_tag("ui/components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with the form as a whole, announced; the fields say their own."""
    hidden = [(f.label, error) for f in form.hidden_fields() for error in f.errors]
    return {"errors": form.non_field_errors(), "hidden": hidden}


@register.inclusion_tag("ui/components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form, its general errors first."""
    return {"form": form}


@register.simple_tag
def once() -> SafeString:
    """A hidden mark by which a form sent twice is done once."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_urlsafe(12))


# --- the page ----------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/views_menu.html", takes_context=True)
def views_menu(context: template.Context, place: str, title: object) -> dict[str, Any]:
    """The heading of a list page: the saved view that is open (else `title`) and the menu of all views.

    The whole state of a view is the page's query; `view` in it names the one that was opened.
    """
    request = context["request"]
    state = queries.normal(request.META.get("QUERY_STRING", ""))
    found = queries.views(request.actor, place)
    current = next((view for view in found if str(view.id) == request.GET.get("view")), None)
    return {
        "place": place,
        "title": title,
        "views": found,
        "current": current,
        "is_own": current is not None and current.owner_id == request.actor.user_id,
        "is_modified": current is not None and current.query != state,
        "state": state,
        "path": request.path,
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def logo_url() -> str:
    """Where the company's logo is loaded from; nothing where it has none."""
    found = logo.file()
    return f"{reverse('office:logo')}?v={found.sha256[:12]}" if found else ""


@register.simple_tag(takes_context=True)
def stylesheets(context: template.Context) -> SafeString:
    """The stylesheet of all pages, and what the area of this address adds."""
    match = getattr(context.get("request"), "resolver_match", None)
    area = match.namespace if match else ""
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((url,) for url in stylesheet_urls(area))
    )


@register.simple_tag(takes_context=True)
def panel(context: template.Context, entry: Any, record_id: int) -> SafeString:
    """A registered panel on a deal's or customer's page; nothing where it has nothing to say."""
    request = context["request"]
    loaded = entry.load(request.actor, record_id)
    if loaded is None:
        return SafeString("")
    own = {**loaded, "panel": entry, "actor": request.actor, "record_id": record_id}
    return SafeString(get_template(entry.template).render(own, request))
