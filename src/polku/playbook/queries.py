"""Reads of the playbook. A published set never changes, so it is kept in memory by its content."""

from collections import OrderedDict
from dataclasses import replace
from threading import Lock

from polku.access.logic import SYSTEM, Actor
from polku.kernel.errors import Message, NotFound, gettext_noop
from polku.playbook.logic.questions import Questions, parse
from polku.playbook.logic.ready_made import names as ready_names
from polku.playbook.models import QuestionSet, QuestionSetVersion

__all__ = ["find_question_set", "question_set", "question_sets", "ready_names"]

_KEPT_MAX = 200
_kept: OrderedDict[str, Questions] = OrderedDict()
_lock = Lock()


def question_set(key: str) -> Questions:
    """A question set as it is in force; one query once its content is known.

    Raises: NotFound.
    """
    found = find_question_set(key)
    if found is None:
        raise NotFound(Message(gettext_noop("There is no question set “%(key)s”."), key=key))
    return found


def find_question_set(key: str) -> Questions | None:
    """A question set as it is in force, or None where there is none of that name."""
    versions = QuestionSetVersion.objects.filter(set__key=key, set__archived_at=None).order_by("-number")
    row = versions.values_list("id", "number", "digest").first()
    if row is None:
        return None
    version_id, number, digest = row
    with _lock:
        if digest in _kept:
            _kept.move_to_end(digest)
            return replace(_kept[digest], number=number)
    made = parse(QuestionSetVersion.objects.values_list("document", flat=True).get(id=version_id))
    with _lock:
        _kept[digest] = made
        if len(_kept) > _KEPT_MAX:
            _kept.popitem(last=False)
    return replace(made, number=number)


def question_sets(user: Actor = SYSTEM) -> list[QuestionSet]:
    """The sets in use, by key."""
    return list(QuestionSet.objects.visible_to(user).filter(archived_at=None).order_by("key"))
