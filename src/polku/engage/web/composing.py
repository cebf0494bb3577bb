"""How the composer's form is filled, read and saved."""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from polku.access.request import Request
from polku.deals.models import Deal
from polku.engage.actions import Logged, change_activity, log_activity
from polku.engage.actions.changing import current
from polku.engage.logic.codes import Form, Outcome
from polku.engage.logic.incoming import NewActivity
from polku.engage.logic.kinds import Kind
from polku.engage.models import Activity
from polku.engage.queries import kinds
from polku.engage.web.forms import ActivityForm, base_of, put_errors
from polku.engage.web.showing import choices, colleagues_of, deal_url, people_of
from polku.kernel.errors import Conflict, Invalid, NotFound, gettext_noop

T = TypeVar("T")
_FIELDS = (
    "text",
    "outcome",
    "reaction",
    "direction",
    "at",
    "contact_id",
    "by_id",
    "duration_minutes",
    "due_at",
)


def deal_of(request: Request, deal_id: int) -> Deal:
    """The deal that is logged for.

    Raises: NotFound.
    """
    deal = Deal.objects.visible_to(request.actor).current().filter(id=deal_id).first()
    if deal is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not see it."))
    return deal


def around(deal: Deal) -> dict[str, Any]:
    """What stands around the form: the deal, and the kinds to choose."""
    return {"deal": deal, "back_url": deal_url(deal.id), "choices": choices(deal.id, kinds())}


def form_for(
    request: Request, deal: Deal, kind: Kind, initial: Any = None, *, correcting: bool = False
) -> ActivityForm:
    """The form of a kind, filled with what was sent or with what is known."""
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    people = people_of(deal, request.actor)
    if initial is None:
        initial = {"by_id": request.actor.user_id, "contact_id": people[0][0] if len(people) == 1 else None}
    return ActivityForm(
        *data,
        kind=kind,
        people=people,
        colleagues=colleagues_of(request.actor) if kind.form == Form.TASK else (),
        correcting=correcting,
        initial=initial,
    )


def tried(form: ActivityForm, act: Callable[[], T]) -> T | None:
    """Do it, or put the refusal beside the fields it names."""
    try:
        return act()
    except Invalid as error:
        put_errors(form, error.errors_in(_))
    except NotFound as error:
        put_errors(form, {error.field or "": [str(error.as_dict(_)["message"])]})
    return None


def save_new(request: Request, deal: Deal, kind: Kind, form: ActivityForm) -> Logged:
    """Write the activity down, with its file and the next step."""
    told, file = form.cleaned_data, form.cleaned_data.get("file")
    given = form.activity()
    # The form offers “reached” or “held” first; a time to come says that it is planned.
    later = given.get("at") is not None and given["at"] > timezone.now() and kind.form != Form.TASK
    if later and given.get("outcome") in (Outcome.DONE.value, Outcome.REACHED.value):
        given["outcome"] = Outcome.PLANNED.value
    return log_activity(
        NewActivity(deal.id, kind.key, **given),
        next_step=told.get("next_step") or "",
        next_step_at=_end_of(told.get("next_step_date")),
        upload=file or None,
        upload_name=file.name if file else "",
        actor=request.actor,
        at=timezone.now(),
    )


def _end_of(day: date | None) -> datetime | None:
    """A step without a time of day is due when its day ends."""
    return None if day is None else timezone.make_aware(datetime.combine(day, time(23, 59)))


def save_changes(request: Request, row: Activity, form: ActivityForm) -> int | None:
    """Write down what the form changed.

    Raises: Conflict.
    """
    sent = base_of(request.POST.get("base"))
    opened_with = {name: value for name, value in sent.items() if name in form.fields}
    told = {name: value for name, value in form.activity().items() if not _untouched(name, value, row)}
    return change_activity(row.id, told, base=opened_with, actor=request.actor, at=timezone.now())


def _untouched(name: str, value: object, row: Activity) -> bool:
    """Whether a time was left as it was: the form knows minutes only, and may leave it empty."""
    if name != "at":
        return False
    return value is None or value == row.at.replace(second=0, microsecond=0)


def put_conflict(form: ActivityForm, error: Conflict) -> None:
    """Show both values; sent again, the form is based on what stands there now."""
    message = _("Somebody changed this meanwhile, to: %(theirs)s. Save again to keep yours.")
    for name, sides in error.fields.items():
        form.add_error(name, message % {"theirs": sides["theirs"]})


def initial_of(row: Activity) -> dict[str, Any]:
    """What the form shows of an activity."""
    return {name: getattr(row, name) for name in _FIELDS}


def base_now(row: Activity, form: ActivityForm) -> str:
    """The values the form is opened with."""
    fresh = Activity.objects.get(id=row.id)
    return json.dumps({name: current(fresh, name) for name in form.fields})
