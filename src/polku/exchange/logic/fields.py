"""What a column of a history can be."""

from typing import Final

from polku.imports.logic.kinds import FieldKind, ImportField
from polku.kernel.errors import gettext_noop

FIELDS: Final = (
    ImportField(
        "case",
        gettext_noop("Case"),
        required=True,
        hint=gettext_noop("The number of the deal in the other system."),
        synonyms=(
            "case id", "caseid", "case:concept:name", "case_id", "trace", "trace id", "deal", "deal id", "opportunity",
            "opportunity id", "order id", "ocel:oid", "tapaus", "gadījums", "sprawa", "дело", "案件",
        ),
    ),
    ImportField(
        "activity",
        gettext_noop("Activity"),
        required=True,
        hint=gettext_noop("What happened: it becomes a stage of the deal."),
        synonyms=(
            "concept:name", "event", "event name", "action", "task", "stage", "status", "step", "activity name",
            "tapahtuma", "toiminto", "darbība", "czynność", "etap", "действие", "活動",
        ),
    ),
    ImportField(
        "at",
        gettext_noop("Time"),
        FieldKind.DATETIME,
        hint=gettext_noop("Rows without a time count in volumes, never in times."),
        synonyms=(
            "time:timestamp", "timestamp", "date", "datetime", "time stamp", "complete timestamp", "event time", "aika",
            "laiks", "czas", "время", "時間",
        ),
    ),
    ImportField(
        "resource",
        gettext_noop("Who did it"),
        hint=gettext_noop("A mail address or name of a colleague is known again."),
        synonyms=("org:resource", "user", "agent", "person", "originator", "henkilö", "persona", "osoba", "人員"),
        length_max=200,
    ),
    ImportField(
        "lifecycle",
        gettext_noop("Life cycle"),
        hint=gettext_noop("With this column only rows that say “complete” are taken."),
        synonyms=("lifecycle:transition", "transition", "event type"),
        length_max=60,
    ),
    ImportField(
        "event_id",
        gettext_noop("Number of the event"),
        hint=gettext_noop("Tells rows apart that say the same."),
        synonyms=("event id", "eventid", "identity:id"),
        length_max=120,
    ),
    ImportField("title", gettext_noop("Title of the deal"), synonyms=("case:title", "deal name", "name")),
    ImportField("company", gettext_noop("Company"), synonyms=("customer", "account", "case:customer", "yritys")),
    ImportField(
        "value",
        gettext_noop("Value"),
        FieldKind.MONEY,
        synonyms=("amount", "case:amount", "sum", "arvo", "wartość", "сумма"),
        currency_field="currency",
    ),
    ImportField("currency", gettext_noop("Currency"), FieldKind.CURRENCY, synonyms=("case:currency", "valuutta")),
    ImportField("source", gettext_noop("Source"), synonyms=("case:source", "channel"), length_max=120),
    ImportField("product", gettext_noop("Product"), synonyms=("case:product",), length_max=120),
)  # fmt: skip
"""Every field; any other column can be kept as a field of the deal (`custom.`)."""
