"""A process as a document: checked against the format, turned into a `Definition`, and back."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from polku.kernel.errors import Message, gettext_noop
from polku.kernel.words import Text
from polku.process.logic.definition import ROLES, ChecklistItem, Criterion, Definition, Department, Stage
from polku.process.logic.yaml_source import DocumentError, Fault, Path, Source, read

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

Document = dict[str, Any]
FORMAT: Final = 1
_WRONG_KIND: Final = {
    "object": gettext_noop("“%(value)s” should be lines of “key: value”."),
    "array": gettext_noop("“%(value)s” should be a list."),
    "number": gettext_noop("“%(value)s” should be a number."),
}
# NUL and lone surrogates: the databases differ in what they do with them. Line breaks and tabs are fine.
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def parse(text: str | bytes) -> Definition:
    """Read the YAML text of a process.

    Raises: DocumentError with every fault, each with path and line.
    """
    return parse_source(read(text))


def parse_source(source: Source) -> Definition:
    """Make a definition of a YAML text already read."""
    faults = check(source.data)
    if faults:
        raise DocumentError([_placed(fault, source) for fault in faults])
    return _definition(_mapping(source.data))


def from_document(document: object) -> Definition:
    """Make a definition of plain values, as stored or sent.

    Raises: DocumentError with every fault and its path.
    """
    faults = check(document)
    if faults:
        raise DocumentError(faults)
    return _definition(_mapping(document))


def from_stored(document: Mapping[str, Any]) -> Definition:
    """Make a definition of a document that was checked when it was stored."""
    return _definition(document)


def to_document(definition: Definition) -> Document:
    """The definition in its one written form: words by language, nothing that is left out by default."""
    return {
        "polku": FORMAT,
        "key": definition.key,
        "name": definition.name.as_dict(),
        **_some(
            about=definition.about,
            won_when=definition.won_when,
            departments=[{"key": one.key, "name": one.name.as_dict()} for one in definition.departments],
        ),
        "stages": [_stage_document(stage) for stage in definition.stages],
    }


def check(document: object) -> list[Fault]:
    """Everything that is wrong with a document's form; criteria are proven elsewhere."""
    errors = sorted(
        _validator().iter_errors(document), key=lambda error: [str(part) for part in error.absolute_path]
    )
    # The schema reports each missing key apart, and ours names them together: keep one.
    faults = list(dict.fromkeys(_of_schema(error) for error in errors))
    faults += [
        Fault(Message(gettext_noop("This text holds a character that can't be stored.")), path)
        for path, text in _texts(document, ())
        if _UNSTORABLE.search(text)
    ]
    return faults or list(_of_meaning(_mapping(document)))


@cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # noqa: PLC0415 -- heavy: only who writes a process needs it

    return Draft202012Validator(
        json.loads((files("polku.process") / "schema.json").read_text(encoding="utf-8"))
    )


def _placed(fault: Fault, source: Source) -> Fault:
    return Fault(fault.message, fault.path, source.line(fault.path))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, number))


def _of_schema(error: "ValidationError") -> Fault:
    """The schema's complaint in our words, at the place it is about."""
    path: Path = tuple(error.absolute_path)
    if error.validator == "anyOf":
        fitting = 0 if isinstance(error.instance, str) else 1 if isinstance(error.instance, Mapping) else None
        inner = [one for one in error.context or () if fitting is not None and one.schema_path[0] == fitting]
        if inner:
            return _of_schema(inner[0])
        return Fault(Message(gettext_noop("Write a text, or one text for each language.")), path)
    if error.validator == "additionalProperties":
        properties = _mapping(_mapping(error.schema)["properties"])
        unknown = sorted(str(key) for key in _mapping(error.instance) if key not in properties)
        message = gettext_noop("“%(name)s” is not known here; known are: %(known)s.")
        return Fault(
            Message(message, name="”, “".join(unknown), known=", ".join(properties)), (*path, unknown[0])
        )
    if error.validator == "required":
        wanted: Any = error.validator_value
        missing = [name for name in wanted if name not in _mapping(error.instance)]
        return Fault(Message(gettext_noop("“%(name)s” is missing."), name="”, “".join(missing)), path)
    return Fault(_complaint(error), path)


def _complaint(error: "ValidationError") -> Message:
    limit: Any = error.validator_value
    value = _short(error.instance)
    match error.validator:
        case "enum":
            listed = ", ".join(map(str, limit))
            return Message(gettext_noop("“%(value)s” is not one of: %(known)s."), value=value, known=listed)
        case "const":
            return Message(gettext_noop("“%(value)s” must be %(wanted)s here."), value=value, wanted=limit)
        case "pattern":
            template = gettext_noop(
                "“%(value)s” is not a key: up to 40 lower-case letters and digits, words joined by “%(joint)s”, "
                "a letter first."
            )
            return Message(template, value=value, joint="_" if "_" in str(limit) else "-")
        case "type":
            return Message(
                _WRONG_KIND.get(str(limit), gettext_noop("“%(value)s” should be a text.")), value=value
            )
        case "minimum" | "exclusiveMinimum":
            return Message(gettext_noop("%(value)s must be more than %(limit)s."), value=value, limit=limit)
        case "maximum":
            return Message(gettext_noop("%(value)s must be at most %(limit)s."), value=value, limit=limit)
        case "maxLength":
            return Message(
                gettext_noop("“%(value)s” is longer than %(limit)s characters."), value=value, limit=limit
            )
        case "maxItems":
            return Message(gettext_noop("There are more than %(limit)s here."), limit=limit)
        case "uniqueItems":
            return Message(gettext_noop("Something stands here twice."))
    return Message(gettext_noop("This must not be empty."))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _of_meaning(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What the schema can't say: keys used twice, the win in the middle, times that contradict."""
    stages: Sequence[Mapping[str, Any]] = document["stages"]
    yield from _repeated(stages, ("stages",))
    items = [
        (item, ("stages", place, "checklist", number))
        for place, stage in enumerate(stages)
        for number, item in enumerate(stage.get("checklist", ()))
    ]
    yield from _of_departments(document)
    seen: set[str] = set()
    for item, path in items:
        if item["key"] in seen:
            yield _twice(item["key"], (*path, "key"))
        seen.add(item["key"])
    for place, stage in enumerate(stages):
        for part in ("entry", "exit"):
            yield from _repeated(stage.get(part, ()), ("stages", place, part))
        yield from _of_stage(stage, ("stages", place))
    after_win = [stage["phase"] in ("deliver", "care") for stage in stages]
    if after_win[0]:
        message = gettext_noop("The first stage can't come after the win; give it a phase before “deliver”.")
        yield Fault(Message(message), ("stages", 0, "phase"))
    for place in range(1, len(stages)):
        if after_win[place - 1] and not after_win[place]:
            message = gettext_noop(
                "A stage before the win can't follow one after it (phases “deliver” and “care”)."
            )
            yield Fault(Message(message), ("stages", place, "phase"))


def _of_stage(stage: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    expected, escalate = stage.get("expected_days"), stage.get("escalate_days")
    if expected is not None and escalate is not None and escalate < expected:
        message = gettext_noop(
            "Somebody would be told after %(escalate)s days, before the expected %(expected)s."
        )
        yield Fault(Message(message, escalate=escalate, expected=expected), (*path, "escalate_days"))
    role = stage.get("role", "seller")
    for name in ("takes_part", "consulted", "informed"):
        if role and role in stage.get(name, ()):
            message = gettext_noop("Who is responsible takes part anyway; leave “%(role)s” out here.")
            yield Fault(Message(message, role=role), (*path, name))


def _of_departments(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Roles and departments that nobody declared, and departments that are called like a role."""
    own: Sequence[Mapping[str, Any]] = document.get("departments", ())
    yield from _repeated(own, ("departments",))
    for number, one in enumerate(own):
        if one["key"] in ROLES:
            yield _twice(one["key"], ("departments", number, "key"))
    known = {*ROLES, *(one["key"] for one in own)}
    for place, stage in enumerate(document["stages"]):
        for path, role in _roles_of(stage):
            if role and role not in known:
                message = gettext_noop("“%(value)s” is not one of: %(known)s.")
                listed = ", ".join([*ROLES, *(one["key"] for one in own)])
                yield Fault(Message(message, value=role, known=listed), ("stages", place, *path))


def _roles_of(stage: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every role that a stage names, with its place in it."""
    for name in ("role", "accountable", "escalate_to"):
        yield (name,), stage.get(name, "")
    for name in ("takes_part", "consulted", "informed"):
        yield from (((name,), role) for role in stage.get(name, ()))
    for number, item in enumerate(stage.get("checklist", ())):
        yield ("checklist", number, "role"), item.get("role", "")


def _repeated(rows: Iterable[Mapping[str, Any]], path: Path) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row["key"] in seen:
            yield _twice(row["key"], (*path, number, "key"))
        seen.add(row["key"])


def _twice(key: str, path: Path) -> Fault:
    return Fault(Message(gettext_noop("The key “%(key)s” is used twice."), key=key), path)


def _definition(document: Mapping[str, Any]) -> Definition:
    return Definition(
        key=document["key"],
        name=Text.of(document["name"]),
        about=_words(document.get("about")),
        won_when=_expression(document.get("won_when")),
        departments=tuple(
            Department(one["key"], Text.of(one["name"])) for one in document.get("departments", ())
        ),
        stages=tuple(_stage(stage) for stage in document["stages"]),
    )


def _stage(row: Mapping[str, Any]) -> Stage:
    return Stage(
        key=row["key"],
        name=Text.of(row["name"]),
        phase=row["phase"],
        role=row.get("role", "seller"),
        takes_part=tuple(row.get("takes_part", ())),
        purpose=_words(row.get("purpose")),
        expected_days=_days(row.get("expected_days")),
        escalate_days=_days(row.get("escalate_days")),
        buyer=_words(row.get("buyer")),
        buyer_phase=row.get("buyer_phase"),
        checklist=tuple(
            ChecklistItem(item["key"], Text.of(item["text"]), item.get("role", ""))
            for item in row.get("checklist", ())
        ),
        entry=tuple(_criterion(one) for one in row.get("entry", ())),
        exit=tuple(_criterion(one) for one in row.get("exit", ())),
        advance=_expression(row.get("advance")),
        not_needed=_expression(row.get("not_needed")),
        accountable=row.get("accountable", ""),
        consulted=tuple(row.get("consulted", ())),
        informed=tuple(row.get("informed", ())),
        escalate_to=row.get("escalate_to", ""),
        replaces=tuple(row.get("replaces", ())),
    )


def _criterion(row: Mapping[str, Any]) -> Criterion:
    return Criterion(row["key"], row["when"].strip(), Text.of(row["say"]), _words(row.get("hint")))


def _words(value: str | Mapping[str, str] | None) -> Text | None:
    return None if value is None else Text.of(value)


def _days(value: float | None) -> float | None:
    return None if value is None else float(value)


def _expression(value: str | None) -> str | None:
    return None if value is None else value.strip()


def _stage_document(stage: Stage) -> Document:
    return {
        "key": stage.key,
        "name": stage.name.as_dict(),
        "phase": stage.phase,
        "role": stage.role,
        **_some(
            accountable=stage.accountable,
            takes_part=list(stage.takes_part),
            consulted=list(stage.consulted),
            informed=list(stage.informed),
            purpose=stage.purpose,
            expected_days=_number(stage.expected_days),
            escalate_days=_number(stage.escalate_days),
            escalate_to=stage.escalate_to,
            buyer=stage.buyer,
            buyer_phase=stage.buyer_phase,
            checklist=[
                {"key": item.key, "text": item.text.as_dict(), **_some(role=item.role)}
                for item in stage.checklist
            ],
            entry=[_criterion_document(one) for one in stage.entry],
            exit=[_criterion_document(one) for one in stage.exit],
            advance=stage.advance,
            not_needed=stage.not_needed,
            replaces=list(stage.replaces),
        ),
    }


def _criterion_document(criterion: Criterion) -> Document:
    return {
        "key": criterion.key,
        "when": criterion.when,
        "say": criterion.say.as_dict(),
        **_some(hint=criterion.hint),
    }


def _some(**values: object) -> Document:
    """Only what says something, words as plain values."""
    return {
        name: value.as_dict() if isinstance(value, Text) else value for name, value in values.items() if value
    }


def _number(days: float | None) -> float | int | None:
    return int(days) if days is not None and days == int(days) else days
