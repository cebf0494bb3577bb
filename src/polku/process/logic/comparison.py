"""Two versions of a process compared, said in words: what a publisher and a reader of versions need to know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from polku.kernel.errors import gettext_noop
from polku.kernel.words import Text
from polku.process.logic.definition import Criterion, Definition, Stage
from polku.process.logic.wording import BUYER_PHASE_NAMES, PHASE_NAMES, Wording

Kind = Literal["added", "removed", "renamed", "moved", "criteria", "times", "roles", "words", "process"]


@dataclass(frozen=True)
class Change:
    """One difference, as a whole sentence; `stage` is empty where it is about the process as a whole."""

    kind: Kind
    stage: str
    said: str


def compare(old: Definition, new: Definition, wording: Wording | None = None) -> list[Change]:
    """What is different in `new`: stages first (gone, new, moved), then each stage's own changes in line order."""
    comparing = _Comparing(old, new, (wording or Wording()).of(old).of(new))
    return [*comparing.whole(), *comparing.line(), *comparing.stages()]


def marks(changes: Sequence[Change]) -> Mapping[str, Sequence[str]]:
    """Pins for the two maps: a plus for a new stage, a minus for one that goes, a tilde for one that differs."""
    found: dict[str, str] = {}
    for change in changes:
        if change.stage:
            sign = {"added": "+", "removed": "–"}.get(change.kind, "~")
            found[change.stage] = found.get(change.stage, sign) if sign == "~" else sign
    return {key: (sign,) for key, sign in found.items()}


_PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "added": (
        gettext_noop("“%(stage)s” is new, at the beginning."),
        gettext_noop("“%(stage)s” is new, after “%(before)s”."),
    ),
    "moved": (
        gettext_noop("“%(stage)s” now comes first."),
        gettext_noop("“%(stage)s” now comes after “%(before)s”."),
    ),
}
_PARTS: Final = {
    "entry": (
        gettext_noop("%(stage)s: entry now also asks “%(what)s”."),
        gettext_noop("%(stage)s: entry no longer asks “%(what)s”."),
        gettext_noop("%(stage)s: “%(what)s” for entry is judged otherwise: %(after)s instead of %(before)s."),
        gettext_noop("%(stage)s: for entry “%(before)s” now reads “%(after)s”."),
    ),
    "exit": (
        gettext_noop("%(stage)s: exit now also asks “%(what)s”."),
        gettext_noop("%(stage)s: exit no longer asks “%(what)s”."),
        gettext_noop("%(stage)s: “%(what)s” for exit is judged otherwise: %(after)s instead of %(before)s."),
        gettext_noop("%(stage)s: for exit “%(before)s” now reads “%(after)s”."),
    ),
}


_DUTIES: Final = (
    (
        "takes_part",
        gettext_noop("%(stage)s: %(role)s now takes part."),
        gettext_noop("%(stage)s: %(role)s no longer takes part."),
    ),
    (
        "consulted",
        gettext_noop("%(stage)s: %(role)s is now consulted."),
        gettext_noop("%(stage)s: %(role)s is no longer consulted."),
    ),
    (
        "informed",
        gettext_noop("%(stage)s: %(role)s is now informed."),
        gettext_noop("%(stage)s: %(role)s is no longer informed."),
    ),
)


class _Comparing:
    def __init__(self, old: Definition, new: Definition, wording: Wording) -> None:
        self.old, self.new, self.wording = old, new, wording

    def whole(self) -> Iterator[Change]:
        """Name and description of the process."""
        if self.old.name != self.new.name:
            yield from self._words("process", "", self.old.name, self.new.name)
        if self.old.about != self.new.about:
            yield Change(
                "process", "", self.wording.say(gettext_noop("The description of the process changed."))
            )
        if self.old.won_when != self.new.won_when:
            template = (
                gettext_noop("Deals are now won by themselves when %(rule)s.")
                if self.new.won_when
                else gettext_noop("Deals are no longer won by themselves.")
            )
            yield self._said("criteria", "", template, rule=self.new.won_when or "")

        yield from self._departments()

    def _departments(self) -> Iterator[Change]:
        """Departments of the company's own that come, go, or are called otherwise."""
        before, after = self.old.own_departments, self.new.own_departments
        for key, name in after.items():
            said = name.to(self.wording.language)
            if key not in before:
                yield self._said("process", "", gettext_noop("“%(name)s” is a new department."), name=said)
            elif before[key] != name:
                yield from self._words("process", "", before[key], name)
        for key, name in before.items():
            if key not in after:
                said = name.to(self.wording.language)
                yield self._said(
                    "process", "", gettext_noop("“%(name)s” is no department any more."), name=said
                )

    def line(self) -> Iterator[Change]:
        """Stages gone, new, moved."""
        for stage in self.old.stages:
            if stage.key not in self.new.by_key:
                yield self._said(
                    "removed", stage.key, gettext_noop("“%(stage)s” is gone."), stage=self._name(stage)
                )
        placed = list(zip((None, *self.new.stages), self.new.stages, strict=False))
        for before, stage in placed:
            if stage.key not in self.old.by_key:
                yield self._placed("added", stage, before)
        settled = self._settled()
        for before, stage in placed:
            if stage.key in self.old.by_key and stage.key not in settled:
                yield self._placed("moved", stage, before)

    def stages(self) -> Iterator[Change]:
        """What changed inside the stages that both have."""
        for stage in self.new.stages:
            was = self.old.by_key.get(stage.key)
            if was is not None and was != stage:
                yield from self._names(was, stage)
                yield from self._roles(was, stage)
                yield from self._times(was, stage)
                yield from self._checklist(was, stage)
                yield from self._criteria("entry", was.entry, stage.entry, stage)
                yield from self._criteria("exit", was.exit, stage.exit, stage)
                yield from self._rules(was, stage)

    def _placed(self, kind: Kind, stage: Stage, before: Stage | None) -> Change:
        first, after = _PLACES[kind]
        if before is None:
            return self._said(kind, stage.key, first, stage=self._name(stage))
        return self._said(kind, stage.key, after, stage=self._name(stage), before=self._name(before))

    def _settled(self) -> frozenset[str]:
        """The stages that kept their order among themselves: the longest such row, so that few are said to move."""
        places = [
            (one.key, self.old.positions[one.key]) for one in self.new.stages if one.key in self.old.by_key
        ]
        best: list[list[str]] = []
        for at, (key, place) in enumerate(places):
            rows = [best[other] for other in range(at) if places[other][1] < place]
            best.append([*_longest(rows), key])
        return frozenset(_longest(best))

    def _names(self, was: Stage, stage: Stage) -> Iterator[Change]:
        if was.name != stage.name:
            yield from self._words("renamed", stage.key, was.name, stage.name)
        if was.phase != stage.phase:
            yield self._said(
                "roles",
                stage.key,
                gettext_noop("%(stage)s: phase “%(after)s” instead of “%(before)s”."),
                stage=self._name(stage),
                before=self.wording.say(PHASE_NAMES[was.phase]),
                after=self.wording.say(PHASE_NAMES[stage.phase]),
            )
        if was.purpose != stage.purpose:
            template = gettext_noop("%(stage)s: the purpose changed.")
            yield self._said("words", stage.key, template, stage=self._name(stage))
        if (was.buyer, was.buyer_phase) != (stage.buyer, stage.buyer_phase):
            yield self._said(
                "words",
                stage.key,
                gettext_noop("%(stage)s: the buyer now stands at “%(after)s” (before: “%(before)s”)."),
                stage=self._name(stage),
                before=self._buyer(was),
                after=self._buyer(stage),
            )

    def _words(self, kind: Kind, key: str, was: Text, now: Text) -> Iterator[Change]:
        """A name that changed for this reader, or only for those of other languages."""
        name, said = was.to(self.wording.language), now.to(self.wording.language)
        if name != said:
            yield self._said(
                kind, key, gettext_noop("“%(before)s” is now called “%(after)s”."), before=name, after=said
            )
            return
        before, after = was.as_dict(), now.as_dict()
        differing = [one for one in {**before, **after} if before.get(one) != after.get(one)]
        template = gettext_noop("“%(name)s” is called otherwise in other languages: %(languages)s.")
        yield self._said(kind, key, template, name=name, languages=", ".join(differing))

    def _roles(self, was: Stage, stage: Stage) -> Iterator[Change]:
        name = self._name(stage)
        if was.role != stage.role:
            template = gettext_noop("%(stage)s: %(after)s is responsible instead of %(before)s.")
            before, after = self.wording.role(was.role), self.wording.role(stage.role)
            yield self._said("roles", stage.key, template, stage=name, before=before, after=after)
        if was.accountable != stage.accountable:
            template = gettext_noop("%(stage)s: %(after)s is accountable instead of %(before)s.")
            before, after = (self.wording.role(one.accountable or one.role) for one in (was, stage))
            yield self._said("roles", stage.key, template, stage=name, before=before, after=after)
        for part, joins, leaves in _DUTIES:
            had, has = getattr(was, part), getattr(stage, part)
            for template, roles in (
                (joins, [one for one in has if one not in had]),
                (leaves, [one for one in had if one not in has]),
            ):
                for role in roles:
                    yield self._said("roles", stage.key, template, stage=name, role=self.wording.role(role))
        if was.told != stage.told and stage.escalate_days is not None:
            template = gettext_noop(
                "%(stage)s: %(after)s is told when it takes too long, before: %(before)s."
            )
            before, after = self.wording.role(was.told), self.wording.role(stage.told)
            yield self._said("roles", stage.key, template, stage=name, before=before, after=after)

    def _times(self, was: Stage, stage: Stage) -> Iterator[Change]:
        for before, after, changed, given, taken in (
            (
                was.expected_days,
                stage.expected_days,
                gettext_noop("%(stage)s: expected working days now %(after)s, before %(before)s."),
                gettext_noop("%(stage)s: expected working days now %(after)s, none before."),
                gettext_noop("%(stage)s: no expected working days any more, before %(before)s."),
            ),
            (
                was.escalate_days,
                stage.escalate_days,
                gettext_noop(
                    "%(stage)s: working days until somebody is told now %(after)s, before %(before)s."
                ),
                gettext_noop("%(stage)s: working days until somebody is told now %(after)s, none before."),
                gettext_noop(
                    "%(stage)s: nobody is told any more. Working days until then, before: %(before)s."
                ),
            ),
        ):
            if before != after:
                template = given if before is None else taken if after is None else changed
                values = {"before": before, "after": after}
                said = {key: self.wording.number(value) for key, value in values.items() if value is not None}
                yield self._said("times", stage.key, template, stage=self._name(stage), **said)

    def _checklist(self, was: Stage, stage: Stage) -> Iterator[Change]:
        before = {item.key: item.text for item in was.checklist}
        after = {item.key: item.text for item in stage.checklist}
        yield from self._listed(
            stage,
            before,
            after,
            gettext_noop("%(stage)s: new in the checklist: “%(what)s”."),
            gettext_noop("%(stage)s: gone from the checklist: “%(what)s”."),
            gettext_noop("%(stage)s: in the checklist “%(before)s” now reads “%(after)s”."),
        )
        lists = {item.key: item.role or was.role for item in was.checklist}
        for item in stage.checklist:
            role = item.role or stage.role
            if lists.get(item.key, role) != role and item.role:
                template = gettext_noop("%(stage)s: “%(what)s” now stands on the list of %(role)s.")
                what = item.text.to(self.wording.language)
                values = {"what": what, "role": self.wording.role(role)}
                yield self._said("roles", stage.key, template, stage=self._name(stage), **values)
        if before.keys() == after.keys() and list(before) != list(after):
            template = gettext_noop("%(stage)s: the checklist has another order.")
            yield self._said("criteria", stage.key, template, stage=self._name(stage))

    def _listed(
        self,
        stage: Stage,
        before: Mapping[str, Text],
        after: Mapping[str, Text],
        new: str,
        gone: str,
        worded: str,
    ) -> Iterator[Change]:
        name, language = self._name(stage), self.wording.language
        for key, text in before.items():
            if key not in after:
                yield self._said("criteria", stage.key, gone, stage=name, what=text.to(language))
        for key, text in after.items():
            if key not in before:
                yield self._said("criteria", stage.key, new, stage=name, what=text.to(language))
            elif before[key].to(language) != text.to(language):
                said = {"before": before[key].to(language), "after": text.to(language)}
                yield self._said("words", stage.key, worded, stage=name, **said)

    def _criteria(
        self, part: str, was: Sequence[Criterion], now: Sequence[Criterion], stage: Stage
    ) -> Iterator[Change]:
        new, gone, judged, worded = _PARTS[part]
        before = {one.key: one for one in was}
        after = {one.key: one for one in now}
        said_before = {key: one.say for key, one in before.items()}
        said_after = {key: one.say for key, one in after.items()}
        yield from self._listed(stage, said_before, said_after, new, gone, worded)
        for key, one in after.items():
            if key in before and before[key].when != one.when:
                values = {
                    "before": before[key].when,
                    "after": one.when,
                    "what": one.say.to(self.wording.language),
                }
                yield self._said("criteria", stage.key, judged, stage=self._name(stage), **values)

    def _rules(self, was: Stage, stage: Stage) -> Iterator[Change]:
        for before, after, now, no_more in (
            (
                was.advance,
                stage.advance,
                gettext_noop("%(stage)s: deals now move on by themselves when %(rule)s."),
                gettext_noop("%(stage)s: deals no longer move on by themselves."),
            ),
            (
                was.not_needed,
                stage.not_needed,
                gettext_noop("%(stage)s: the stage is not needed when %(rule)s."),
                gettext_noop("%(stage)s: the stage is now needed by every deal."),
            ),
        ):
            if before != after:
                template = now if after else no_more
                rule = self._rule(after)
                yield self._said("criteria", stage.key, template, stage=self._name(stage), rule=rule)

    def _rule(self, expression: str | None) -> str:
        return (
            self.wording.say(gettext_noop("the exit criteria are met"))
            if expression == "true"
            else expression or ""
        )

    def _buyer(self, stage: Stage) -> str:
        phase = self.wording.say(BUYER_PHASE_NAMES[stage.buyer_phase]) if stage.buyer_phase else ""
        step = stage.buyer.to(self.wording.language) if stage.buyer else ""
        return ", ".join(part for part in (phase, step) if part) or "–"

    def _name(self, stage: Stage) -> str:
        return stage.name.to(self.wording.language)

    def _said(self, kind: Kind, key: str, template: str, **values: object) -> Change:
        return Change(kind, key, self.wording.say(template, **values))


def _longest(rows: Sequence[list[str]]) -> list[str]:
    """The longest of them, the first of equals; empty where there is none."""
    return max(rows, key=lambda row: len(row), default=[])
