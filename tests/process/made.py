"""Small processes for tests."""

from typing import Any

from polku.process.logic.definition import Definition
from polku.process.logic.document import from_document


def stage(key: str, phase: str = "find", **more: Any) -> dict[str, Any]:
    return {"key": key, "name": key.capitalize(), "phase": phase, **more}


def criterion(key: str, when: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "when": when, "say": f"{key} holds", **more}


def document(*stages: dict[str, Any], key: str = "small", **more: Any) -> dict[str, Any]:
    return {
        "polku": 1,
        "key": key,
        "name": "Small",
        "stages": list(stages) or [stage("find"), stage("close", "close")],
        **more,
    }


def definition(*stages: dict[str, Any], **more: Any) -> Definition:
    return from_document(document(*stages, **more))
