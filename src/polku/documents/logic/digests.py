"""One spelling of data, so that its digest can be checked years later by anybody. Pure."""

import hashlib
import json
from typing import Any


def canonical(data: Any) -> bytes:
    """JSON with sorted names, no spaces and letters as they are. A float is refused: it has no one spelling."""
    _refuse_floats(data)
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(data: Any) -> str:
    """SHA-256 of the canonical spelling, in hex."""
    return hashlib.sha256(canonical(data)).hexdigest()


def _refuse_floats(data: Any) -> None:
    if isinstance(data, float):
        raise TypeError("a document that is digested holds no float")
    if isinstance(data, dict):
        for value in data.values():
            _refuse_floats(value)
    elif isinstance(data, list | tuple):
        for value in data:
            _refuse_floats(value)
