"""What became of the rows, a thousand to a record: lean to write, complete for report and undo."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class ImportBatch(Base):
    """A run of rows that were done in one transaction, written in that same transaction.

    `outcomes` is a list of `[row, outcome's letter, id of what it is now, other ids made with it, values before]`,
    its tail left out where empty; `issues` of `[row, "warning" or "error", field, code, message, its values, the cell,
    [what would be right, its values]]`, its tail left out where empty;
    `rejects` of `[row, cells]` for the rows that failed. The last three may hold personal data and can be emptied.
    """

    of = models.ForeignKey("imports.Import", on_delete=models.CASCADE, related_name="batches")
    first_row = models.BigIntegerField()
    last_row = models.BigIntegerField()
    outcomes: Any = models.JSONField(default=list)
    issues: Any = models.JSONField(default=list)
    rejects: Any = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["of", "last_row"], name="batch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: rows {self.first_row} to {self.last_row}"
