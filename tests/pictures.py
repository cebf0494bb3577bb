"""Small pictures made on the spot."""

import io
import struct
import zlib


def png(width: int = 40, height: int = 10, colour: tuple[int, int, int] = (31, 92, 74)) -> io.BytesIO:
    """A picture of one colour."""
    row = b"\0" + bytes(colour) * width
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * height)),
        (b"IEND", b""),
    ]
    made = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + made)
