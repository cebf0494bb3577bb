"""A message as HTML: one column, the firm's name and colour, a button; every style in its place. Pure.

Mail programmes read neither stylesheets nor modern layout: tables and inline styles are what they all show alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_URL: Final = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_FONT: Final = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


@dataclass(frozen=True)
class Brand:
    """How the firm shows itself."""

    name: str
    line: str = ""
    colour: str = "#1f5c4a"
    footer: Sequence[str] = ()


def as_html(text: str, *, title: str, language: str, brand: Brand, link: Sequence[str] = ()) -> str:
    """The words of a message in the firm's layout. Blank lines part paragraphs; addresses become links."""
    colour = brand.colour if _COLOUR.fullmatch(brand.colour) else Brand.colour
    body = "".join(
        f'<p style="margin:0 0 16px;line-height:1.5">{_linked(paragraph)}</p>'
        for paragraph in re.split(r"\n\s*\n", text.strip())
    )
    button = _button(link[0], link[1], colour) if len(link) == 2 else ""
    line = f'<div style="color:#5b6663;font-size:13px">{escape(brand.line)}</div>' if brand.line else ""
    footer = "<br>".join(escape(one) for one in brand.footer) or escape(brand.name)
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light">'
        f"<title>{escape(title)}</title></head>"
        f'<body style="margin:0;padding:0;background:#f3f5f4;{_FONT}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>'
        '<td align="center" style="padding:24px 12px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="max-width:600px;background:#ffffff;border-radius:8px">'
        f'<tr><td style="padding:24px 28px 16px;border-bottom:2px solid {colour}">'
        f'<div style="color:{colour};font-size:20px;font-weight:700">{escape(brand.name)}</div>{line}</td></tr>'
        f'<tr><td style="padding:24px 28px 12px;color:#1c2321;font-size:16px">{body}{button}</td></tr>'
        '<tr><td style="padding:14px 28px 20px;color:#5b6663;font-size:12px;line-height:1.5;'
        f'border-top:1px solid #d9dedb">{footer}</td></tr>'
        "</table></td></tr></table></body></html>"
    )


def as_text(text: str, *, link: Sequence[str] = ()) -> str:
    """The words of a message as plain text, the button as a line with its address."""
    tail = f"\n\n{link[0]}:\n{link[1]}" if len(link) == 2 else ""
    return f"{text.strip()}{tail}\n"


def _button(label: str, url: str, colour: str) -> str:
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 20px"><tr>'
        f'<td style="background:{colour};border-radius:6px"><a href="{escape(url)}" style="display:inline-block;'
        'padding:12px 22px;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none">'
        f"{escape(label)}</a></td></tr></table>"
    )


def _linked(paragraph: str) -> str:
    parts = _URL.split(paragraph)
    shown = [
        f'<a href="{escape(part)}">{escape(part)}</a>' if place % 2 else escape(part).replace("\n", "<br>")
        for place, part in enumerate(parts)
    ]
    return "".join(shown)
