"""The catalogues of interface texts, kept with Babel alone so that no GNU gettext is needed.

extract          print every text of the code and the templates as a .pot file
update           bring the .po files in line with the code: translations stay, new texts are empty
compile          write the .mo files that Django reads (set-up does it)
check            fail when a text is missing, fuzzy or out of date, or when its placeholders differ
missing LANG     print what is still to be translated, as a small .po file
merge LANG FILE  take the translations of such a file into the catalogue
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "polku"
LOCALE = SOURCE / "ui" / "locale"
LANGUAGES = ("fi", "lv", "pl", "ru", "zh_Hant")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%([sd])|\{(\w+)[^{}]*\}")
UNSTABLE = ('"POT-Creation', '"PO-Revision', '"Generated-By', '"Last-Translator', '"Report-Msgid')
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def main(arguments: list[str]) -> int:
    settings.configure(USE_I18N=True)
    match arguments:
        case ["extract"]:
            write_po(sys.stdout.buffer, texts(), omit_header=False, include_lineno=False, sort_output=True)
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            return check()
        case ["missing", language] if language in LANGUAGES:
            print_missing(language)
        case ["merge", language, file] if language in LANGUAGES:
            merge(language, Path(file))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


@cache
def texts() -> Catalog:
    """Every translatable text of the source, with the files that hold it."""
    catalog = Catalog(project="Polku", charset="utf-8", fuzzy=False)
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts or not path.is_file():
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        for line, message, comments, context in _messages(path):
            place = (path.relative_to(ROOT).as_posix(), line)
            catalog.add(message, None, [place], auto_comments=comments, context=context)
    return catalog


def update() -> None:
    """Write each language's file anew: its translations of the texts that exist."""
    wanted = texts()
    for language in LANGUAGES:
        old = _read(language)
        fresh = Catalog(locale=language, project="Polku", charset="utf-8", fuzzy=False)
        for message in wanted:
            if message.id:
                known = old.get(message.id, message.context)
                fresh.add(
                    message.id,
                    known.string if known and not known.fuzzy else None,
                    sorted({(place, 0) for place, _ in message.locations}),
                    auto_comments=message.auto_comments,
                    flags=message.flags - {"fuzzy"},
                    context=message.context,
                )
        _write(language, fresh)


def compile_all() -> None:
    """Write the .mo beside each .po, whole or not at all."""
    for language in LANGUAGES:
        path = _path(language)
        if path.exists():
            partial = path.with_suffix(f".{os.getpid()}.tmp")
            with partial.open("wb") as file:
                write_mo(file, _read(language))
            partial.replace(path.with_suffix(".mo"))


def check() -> int:
    """Print what is wrong in any language, and say by the exit code whether anything is."""
    wanted = texts()
    found = [line for language in LANGUAGES for line in complaints(wanted, language)]
    for line in found[:60]:
        print(line)
    if found:
        print(f"{len(found)} texts to mend (tools/translations.py update brings the files in line)")
    return 1 if found else 0


def print_missing(language: str) -> None:
    """The texts without a translation, to be filled in and given back by `merge`."""
    known, missing = _read(language), Catalog(locale=language, fuzzy=False)
    for message in texts():
        if message.id and not _is_translated(known.get(message.id, message.context)):
            missing.add(message.id, None, message.locations, context=message.context)
    write_po(sys.stdout.buffer, missing, omit_header=True, include_lineno=False)


def merge(language: str, file: Path) -> None:
    """Take over the translations of a filled-in file; an empty one changes nothing."""
    catalog, taken = _read(language), 0
    wanted = texts()
    for message in read_po(BytesIO(file.read_bytes()), locale=language):
        source = wanted.get(message.id, message.context) if message.id else None
        if source and _is_translated(message):
            catalog.delete(source.id, source.context)  # `add` keeps an entry that is there, even an empty one
            catalog.add(source.id, message.string, source.locations, context=source.context)
            taken += 1
    _write(language, catalog)
    print(f"{language}: {taken} translations taken")


def _messages(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django blanks out what is no text; Babel reads the rest as Python, where indentation has a meaning.
        source = INDENT.sub("", templatize(source, origin=str(path)))
    options = {"encoding": "utf-8"}
    yield from extract("python", BytesIO(source.encode()), KEYWORDS, ("Translators:",), options)


def complaints(wanted: Catalog, language: str) -> Iterator[str]:
    """What is wrong in one language, a line each."""
    catalog = _read(language)
    for message in wanted:
        if not message.id:
            continue
        found = catalog.get(message.id, message.context)
        if found is None:
            yield f"{language}: not in the file: {_shown(message)}"
        elif found.fuzzy:
            yield f"{language}: fuzzy: {_shown(message)}"
        elif not _is_translated(found):
            yield f"{language}: not translated: {_shown(message)}"
        else:
            yield from (f"{language}: {why}: {_shown(message)}" for why in _faults(found))
    for message in catalog:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"{language}: no longer in the code: {_shown(message)}"


def _faults(message: Message) -> Iterator[str]:
    allowed = [_placeholders(text) for text in _forms(message.id)]
    for form in _forms(message.string):
        if _placeholders(form) not in allowed:
            yield f"placeholders differ in {form!r}"
        source = _forms(message.id)[0]
        if (form[:1] == "\n", form[-1:] == "\n") != (source[:1] == "\n", source[-1:] == "\n"):
            yield "line break at an end differs"


def _placeholders(text: str) -> list[str]:
    return sorted(
        {next(part for part in match if part) for match in PLACEHOLDER.findall(text.replace("%%", ""))}
    )


def _is_translated(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(_forms(message.string))


def _forms(text: str | Iterable[str] | None) -> list[str]:
    if text is None or isinstance(text, str):
        return [text or ""]
    return [form or "" for form in text] or [""]


def _shown(message: Message) -> str:
    files = ", ".join(sorted({place for place, _ in message.locations})[:2])
    return f"{_forms(message.id)[0]!r} {files}"


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _read(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _write(language: str, catalog: Catalog) -> None:
    """Sorted, without line numbers and dates, so that a change shows only what changed."""
    out = BytesIO()
    write_po(out, catalog, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    path = _path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [line for line in lines if not line.startswith(UNSTABLE)]
    path.write_text("".join(kept), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
