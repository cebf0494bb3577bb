"""The words of a message, from a template in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation


@dataclass(frozen=True)
class Letter:
    """Subject and text of a message."""

    subject: str
    text: str


def letter(template: str, context: Mapping[str, Any], *, language: str) -> Letter:
    """Fill a text template whose first line is the subject: `letter("quotes/mail/quote.txt", {...}, language="fi")`.

    The template begins with `{% autoescape off %}`: it is no HTML.
    """
    with translation.override(language):
        filled = render_to_string(template, dict(context))
    subject, _, text = filled.strip().partition("\n")
    return Letter(" ".join(subject.split()), text.strip())
