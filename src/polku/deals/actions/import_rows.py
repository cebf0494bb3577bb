"""From the rows of a file to deals that can be opened: owners, teams, stages, outcomes and reasons by their words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.utils import translation

from polku.access.logic import Reach
from polku.access.queries import colleagues, teams
from polku.company.queries import company, day_of, rate
from polku.contacts.import_fields import FIELDS_OF, SAYS
from polku.deals.logic.import_fields import OUTCOME_WORDS
from polku.deals.logic.incoming import NewDeal
from polku.deals.logic.outcomes import REASONS
from polku.deals.rules import DealPermission
from polku.deals.words import REASON_LABELS
from polku.imports.logic.advice import one_of
from polku.imports.logic.kinds import ImportContext, Issue, Row
from polku.imports.logic.matching import near, plain
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.words import LANGUAGES
from polku.process.logic.definition import Definition
from polku.process.queries import published
from polku.ui.locale_formats import country_code

OTHER: Final = "other"
_NAMED_MAX: Final = 12

_SAYS: Final = {
    "won_before_created": gettext_noop("Deal “%(deal)s” was won before it was created."),
    **SAYS,
}
_FIELDS: Final = {"won_before_created": "won_at", **FIELDS_OF}
_UNKNOWN_OWNER = gettext_noop("Nobody you may give deals to is called “%(name)s”; the deal has no owner.")
_UNKNOWN_TEAM = gettext_noop("There is no team “%(name)s” you may give deals to.")
_RIGHT_OWNER = gettext_noop("The mail address or the full name of a colleague.")
_RIGHT_RATE = gettext_noop("An amount in %(base)s; or an administrator adds the exchange rate first.")
_UNKNOWN_STAGE = gettext_noop("“%(name)s” is neither a stage of the process nor an outcome. Near: %(near)s.")
_DATES = gettext_noop(
    "In work mode a deal begins now; the file's dates were not used. Choose history to keep them."
)
_NO_LOSS = gettext_noop("The reason was not kept: the row does not say that the deal was lost.")


@dataclass
class Wish:
    """What a row asks for, with what is to be told of it."""

    row: Row
    new: NewDeal
    warnings: list[Issue] = field(default_factory=list)
    errors: list[Issue] = field(default_factory=list)


class Desk:
    """Knows the people, teams, stages and reasons by their words; made once for an import."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context
        self.definition: Definition = published(context.process or None)
        self._stages = _stage_words(self.definition)
        self._owners = _owners(context)
        given = _teams(context)
        self._teams = {name.casefold(): team_id for name, team_id in given.items()}
        self._team_names = sorted(given)[:_NAMED_MAX]
        self._reasons = _reason_words()
        self._rates: dict[tuple[str, object], Issue | None] = {}
        self._base = company().currency
        self._told_dates = False

    @classmethod
    def of(cls, context: ImportContext) -> "Desk":
        """The one of this run."""
        desk = context.memory.get("desk")
        if not isinstance(desk, cls):
            desk = context.memory["desk"] = cls(context)
        return desk

    def wish(self, row: Row) -> Wish:
        """What a row asks for."""
        values = row.values
        consents = _under(values, "consent.")
        contact = values.get("contact", "")
        if consents and not (contact or values.get("email") or values.get("phone")):
            # What somebody agreed to must be kept, also of a person who has no name in the file.
            contact = (values.get("title") or values.get("external_id", ""))[:200]
        new = NewDeal(
            title=values.get("title", ""),
            external_id=values.get("external_id", ""),
            company=values.get("company", ""),
            contact_name=contact,
            email=values.get("email", ""),
            phone=values.get("phone", ""),
            segment=values.get("segment", ""),
            address=_address(values, "address."),
            delivery=_address(values, "delivery."),
            consents=consents,
            source=values.get("source", ""),
            campaign=values.get("campaign", ""),
            product=values.get("product", ""),
            value=values.get("value"),
            opened_at=values.get("created_at"),
            custom=_under(values, "custom."),
        )
        wish = Wish(row, new)
        self._place(wish)
        self._course(wish)
        self._check_rate(wish)
        if not self.context.history:
            self._note_dates(wish)
        return wish

    def told(self, wish: Wish, codes: Iterable[str]) -> list[Issue]:
        """Codes of a batch as issues of this row."""
        name = wish.new.external_id or wish.new.title or wish.new.company or str(wish.row.number)
        return [
            Issue(
                _FIELDS.get(code, ""),
                code,
                Message(_SAYS[code], deal=name) if "%" in _SAYS[code] else _SAYS[code],
            )
            for code in codes
            if code in _SAYS
        ]

    def _place(self, wish: Wish) -> None:
        """Owner and team."""
        values = wish.row.values
        owner_id = team_id = None
        if name := values.get("owner"):
            owner_id = self._owners.get(name.casefold())
            if owner_id is None:
                said = Message(_UNKNOWN_OWNER, name=name)
                wish.warnings.append(Issue("owner", "unknown_owner", said, _RIGHT_OWNER))
        if name := values.get("team"):
            team_id = self._teams.get(name.casefold())
            if team_id is None:
                said = Message(_UNKNOWN_TEAM, name=name)
                right = one_of(", ".join(self._team_names)) if self._team_names else ""
                wish.warnings.append(Issue("team", "unknown_team", said, right))
        wish.new = replace(wish.new, owner_id=owner_id, team_id=team_id)

    def _course(self, wish: Wish) -> None:
        """Stage, outcome and reason."""
        values = wish.row.values
        won, won_at = _ended(values.get("won_at"))
        lost, lost_at = _ended(values.get("lost_at"))
        stage = ""
        if words := values.get("stage"):
            found = self._stages.get(plain(words))
            if found is None:
                names = [one.name.to(self.context.actor.language) for one in self.definition.stages]
                message = Message(_UNKNOWN_STAGE, name=words, near=near(words, [*names, "won", "lost"]))
                right = one_of(", ".join([*names, *OUTCOME_WORDS]))
                wish.errors.append(Issue("stage", "unknown_stage", message, right))
            elif found in self.definition.by_key:
                stage = found
            else:
                won, lost = won or found == "won", lost or found == "lost"
        reasons, reason_words = self._reason(values.get("lost_reason", ""))
        if reasons and not lost:
            wish.warnings.append(Issue("lost_reason", "reason_without_loss", _NO_LOSS))
            reasons, reason_words = (), ""
        wish.new = replace(
            wish.new,
            stage=stage,
            won=won,
            won_at=won_at,
            lost=lost,
            lost_at=lost_at,
            reasons=reasons or ((OTHER,) if lost and not self.context.history else ()),
            reason_words=reason_words,
        )

    def _reason(self, words: str) -> tuple[tuple[str, ...], str]:
        if not words:
            return (), ""
        code = self._reasons.get(plain(words))
        return ((code,), "") if code else ((OTHER,), words)

    def _check_rate(self, wish: Wish) -> None:
        """A currency without a rate must fail its row alone, before the whole batch is converted."""
        value = wish.new.value
        if value is None or value.currency == self._base:
            return
        day = day_of(wish.new.opened_at or self.context.at)
        if (value.currency, day) not in self._rates:
            right = Message(_RIGHT_RATE, base=self._base)
            try:
                rate(value.currency, day, base=self._base)
                self._rates[value.currency, day] = None
            except Invalid as error:
                self._rates[value.currency, day] = Issue("currency", error.code, error.message, right)
        if issue := self._rates[value.currency, day]:
            wish.errors.append(issue)

    def _note_dates(self, wish: Wish) -> None:
        new = wish.new
        if not self._told_dates and (new.opened_at or new.won_at or new.lost_at):
            self._told_dates = True
            wish.warnings.append(Issue("created_at", "dates_not_used", _DATES))


def _ended(value: bool | datetime | None) -> tuple[bool, datetime | None]:
    """Whether it ended, and when: yes without a date counts in volumes, never in times."""
    if isinstance(value, datetime):
        return True, value
    return bool(value), None


def _address(values: Mapping[str, Any], prefix: str) -> dict[str, str]:
    """The parts of an address; a country may be told by its name."""
    found = _under(values, prefix)
    return found | {"country": country_code(found["country"])} if found.get("country") else found


def _under(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}


def _stage_words(definition: Definition) -> dict[str, str]:
    words = {plain(word): outcome for outcome, known in OUTCOME_WORDS.items() for word in known.split()}
    for stage in definition.stages:
        for name in stage.name.as_dict().values():
            words[plain(name)] = stage.key
    return words | {plain(stage.key): stage.key for stage in definition.stages}


def _owners(context: ImportContext) -> dict[str, int]:
    """People by mail address and by name; a name that two people share names nobody."""
    people = list(colleagues(context.actor).values_list("id", "email", "name"))
    by_name: dict[str, list[int]] = {}
    for user_id, _, name in people:
        by_name.setdefault(name.casefold(), []).append(user_id)
    found = {name: ids[0] for name, ids in by_name.items() if name and len(ids) == 1}
    return found | {email.casefold(): user_id for user_id, email, _ in people}


def _teams(context: ImportContext) -> dict[str, int]:
    actor = context.actor
    right = DealPermission.IMPORT_HISTORY if context.history else DealPermission.IMPORT
    everywhere = actor.reach(right) == Reach.ALL
    return {team.name: team.pk for team in teams() if everywhere or team.pk in actor.team_ids}


def _reason_words() -> dict[str, str]:
    words = {plain(code): code for code in REASONS}
    for language in LANGUAGES:
        with translation.override(language):
            words |= {plain(str(label)): code for code, label in REASON_LABELS.items()}
    return words


def keys_of(wishes: Sequence[Wish], key: str) -> dict[str, Wish]:
    """Wishes by the value of the key field."""
    return {wish.row.values[key]: wish for wish in wishes if wish.row.values.get(key)}
