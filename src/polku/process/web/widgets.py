"""Controls that write themselves: the form of a stage has two hundred, and a template for each takes its time."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class QuickText(forms.TextInput):
    """A line of text."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The control as HTML."""
        own = self.build_attrs(self.attrs, {"type": self.input_type, "name": name, **(attrs or {})})
        if value not in (None, ""):
            own["value"] = str(value)
        return format_html("<input{}>", flatatt(own))


class QuickHidden(QuickText):
    """A value that is not shown."""

    input_type = "hidden"
    is_hidden = True


class QuickArea(forms.Textarea):
    """Several lines of text."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The control as HTML; the first line break belongs to the tag."""
        own = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html("<textarea{}>\r\n{}</textarea>", flatatt(own), "" if value is None else str(value))


class KindSelect(forms.Select):
    """A choice whose options say which kinds of fact they are of or for, so that a script can pair them."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(dict(attrs or {}))
        self.kinds: Mapping[str, str] = {}

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The control as HTML, with groups."""
        own = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        parts = format_html_join("", "{}", ((part,) for part in self._parts(str(value or ""))))
        return format_html("<select{}>{}</select>", flatatt(own), parts)

    def _parts(self, chosen: str) -> Iterator[SafeString]:
        for value, label in self.choices:
            if isinstance(label, list):
                options = format_html_join(
                    "", "{}", ((self._option(str(one[0]), str(one[1]), chosen),) for one in label)
                )
                yield format_html('<optgroup label="{}">{}</optgroup>', value, options)
            else:
                yield self._option(str(value), str(label), chosen)

    def _option(self, value: str, label: str, chosen: str) -> SafeString:
        own: dict[str, Any] = {"value": value, "selected": value == chosen}
        if kinds := self.kinds.get(value):
            own["data-kinds"] = kinds
        return format_html("<option{}>{}</option>", flatatt(own), label)
