"""Reasons of a closing as the marts hold them: a key, or a JSON list of keys."""

from __future__ import annotations

import json


def split_reasons(text: str) -> tuple[str, ...]:
    """The single reasons, each once; `('',)` where none was given."""
    if text.startswith("["):
        keys = tuple(dict.fromkeys(str(key) for key in json.loads(text)))
        return keys or ("",)
    return (text,)
