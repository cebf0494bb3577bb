"""What the owner of a deal says of it."""

from enum import StrEnum


class Category(StrEnum):
    """How sure a deal is, as its owner says; without a word it is in the pipeline."""

    COMMIT = "commit"
    BEST = "best"
    PIPELINE = "pipeline"
    OMITTED = "omitted"


DEFAULT = Category.PIPELINE
