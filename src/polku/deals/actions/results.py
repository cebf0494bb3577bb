"""What a batch answers for each of its rows."""

from dataclasses import dataclass

from polku.deals.models import Deal
from polku.kernel.errors import DomainError


@dataclass(frozen=True)
class Done:
    """One row of a batch: the event it wrote, nothing where it was so already, or why it was refused."""

    deal_id: int
    event_id: int | None = None
    error: DomainError | None = None
    deal: Deal | None = None

    def unwrap(self) -> int | None:
        """The event's id, or the refusal raised."""
        if self.error is not None:
            raise self.error
        return self.event_id
