"""A small kind of import for tests: it writes teams."""

from collections.abc import Sequence
from enum import StrEnum

from polku.access.logic import Reach, Role, register_permissions
from polku.access.models import Team
from polku.imports.logic.kinds import (
    AppliedRow,
    FieldKind,
    ImportContext,
    ImportField,
    ImportKind,
    Issue,
    Outcome,
    Row,
    RowOutcome,
)
from polku.kernel.errors import Invalid


class ToyPermission(StrEnum):
    """Rights over the toy."""

    IMPORT = "toy.import"
    HISTORY = "toy.import_history"


register_permissions(
    {ToyPermission.IMPORT: {Role.SELLER: Reach.ALL}, ToyPermission.HISTORY: {}},
    {ToyPermission.IMPORT: "Bring teams in", ToyPermission.HISTORY: "Bring past teams in"},
)


def apply(rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
    known = {team.name: team for team in Team.objects.filter(name__in=[row.values["name"] for row in rows])}
    new = [
        Team(name=row.values["name"], department=row.values.get("department", "sales"))
        for row in rows
        if row.values["name"] not in known
    ]
    for row in rows:
        if row.values["name"] == "refused":
            raise Invalid("This name is refused.", field="name")
        if row.values["name"] == "broken":
            raise ZeroDivisionError("oh")
        if row.values["name"] == "foul":
            raise ValueError("the column toy.department takes no such thing")
    made = {team.name: team for team in Team.objects.bulk_create(new)}
    return [_outcome(row, known, made, context) for row in rows]


def _outcome(row: Row, known: dict[str, Team], made: dict[str, Team], context: ImportContext) -> RowOutcome:
    name, department = row.values["name"], row.values.get("department", "sales")
    if name in made:
        warnings = (Issue("size", "small", "Small."),) if row.values.get("size") == 1 else ()
        return RowOutcome(row.number, Outcome.CREATED, made[name].pk, warnings)
    team = known[name]
    if context.skip_existing:
        return RowOutcome(row.number, Outcome.SKIPPED, team.pk)
    if team.department == department:
        return RowOutcome(row.number, Outcome.UNCHANGED, team.pk)
    before = {"department": team.department}
    Team.objects.filter(pk=team.pk).update(department=department)
    return RowOutcome(row.number, Outcome.UPDATED, team.pk, before=before)


def undo(rows: Sequence[AppliedRow], context: ImportContext) -> list[tuple[int, Issue]]:
    kept: list[tuple[int, Issue]] = []
    for row in rows:
        if row.outcome == Outcome.UPDATED:
            Team.objects.filter(pk=row.ref).update(**row.before)
    Team.objects.filter(pk__in=[row.ref for row in rows if row.outcome == Outcome.CREATED]).delete()
    return kept


TEAMS = ImportKind(
    key="teams",
    label="Teams",
    fields=(
        ImportField("name", "Name", required=True, length_max=120, synonyms=("nimi", "nazwa", "имя")),
        ImportField("department", "Department", length_max=40),
        ImportField("size", "Size", FieldKind.NUMBER),
        ImportField("founded", "Founded", FieldKind.DATE),
        ImportField("met_at", "Met", FieldKind.DATETIME),
        ImportField("won_at", "Won", FieldKind.DATETIME_OR_BOOL),
        ImportField("budget", "Budget", FieldKind.MONEY, currency_field="currency"),
        ImportField("currency", "Currency", FieldKind.CURRENCY),
        ImportField("active", "Active", FieldKind.BOOL),
        ImportField("email", "E-mail", FieldKind.EMAIL, synonyms=("sähköposti",)),
        ImportField("colour", "Colour", FieldKind.CHOICE, choices=("red", "blue")),
    ),
    permission=ToyPermission.IMPORT,
    history_permission=ToyPermission.HISTORY,
    apply=apply,
    undo=undo,
    keys=("name",),
    open_prefixes=("custom.",),
    processes=lambda: [("plain", "Plain")],
)
