"""Tables of imports."""

from polku.imports.models.batch import ImportBatch
from polku.imports.models.remembered import RememberedMapping
from polku.imports.models.run import Import

__all__ = ["Import", "ImportBatch", "RememberedMapping"]
