"""What became of one return of a batch."""

from dataclasses import dataclass

from polku.kernel.errors import DomainError, NotFound
from polku.returns.models import Return


@dataclass(frozen=True)
class Done:
    """The return as it is now, or why nothing was done."""

    row: Return | None = None
    error: DomainError | None = None

    @property
    def result(self) -> Return:
        """The return. Raises: what it was refused with."""
        if self.row is None:
            raise self.error or NotFound()
        return self.row
