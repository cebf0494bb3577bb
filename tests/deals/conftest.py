"""A small process and deals in it."""

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal
from polku.kernel.money import Money
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
LINE = {
    "polku": 1,
    "key": "line",
    "name": "Line",
    "won_when": "item_signed",
    "stages": [
        {
            "key": "find",
            "name": "Find",
            "phase": "find",
            "checklist": [{"key": "called", "text": "Called"}, {"key": "signed", "text": "Signed"}],
            "exit": [
                {"key": "called", "when": "item_called", "say": "Called"},
                {"key": "valued", "when": "deal_value > 0.0", "say": "The value is known"},
            ],
            "advance": "true",
        },
        {"key": "needs", "name": "Needs", "phase": "engage", "advance": "deal_value > 0.0"},
        {"key": "offer", "name": "Offer", "phase": "offer"},
        {"key": "care", "name": "Care", "phase": "care"},
    ],
}


@kept(shared=True)
def plain(people: People) -> Definition:
    """Find, needs (two exit criteria), offer, care after the win; published as the default process."""
    return definition(publish_document(DOCUMENT, actor=SYSTEM, at=NOW).pk)


@kept(shared=True)
def line(people: People) -> Definition:
    """Deals leave its first two stages by themselves, and a signature wins them."""
    return definition(publish_document(LINE, actor=SYSTEM, at=NOW).pk)


@kept
def valued(people: People, line: Definition) -> int:
    """A deal of Alice's whose value is known."""
    row = NewDeal(
        title="D",
        company="Dora Oy",
        owner_id=people.alice.id,
        team_id=people.helsinki.id,
        value=Money(1000, "EUR"),
    )
    (made,) = open_deals([row], actor=SYSTEM, at=NOW, process="line")
    return made.deal_id or 0
