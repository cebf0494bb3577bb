"""Which characters a file is written in."""

import codecs
from pathlib import Path
from typing import Final

from polku.imports.logic.alphabets import guess_alphabet

SAMPLE_BYTES: Final = 64 * 1024
CHUNK_BYTES: Final = 1024 * 1024
OFFERED: Final = (
    "utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1257", "iso8859-15", "iso8859-2", "koi8-r", "cp850", "cp866",
    "mac-roman", "big5", "gb18030", "shift_jis",
)  # fmt: skip
"""Encodings a person may choose from; `--encoding` takes any that Python knows."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def guess_encoding(path: Path) -> str:
    """The encoding of a text file: its mark, UTF-8 if all of it is, else what its odd letters look like."""
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if wide := _wide(head):
        return wide
    sample = _odd_sample(path)
    if not sample or _nearly_utf8(sample):
        return "utf-8"
    return guess_alphabet(sample)


def is_encoding(name: str) -> bool:
    """Whether Python can read text in an encoding of this name."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of plain text is zero."""
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else ""


def _odd_sample(path: Path) -> bytes:
    """Lines around what is not UTF-8, from anywhere in the file; nothing where all of it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    odd: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                decoder.reset()
                lines = [line for line in chunk.split(b"\n") if not line.isascii()]
                odd += lines
                size += sum(len(line) for line in lines)
                if size > SAMPLE_BYTES:
                    break
    return b"\n".join(odd)[:SAMPLE_BYTES]


def _nearly_utf8(sample: bytes) -> bool:
    """Whether a few broken places stand in much that is good UTF-8: the rows that hold them are told."""
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - broken
    return good > 10 * broken
