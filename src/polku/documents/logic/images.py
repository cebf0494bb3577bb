"""Raster images for papers: the compiler takes texts only, so a PNG or JPEG travels inside an SVG. Pure."""

import base64
import struct
from typing import Final

from polku.kernel.errors import Invalid, gettext_noop

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
SIDE_MAX: Final = 20_000
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that state its size."""


def kind_of(image: bytes) -> str:
    """The media type by the first bytes; nothing where it is neither PNG nor JPEG."""
    return "image/png" if image.startswith(PNG) else "image/jpeg" if image.startswith(JPEG) else ""


def as_svg(image: bytes) -> bytes:
    """An SVG of the image's own size that holds it. Raises: Invalid where it is none, or states no size."""
    kind = kind_of(image)
    try:
        width, height = _png(image) if kind == "image/png" else _jpeg(image) if kind else (0, 0)
    except (struct.error, IndexError):
        width = height = 0
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX):
        raise Invalid(gettext_noop("This is no PNG or JPEG image that can be read."), field="image")
    held = base64.b64encode(image).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{kind};base64,{held}"/></svg>'
    ).encode()


def _png(image: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def _jpeg(image: bytes) -> tuple[int, int]:
    """The size in the frame's header: segments are skipped by their lengths."""
    place = 2
    while place + 9 < len(image):
        if image[place] != 0xFF:
            break
        if image[place + 1] in _FRAMES:
            height, width = struct.unpack(">HH", image[place + 5 : place + 9])
            return width, height
        place += 2 + int(struct.unpack(">H", image[place + 2 : place + 4])[0])
    return 0, 0
