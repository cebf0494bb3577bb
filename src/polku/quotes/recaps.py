"""What is known of a deal's needs: the start of the recap on top of its offer."""

from polku.access.logic import Actor
from polku.qualify.queries import answers_of

TOPICS = ("need", "recap", "change", "obstacle")
MOST = 12


def needs_known(actor: Actor, deal_id: int) -> str:
    """The answers about needs, one a line, as far as this person may read them."""
    rows = answers_of(deal_id, actor).filter(topic__in=TOPICS).order_by("id")
    texts = [row.value for row in rows if isinstance(row.value, str) and row.value.strip()]
    return "\n".join(f"- {' '.join(text.split())}" for text in dict.fromkeys(texts[:MOST]))
