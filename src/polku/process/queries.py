"""Reads of processes. A published definition never changes, so it is kept in memory once read."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from threading import Lock

from polku.access.logic import SYSTEM, Actor
from polku.db.prepared import Prepared
from polku.kernel.errors import Message, NotFound, gettext_noop
from polku.kernel.words import Text
from polku.process import facts
from polku.process.logic import criteria, ready_made
from polku.process.logic.definition import Definition
from polku.process.logic.document import from_stored, parse_source
from polku.process.logic.expression import prove
from polku.process.logic.soundness import unsound
from polku.process.logic.yaml_source import DocumentError, Fault, read
from polku.process.models import Process, ProcessVersion
from polku.process.models.process import ProcessQuerySet
from polku.process.models.version import ProcessVersionQuerySet

_KEPT_MAX = 500
_kept: OrderedDict[int, Definition] = OrderedDict()
_uncommitted: set[int] = set()
_lock = Lock()


def definition(version_id: int) -> Definition:
    """One version as a definition; no query once it is known.

    Raises: NotFound.
    """
    with _lock:
        if version_id in _kept:
            _kept.move_to_end(version_id)
            return _kept[version_id]
    version = ProcessVersion.objects.select_related("process").filter(pk=version_id).first()
    if version is None:
        raise NotFound(Message(gettext_noop("There is no process version %(id)s."), id=version_id))
    return _keep(version)


def definitions(version_ids: set[int]) -> dict[int, Definition]:
    """Many versions at once; one query for all that are not known yet."""
    with _lock:
        found = {version_id: _kept[version_id] for version_id in version_ids if version_id in _kept}
    rest = version_ids - found.keys()
    if rest:
        rows = ProcessVersion.objects.select_related("process").filter(pk__in=rest)
        found |= {version.pk: _keep(version) for version in rows}
    return found


def published(process_key: str | None = None) -> Definition:
    """The process in force: the latest published version of one process, or of the default one. One query.

    Raises: NotFound where nothing is published.
    """
    found = _in_force(process_key) if process_key else _default_in_force()
    if not found and process_key:
        raise NotFound(Message(gettext_noop("No process “%(key)s” is published."), key=process_key))
    if not found:
        raise NotFound(gettext_noop("No process is published yet. Load a ready-made one to begin."))
    return definition(found[0][0])


def _newest() -> ProcessVersionQuerySet:
    return ProcessVersion.objects.published().order_by("-number")


_in_force = Prepared(lambda key: _newest().filter(process__key=key).values_list("pk")[:1])
_default_in_force = Prepared(lambda: _newest().filter(process__is_default=True).values_list("pk")[:1])


def published_of(process_ids: set[int]) -> dict[int, Definition]:
    """The version in force of many processes, by process id; two queries at most."""
    rows = ProcessVersion.objects.published().filter(process_id__in=process_ids).order_by("number")
    latest = dict(rows.values_list("process_id", "pk"))
    found = definitions(set(latest.values()))
    return {process_id: found[version_id] for process_id, version_id in latest.items()}


def processes(user: Actor = SYSTEM, *, archived: bool = False) -> ProcessQuerySet:
    """The company's processes, the default one first."""
    rows = Process.objects.visible_to(user)
    return (rows if archived else rows.in_use()).order_by("-is_default", "key")


def process(key: str, user: Actor = SYSTEM) -> Process:
    """One process by its key.

    Raises: NotFound.
    """
    found = Process.objects.visible_to(user).filter(key=key).first()
    if found is None:
        raise NotFound(Message(gettext_noop("There is no process “%(key)s”."), key=key))
    return found


def versions(of: Process, user: Actor = SYSTEM) -> ProcessVersionQuerySet:
    """The published versions of a process, the newest first."""
    return ProcessVersion.objects.visible_to(user).published().filter(process=of).order_by("-number")


def version(of: Process, number: int, user: Actor = SYSTEM) -> ProcessVersion:
    """One published version of a process by its number.

    Raises: NotFound.
    """
    found = versions(of, user).filter(number=number).select_related("published_by").first()
    if found is None:
        raise NotFound(Message(gettext_noop("This process has no version %(number)s."), number=number))
    return found


def draft(of: Process, user: Actor = SYSTEM) -> ProcessVersion | None:
    """The one draft of a process, if somebody works on it."""
    return ProcessVersion.objects.visible_to(user).drafts().filter(process=of).first()


def default_process() -> Process | None:
    """Where new deals start; none before the first process is published."""
    return Process.objects.filter(is_default=True).first()


def draft_definition(version: ProcessVersion) -> Definition:
    """A draft as a definition; never kept, since it changes."""
    return _named(version)


def ready_processes() -> tuple[Definition, ...]:
    """The ready-made processes, short ones first."""
    return ready_made.all_definitions()


def known_types(of: Definition) -> Mapping[str, str]:
    """Name to type of every fact that criteria of this definition may name."""
    return facts.types() | criteria.item_facts(of)


def faults(of: Definition) -> list[Fault]:
    """What keeps a definition from being published: unknown facts, no expression, wrong kinds, criteria that can
    never hold, a stage that can't be reached, nobody responsible.
    """
    types = known_types(of)
    at_once = {
        ("stages", place, "advance"): stage
        for place, stage in enumerate(of.stages)
        if stage.advance == criteria.AT_ONCE
    }
    found = [
        Fault(message, path)
        for path, expression in criteria.expressions_of(of)
        if path not in at_once
        for message in prove(expression, types)
    ]
    found += unsound(of, types)
    message = gettext_noop("A deal would leave this stage at once: it has no exit criteria to wait for.")
    return found + [Fault(Message(message), path) for path, stage in at_once.items() if not stage.exit]


def examined(text: str | bytes) -> Definition:
    """The definition in a YAML text, its criteria proven.

    Raises: DocumentError with every fault, each with path and line.
    """
    source = read(text)
    made = parse_source(source)
    if found := faults(made):
        raise DocumentError([replace(fault, line=source.line(fault.path)) for fault in found])
    return made


def fact_label(of: Definition, name: str, language: str) -> str:
    """What people call a fact: its registered label, or the text of the checklist item."""
    item = criteria.item_label(of, name)
    if item is not None:
        return item.to(language)
    fact = facts.known().get(name)
    if fact is None:
        return name
    return fact.label.to(language) if isinstance(fact.label, Text) else str(fact.label)


def hold_back(version_id: int) -> None:
    """Don't keep a version in memory while the transaction that made it may still be taken back."""
    with _lock:
        _uncommitted.add(version_id)
        _kept.pop(version_id, None)


def let_go(version_id: int) -> None:
    """The version is committed and may be kept."""
    with _lock:
        _uncommitted.discard(version_id)


def _keep(version: ProcessVersion) -> Definition:
    made = _named(version)
    with _lock:
        if not version.is_draft and version.pk not in _uncommitted:
            _kept[version.pk] = made
            if len(_kept) > _KEPT_MAX:
                _kept.popitem(last=False)
    return made


def _named(version: ProcessVersion) -> Definition:
    return replace(
        from_stored(version.document),
        version_id=version.pk,
        process_id=version.process_id,
        number=version.number,
    )
