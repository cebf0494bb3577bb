"""The API's own description, written once for all tests of a process: that takes seconds."""

from __future__ import annotations

from functools import cache
from typing import Any

API = "/api/v1"


@cache
def openapi() -> dict[str, Any]:
    """The document of all operations; who changes it takes a copy."""
    from polku.site.api import api

    return dict(api.get_openapi_schema(path_prefix=f"{API}/"))
