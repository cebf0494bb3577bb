"""Names of the rights over imports; the map of who has them stands in `rules`."""

from enum import StrEnum


class ImportPermission(StrEnum):
    """What may be done with imports."""

    IMPORT = "imports.import"
