"""What activities make known to criteria."""

from polku.process import facts
from polku.process.logic.definition import Definition


def test_the_eight_stage_process_can_be_published(eight_stage: Definition) -> None:
    assert len(eight_stage.stages) == 8


def test_every_fact_of_activities_and_answers_is_known_by_name() -> None:
    known = facts.types()
    assert {
        name: known[name] for name in ("first_contact_made", "activities", "bant_complete", "budget_amount")
    } == {
        "first_contact_made": "bool",
        "activities": "number",
        "bant_complete": "bool",
        "budget_amount": "number",
    }
