"""Imports in the background: ids in, one action call."""

from contextlib import AbstractContextManager
from datetime import datetime

from django.utils import timezone, translation

from polku.access.logic import SYSTEM, Actor
from polku.access.queries import actor_of
from polku.eventlog.events import Via
from polku.imports.actions import dry_run, run_import, undo_import
from polku.imports.logic.kinds import Tell
from polku.imports.models import Import
from polku.imports.queries import visible_import
from polku.jobs.actions import progress
from polku.jobs.models import Job
from polku.jobs.registry import job

RUN = "imports.run"
TRY = "imports.try"
UNDO = "imports.undo"


@job(RUN, limit_seconds=600, tries=5, apart=True)
def run(one: Job, /, *, at: datetime) -> None:
    """Run an import, or go on with it."""
    found = _import(one)
    if found.state in (Import.State.READY, Import.State.RUNNING, Import.State.FAILED):
        with _spoken(found):
            run_import(found, actor=_actor(found), at=at, tell=_teller(one))


@job(TRY, limit_seconds=600, tries=2, apart=True)
def try_out(one: Job, /, *, at: datetime) -> None:
    """Try an import out."""
    found = _import(one)
    if found.state == Import.State.READY:
        with _spoken(found):
            dry_run(found, actor=_actor(found), at=at, tell=_teller(one))


@job(UNDO, limit_seconds=600, tries=5, apart=True)
def undo(one: Job, /, *, at: datetime) -> None:
    """Take an import back."""
    found = _import(one)
    if found.state != Import.State.UNDONE:
        with _spoken(found):
            undo_import(found, actor=_actor(found), at=at, tell=_teller(one))


def _import(one: Job) -> Import:
    return visible_import(one.args["import_id"], actor=SYSTEM)


def _spoken(found: Import) -> AbstractContextManager[None]:
    """Whatever is said at once is said in the language of who started the import."""
    return translation.override(found.actor.language if found.actor and found.actor.language else "en")


def _actor(found: Import) -> Actor:
    """Who asked for it; their rights are those they have now."""
    return actor_of(found.actor, Via.IMPORT) if found.actor else SYSTEM.through(Via.IMPORT)


def _teller(one: Job) -> Tell:
    def tell(done: int, total: int) -> None:
        progress(one, done, total, at=timezone.now())

    return tell
