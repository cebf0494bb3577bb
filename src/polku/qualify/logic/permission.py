"""Rights over qualifying, named here so that tables and rules can both see them."""

from enum import StrEnum


class QualifyPermission(StrEnum):
    """What may be done with answers, forms and captures."""

    SEE = "qualify.see"
    ANSWER = "qualify.answer"
    MANAGE_FORMS = "qualify.manage_forms"
    SEE_CAPTURES = "qualify.see_captures"
