"""A small process and deals in it."""

from polku.access.logic import SYSTEM
from polku.process.actions import publish_document
from polku.process.logic.definition import Definition
from polku.process.queries import definition
from tests.conftest import NOW, People
from tests.kept import kept

DOCUMENT = {
    "polku": 1,
    "key": "plain",
    "name": {"en": "Plain"},
    "stages": [
        {"key": "find", "name": {"en": "Find"}, "phase": "find"},
        {
            "key": "needs",
            "name": {"en": "Needs"},
            "phase": "engage",
            "checklist": [{"key": "recap", "text": {"en": "Recap confirmed"}}],
            "exit": [
                {"key": "recap_done", "when": "item_recap", "say": {"en": "The recap is confirmed"}},
                {"key": "valued", "when": "deal_value > 0.0", "say": {"en": "The value is known"}},
            ],
        },
        {"key": "offer", "name": {"en": "Offer"}, "phase": "offer"},
        {"key": "care", "name": {"en": "Care"}, "phase": "care"},
    ],
}


@kept(shared=True)
def plain(people: People) -> Definition:
    """Find, needs (two exit criteria), offer, care after the win; published as the default process."""
    return definition(publish_document(DOCUMENT, actor=SYSTEM, at=NOW).pk)
