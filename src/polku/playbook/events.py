"""What happens to the playbook."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class QuestionSetPublished(Happened):
    """A question set has a new version in force."""

    kind: ClassVar[str] = "playbook.question_set_published"
    says: ClassVar[str] = gettext_noop("{actor} published version {number} of the questions {set}")
    icon: ClassVar[str] = "list"
    set: str
    number: int
