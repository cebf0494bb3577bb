"""What is found: one document per record."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class SearchDocument(Base):
    """A record as the search knows it.

    `tokens` holds the folded words and the tokens of the scope (`_kdeal _t3 _o17`), so that one index answers
    what was asked and who may see it at once. `head` is the folded beginning of the title: one or two letters
    are looked for there, because half of all documents hold a word that starts with them.
    """

    kind = models.CharField(max_length=20)
    row_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, default="", blank=True)
    head = models.CharField(max_length=24, default="", blank=True)
    tokens = models.TextField(default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "row_id"], name="document_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["kind", "team_id", "head"],
                opclasses=["text_ops", "int8_ops", "text_pattern_ops"],
                name="document_head_team",
            ),
            models.Index(
                fields=["kind", "owner_id", "head"],
                opclasses=["text_ops", "int8_ops", "text_pattern_ops"],
                name="document_head_owner",
            ),
            models.Index(
                fields=["kind", "head"], opclasses=["text_ops", "text_pattern_ops"], name="document_head"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}: {self.title}"
