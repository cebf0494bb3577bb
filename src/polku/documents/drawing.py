"""Drawing a paper: data and a template make a PDF that can be kept for decades (PDF/A-3b), with files attached.

`data` is JSON, every word and figure in it ready to be shown in the reader's language. The parts of
`papers/base.typ`, each left out where its data is missing:

- `title`, `number`, `state` (a word such as “Draft”), `brand` (`name`, `line`, `colour`, `logo`: a name in `images`,
  `address` and `contact`: lists of lines; the company's own logo and address where these two are not named)
- `parties` (`label`, `name`, `lines`), `meta` (pairs), `needs` (`title`, `items`), `intro` (text or a list of texts)
- `columns` (`key`, `label`, `align`: right, `main`: takes the room that is left), `lines` (values by column, `note`
  under the main one, `strong`, `muted`, or `heading` with `description`); `tables` for more such tables with a `title`
- `totals` (`label`, `value`, `strong`), `tax` (`title`, `columns`, `rows`, `note`)
- `payment` (`title`, `rows`: pairs, `code`: the text of its QR code, `hint`), `terms` (`title`, `text`),
  `signatures` (labels), `footer` (`lines`, `page`: “Page {page} of {pages}”)
"""

import hashlib
import io
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import segno

from polku.documents.logic.images import as_svg
from polku.documents.registry import logos, papers, senders
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop

if TYPE_CHECKING:
    import typst

_BASE: Final = Path(__file__).parent / "papers" / "base.typ"
_EMBEDDED: Final = ("Libertinus Serif",)
_HAN: Final = (
    "Noto Serif CJK TC", "Noto Serif TC", "Source Han Serif TC", "Noto Sans CJK TC", "Noto Sans TC",
    "Source Han Sans TC", "PingFang TC", "Microsoft JhengHei", "PMingLiU", "AR PL UMing TW", "WenQuanYi Zen Hei",
    "Noto Serif CJK JP", "Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Sans CJK JP", "Droid Sans Fallback",
)  # fmt: skip
_LANGUAGES: Final = {"zh-hant": ("zh", "TW")}
_local = threading.local()


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF, such as the XML of an invoice. `relationship`: alternative, data, source, supplement."""

    name: str
    content: bytes
    mime: str = "text/xml"
    relationship: str = "alternative"
    description: str = ""


def pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    attach: Sequence[Attachment] = (),
    images: Mapping[str, bytes] | None = None,
    archival: bool = True,
    at: datetime | None = None,
) -> bytes:
    """Draw a paper as PDF. `at` stands in the file as when it was made: the same data and moment give the same bytes.

    Raises: Refused where it holds letters that no font here can write.
    """
    return _drawn(
        template,
        data,
        language,
        attach,
        images or {},
        format="pdf",
        pdf_standards=["a-3b"] if archival else None,
        timestamp=at.astimezone(UTC).replace(microsecond=0) if at else None,
    )[0]


def pictures(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    images: Mapping[str, bytes] | None = None,
    ppi: int = 110,
) -> list[bytes]:
    """The pages of a paper as PNG, to be looked at before it is issued.

    Raises: Refused where it holds letters that no font here can write.
    """
    return _drawn(template, data, language, (), images or {}, format="png", ppi=float(ppi))


def _drawn(
    template: str,
    data: Mapping[str, Any],
    language: str,
    attach: Sequence[Attachment],
    images: Mapping[str, bytes],
    **how: Any,
) -> list[bytes]:
    import typst  # noqa: PLC0415 -- heavy library, loaded on first use

    files, shown = _files(template, data, attach, images)
    lang, region = _LANGUAGES.get(language, (language[:2], ""))
    told = {"data": shown, "lang": lang, "region": region}
    for beyond in (_is_beyond(json.dumps(shown, ensure_ascii=False)), True):
        # As a file: for inputs the compiler would make its whole library anew.
        files["told.json"] = json.dumps(told | {"fonts": _fonts(beyond)}, ensure_ascii=False).encode()
        try:
            made = _compiler(beyond).compile(input=cast(Any, files), **how)
        except typst.TypstError as error:
            if "could not be displayed" not in error.message and "missing glyph" not in error.message:
                raise
            failed = error
        else:
            return list(made) if isinstance(made, list) else [cast(bytes, made)]
        if beyond:
            break
    message = gettext_noop(
        "No font on this machine can write all letters of this paper (%(letters)s). "
        "Install Noto CJK, or name a folder of fonts in POLKU_FONTS."
    )
    raise Refused(Message(message, letters=_unwritten(failed)), code="no_font") from failed


def _files(
    template: str, data: Mapping[str, Any], attach: Sequence[Attachment], images: Mapping[str, bytes]
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """What the compiler sees as its folder, and the data with the payment's code drawn."""
    files = {f"/{name}": content for name, content in images.items()}
    shown = dict(data)
    payment = shown.get("payment") or {}
    if payment.get("code"):
        files["/qr.svg"] = _qr(payment["code"])
        shown["payment"] = {**payment, "qr": "/qr.svg"}
    brand = shown.get("brand") or {}
    if brand and "address" not in brand:
        for sender in senders:
            brand = {**brand, **sender()}
    if brand and "logo" not in brand:
        for found in (one() for one in logos):
            if found is not None:
                files["/logo.svg"] = as_svg(found)
                brand = {**brand, "logo": "logo.svg"}
    if brand:
        shown["brand"] = {**brand, "logo": f"/{brand['logo']}"} if brand.get("logo") else brand
    source = papers.get(template)
    main = [_text(source)]
    for number, one in enumerate(attach):
        files[f"/attached-{number}"] = one.content
        main.append(_attached(number, one))
    files |= {"/base.typ": _text(_BASE), "/main.typ": b"\n".join(main)}
    return {name.lstrip("/"): content for name, content in files.items()}, shown


def _attached(number: int, one: Attachment) -> bytes:
    """The line of the template that puts a file in; its words are quoted, so they are no markup."""
    told = [
        json.dumps(one.name, ensure_ascii=False),
        f'read("/attached-{number}", encoding: none)',
        f"relationship: {json.dumps(one.relationship)}",
        f"mime-type: {json.dumps(one.mime)}",
    ]
    told.append(
        f"description: {json.dumps(one.description or one.name, ensure_ascii=False)}"
    )  # the archive asks for it
    return f"#pdf.attach({', '.join(told)})".encode()


@cache
def _text(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _qr(code: str) -> bytes:
    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="svg", border=0, scale=4, dark="#1c2321")
    return drawn.getvalue()


def _compiler(beyond: bool) -> "typst.Compiler":
    """This thread's compiler: with the fonts that come with it, or with those of the machine as well."""
    import typst  # noqa: PLC0415 -- heavy library, loaded on first use

    name = f"compiler_{beyond}"
    found: typst.Compiler | None = getattr(_local, name, None)
    if found is None:
        found = (
            typst.Compiler(font_paths=_machine_fonts())
            if beyond
            else typst.Compiler(ignore_system_fonts=True)
        )
        setattr(_local, name, found)
    return found


@cache
def _machine_fonts() -> "typst.Fonts":
    """Every font of the machine, looked for once: a quarter of a second."""
    import typst  # noqa: PLC0415 -- heavy library, loaded on first use

    return typst.Fonts(font_paths=[Path(one) for one in environ.get("POLKU_FONTS", "").split(":") if one])


@cache
def _fonts(beyond: bool) -> tuple[str, ...]:
    """The families to write with. Libertinus comes with the compiler: a paper looks alike on every machine."""
    if not beyond:
        return _EMBEDDED
    there = set(_machine_fonts().families())
    return (*_EMBEDDED, *(family for family in _HAN if family in there))


def _is_beyond(text: str) -> bool:
    """Whether it has other letters than Latin, Greek and Cyrillic ones and common signs."""
    return any("\u0530" <= char < "\u1e00" or char >= "\u2c00" for char in text)


def _unwritten(error: "typst.TypstError") -> str:
    """The letters the compiler named."""
    quoted = error.message.split("`")
    return quoted[1].strip('"') if len(quoted) > 2 else error.message


def can_be_drawn(image: bytes) -> bool:
    """Whether a PNG or JPEG can stand on a paper."""
    import typst  # noqa: PLC0415 -- heavy library, loaded on first use

    try:
        files = {"main.typ": b'#image("/image.svg", width: 20mm)', "image.svg": as_svg(image)}
        drawn = _compiler(False).compile(input=cast(Any, files), format="pdf")
    except (Invalid, typst.TypstError):
        return False
    return b"/Subtype /Image" in cast(bytes, drawn) or b"/Subtype/Image" in cast(bytes, drawn)


def fingerprint(drawn: bytes) -> str:
    """SHA-256 of a drawn paper in hex."""
    return hashlib.sha256(drawn).hexdigest()
