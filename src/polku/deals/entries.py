"""What the spine puts into the interface: the place, acts, Today, settings, search, ways to meet a criterion, words."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.contacts.hooks import case_sources
from polku.contacts.models import Contact
from polku.deals import booking, going, ways
from polku.deals import events as happened
from polku.deals.actions.indexing import KIND, documents
from polku.deals.actions.undoing import UNDOABLE
from polku.deals.models import Closure, Deal, Override
from polku.deals.queries.versions import behind
from polku.deals.rules import DealPermission
from polku.deals.web import panels, showing, straying, today
from polku.deals.words import FIELD_LABELS, REASON_LABELS
from polku.eventlog.events import known_types
from polku.eventlog.models import Event
from polku.kernel.errors import gettext_noop
from polku.kernel.words import Text
from polku.process.hooks import version_acts
from polku.process.logic.definition import Definition
from polku.process.logic.wording import ROLE_NAMES
from polku.process.models import Process
from polku.process.queries import definitions, published
from polku.process.rules import ProcessPermission
from polku.search import registry as search
from polku.search.logic import Doc
from polku.ui import afterwords, registry, timeline
from polku.ui.timeline import Asked, Body, Link

_CLOSING = (
    happened.DealWon,
    happened.DealUpgraded,
    happened.DealLost,
    happened.DealPaused,
    happened.DealUndecided,
)
_PIECE = 2000


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    _place()
    _ways()
    _timeline()
    afterwords.register("deals", going.KINDS, going.told)
    search.register(search.Kind(KIND, _("Deals"), _url, _documents, DealPermission.SEE, "pipeline", order=10))
    case_sources.register("deals", _cases_of)
    booking.register()


def _place() -> None:
    version_acts.register("deals", _behind)
    registry.deal_panels.register(
        registry.Panel(
            "straying", _("Off the line"), "deals/parts/straying.html", straying.load, "left", 90,
            DealPermission.SEE,
        )
    )  # fmt: skip
    registry.customer_panels.register(
        registry.Panel(
            "deals", _("Deals"), "deals/panel.html", panels.of_customer, "left", 10, DealPermission.SEE
        )
    )
    registry.places.register(
        registry.Place("pipeline", _("Pipeline"), "deals:pipeline", "pipeline", 10, DealPermission.SEE, "p")
    )
    registry.palette_actions.register(
        registry.PaletteAction(
            "new_deal", _("New deal"), "deals:new", "plus", 0, DealPermission.CHANGE, "c", dialog=True
        ),
        registry.PaletteAction(
            "deal_bin", _("Deals in the bin"), "deals:bin", "trash", 800, DealPermission.SEE
        ),
    )
    registry.today_sources.register(registry.TodaySource("deals", today.rows, 10, DealPermission.SEE))
    registry.settings_pages.register(
        registry.SettingsPage(
            "deal_fields", _("Fields of deals"), "deals:fields", "tag", 30, DealPermission.DEFINE_FIELDS, _("Selling"),
            _("What your company keeps of a deal beside the usual"),
        )
    )  # fmt: skip
    for name in ("pipeline", "deal", "list"):
        registry.stylesheets.register(registry.Stylesheet(f"deals/css/{name}.css"))
    for name in ("board", "drag", "carry", "inline", "bulk", "customer"):
        registry.behaviours.register(registry.Behaviour(f"deals/js/{name}.js"))
    registry.key_lists.register(
        registry.Keys(
            "board",
            _("On the board"),
            (
                ("← →", _("next stage")),
                ("M", _("pick up, arrows choose, Enter drops")),
                ("N", _("next step")),
                ("X", _("select")),
            ),
        ),
        registry.Keys(
            "deal", _("A deal"), (("M", _("move")), ("N", _("next step")), ("E", _("close the deal")))
        ),
    )


def _ways() -> None:
    def to(name: str, *args: str) -> Callable[[int], str]:
        return lambda deal_id: (
            reverse(f"deals:{name}", args=[deal_id, *args]) + ("?dialog" if name == "field" else "")
        )

    ways.register(
        ways.Way("deal_value", _("Enter"), to("field", "value"), field="value"),
        ways.Way("source_known", _("Enter"), to("field", "source"), field="source"),
        ways.Way("expected_close_set", _("Enter"), to("field", "expected_close"), field="expected_close"),
        ways.Way("next_step_set", pgettext_lazy("verb", "Plan"), to("next_step"), field="next_step"),
        ways.Way("owner_set", _("Choose"), to("owner"), field="owner"),
        ways.Way("contact_known", _("Add"), to("people"), field="contact"),
    )
    ways.register_ticks(lambda key: ways.Way(f"item_{key}", _("Done"), to("item", key), "tick", "tick"))


def _timeline() -> None:
    for name in ("stage", "from_stage", "to_stage", "back_stage"):
        timeline.names.register(name, _stages)
    timeline.names.register(
        "role", lambda asked: {one: _g(ROLE_NAMES.get(str(one[0]), str(one[0]))) for one in asked}
    )
    timeline.names.register("item", _items)
    timeline.names.register(
        "reasons", lambda asked: {one: str(REASON_LABELS.get(one[0], one[0])) for one in asked}
    )
    timeline.names.register("fields", lambda asked: {one: _field(one[0]) for one in asked})
    timeline.names.register("undone", _undone)
    timeline.names.register("until", lambda asked: {one: showing.full_day(one[0]) for one in asked})
    timeline.names.register("due_at", lambda asked: {one: showing.moment(one[0]) for one in asked})
    timeline.names.register("contact_id", _contacts)
    timeline.groups.register(
        "stage", timeline.Group("stage", _("Stages"), tuple(sorted(happened.STAGE_KINDS))), order=20
    )
    changes = (happened.DealChanged, happened.DealAssigned, happened.ItemTicked, happened.ItemUnticked,
        happened.DealVoided, happened.DealRestored, happened.NextStepSet, happened.NextStepDone, happened.ContactLinked,
        happened.ContactUnlinked, happened.DealUndone, happened.DealStayed, happened.DealRevalued)  # fmt: skip
    timeline.groups.register(
        "changes", timeline.Group("changes", _("Changes"), tuple(one.kind for one in changes)), order=30
    )
    timeline.fields.register("deal", showing.looks)
    for event in (*_CLOSING, happened.DealMoved):
        timeline.bodies.register(event.kind, _bodies)
    for kind, sentence in _SENTENCES.items():
        timeline.sentences.register(kind, sentence)
    timeline.cases.register("deals", _named)
    timeline.undos.register("deals", timeline.Undo(frozenset(UNDOABLE), _can_undo, _undo_url))


def _behind(actor: Actor, process: Process) -> tuple[object, str] | None:
    """Deals under way under earlier versions, and where they are moved."""
    if not (actor.may(ProcessPermission.EDIT) and actor.may(DealPermission.BULK)):
        return None
    n = sum(behind(process.pk, published(process.key).version_id, actor).values())
    said = ngettext("%(n)s deal under earlier versions", "%(n)s deals under earlier versions", n) % {"n": n}
    return (said, reverse("deals:mapping", args=[process.key])) if n else None


def _url(deal_id: int) -> str:
    return reverse("deals:deal", args=[deal_id])


def _undo_url(event_id: int) -> str:
    return reverse("deals:undo", args=[event_id])


def _documents(ids: Sequence[int] | None) -> Iterable[Doc]:
    rows = Deal.objects.current().order_by("id")
    if ids is not None:
        yield from documents(list(rows.filter(id__in=ids)))
        return
    last = 0
    while part := list(rows.filter(id__gt=last)[:_PIECE]):
        yield from documents(part)
        last = part[-1].id


def _cases_of(actor: Actor, customer_id: int) -> list[int]:
    rows = Deal.objects.visible_to(actor).current().filter(customer_id=customer_id)
    return list(rows.order_by("-id").values_list("id", flat=True)[:200])


def _named(actor: Actor, ids: Collection[int]) -> dict[int, Link]:
    rows = Deal.objects.visible_to(actor).filter(id__in=ids).values_list("id", "title")
    return {pk: Link(title, _url(pk)) for pk, title in rows if title}


def _versions(asked: Collection[Asked]) -> Mapping[int, Definition]:
    return definitions({version for _value, version in asked if version is not None})


def _stages(asked: Collection[Asked]) -> dict[Asked, str]:
    known, language = _versions(asked), get_language() or "en"
    found = {}
    for value, version in asked:
        process = known.get(version) if version is not None else None
        stage = process.by_key.get(value) if process else None
        found[value, version] = stage.name.to(language) if stage else str(value)
    return found


def _items(asked: Collection[Asked]) -> dict[Asked, str]:
    known, language = _versions(asked), get_language() or "en"
    texts: dict[tuple[int, str], Text] = {
        (version, item.key): item.text
        for version, process in known.items()
        for stage in process.stages
        for item in stage.checklist
    }
    return {
        (value, v): texts[v, value].to(language)
        for value, v in asked
        if v is not None and (v, value) in texts
    }


def _contacts(asked: Collection[Asked]) -> dict[Asked, str]:
    rows = Contact.objects.filter(id__in={value for value, _version in asked})
    names = {contact.pk: str(contact) for contact in rows}
    return {one: names.get(one[0], _g("somebody")) for one in asked}


def _undone(asked: Collection[Asked]) -> dict[Asked, str]:
    kinds = known_types()
    words = {kind: str(_UNDONE.get(kind, "")) for kind in kinds}
    return {one: words.get(one[0]) or str(one[0]) for one in asked}


def _field(name: Any) -> str:
    if str(name).startswith("custom."):
        return showing.own_label(str(name))
    return str(FIELD_LABELS.get(str(name), name))


def _bodies(_actor: Actor, events: Sequence[Event]) -> dict[int, Body]:
    """The buyer's words at an ending, and why criteria were passed by."""
    ids = [event.id for event in events]
    said = {one.event_id: one for one in Closure.objects.filter(event_id__in=ids)}
    passed = {one.event_id: one for one in Override.objects.filter(event_id__in=ids)}
    found = {}
    for event_id in ids:
        closure, override = said.get(event_id), passed.get(event_id)
        text = _g("Passed unmet criteria by: %(why)s") % {"why": override.reason} if override else ""
        words = closure.words if closure else ""
        if text or words:
            found[event_id] = Body(text=text, quote=words)
    return found


def _can_undo(actor: Actor, events: Sequence[Event]) -> set[int]:
    """Of the steps of a deal only its last can be taken back; of other changes any, until they changed again."""
    deals = {event.case_id for event in events if event.case_id is not None}
    reached = set(
        Deal.objects.reached_by(actor, DealPermission.CHANGE)
        .filter(id__in=deals)
        .values_list("id", flat=True)
    )
    rows = Event.objects.filter(case_id__in=reached).filter(
        kind__in=[*happened.STAGE_KINDS, happened.DealUndone.kind]
    )
    steps = list(rows.order_by("id").values_list("case_id", "id", "undoes_id", "kind"))
    back = {undoes for _case, _id, undoes, _kind in steps}
    last = {
        case: one
        for case, one, _undoes, kind in steps
        if kind != happened.DealUndone.kind and one not in back
    }
    return {
        event.id
        for event in events
        if event.case_id in reached
        and (event.kind not in happened.STAGE_KINDS or last.get(event.case_id) == event.id)
    }


def _paused(event: Event) -> str:
    until, reasons = bool(event.payload.get("until")), bool(event.payload.get("reasons"))
    return {
        (True, True): happened.DealPaused.says,
        (True, False): gettext_noop("{actor} paused the deal in {from_stage} until {until}"),
        (False, True): gettext_noop("{actor} paused the deal in {from_stage}: {reasons}"),
        (False, False): gettext_noop("{actor} paused the deal in {from_stage}"),
    }[until, reasons]


def _assigned(event: Event) -> str:
    if event.payload.get("owner_id"):
        return happened.DealAssigned.says
    return gettext_noop("{actor} gave the deal to the team {team_id}")


def _step_set(event: Event) -> str:
    return (
        happened.NextStepSet.says
        if event.payload.get("due_at")
        else gettext_noop("{actor} set the next step")
    )


def _moved(event: Event) -> str:
    if event.payload.get("automatic"):
        return gettext_noop("The deal went from {from_stage} to {to_stage} by itself")
    return happened.DealMoved.says


def _linked(event: Event) -> str:
    if event.kind == happened.ContactLinked.kind:
        return gettext_noop("{actor} added {contact_id} to the deal")
    return gettext_noop("{actor} took {contact_id} off the deal")


def _taken_back(event: Event) -> str:
    """What was taken back by its name, where the event has it."""
    has = {name for name in ("from_stage", "to_stage", "item") if event.payload.get(name)}
    says = {
        happened.DealMoved.kind: (
            {"from_stage", "to_stage"},
            gettext_noop("{actor} took back the move from {from_stage} to {to_stage}"),
        ),
        happened.DealWon.kind: (
            {"from_stage"},
            gettext_noop("{actor} took back the win: the deal is in {from_stage} again"),
        ),
        happened.DealLost.kind: (
            {"from_stage"},
            gettext_noop("{actor} took back the loss: the deal is in {from_stage} again"),
        ),
        happened.DealUndecided.kind: (
            {"from_stage"},
            gettext_noop(
                "{actor} took back the ending without a decision: the deal is in {from_stage} again"
            ),
        ),
        happened.DealPaused.kind: (
            {"from_stage"},
            gettext_noop("{actor} took back the pause: the deal is in {from_stage} again"),
        ),
        happened.DealFinished.kind: (
            {"from_stage"},
            gettext_noop("{actor} took back the finishing: the deal is in {from_stage} again"),
        ),
        happened.ItemTicked.kind: ({"item"}, gettext_noop("{actor} took back the tick of {item}")),
        happened.ItemUnticked.kind: ({"item"}, gettext_noop("{actor} ticked {item} again")),
    }
    needed, sentence = says.get(event.payload.get("undone", ""), (set(), ""))
    return sentence if sentence and needed <= has else happened.DealUndone.says


_SENTENCES: Mapping[str, Callable[[Event], str]] = {
    happened.DealPaused.kind: _paused,
    happened.DealAssigned.kind: _assigned,
    happened.NextStepSet.kind: _step_set,
    happened.DealMoved.kind: _moved,
    happened.DealUndone.kind: _taken_back,
    happened.ContactLinked.kind: _linked,
    happened.ContactUnlinked.kind: _linked,
}
_UNDONE = {
    happened.DealMoved.kind: _("the move"),
    happened.DealWon.kind: _("the win"),
    happened.DealUpgraded.kind: _("the upgrade"),
    happened.DealLost.kind: _("the loss"),
    happened.DealPaused.kind: _("the pause"),
    happened.DealFinished.kind: _("the finishing"),
    happened.DealUndecided.kind: _("the ending without a decision"),
    happened.DealReopened.kind: _("the reopening"),
    happened.DealChanged.kind: _("the change"),
    happened.DealAssigned.kind: _("the change of owner"),
    happened.NextStepSet.kind: _("the next step"),
    happened.NextStepDone.kind: _("that the next step was done"),
    happened.ItemTicked.kind: _("the tick"),
    happened.ItemUnticked.kind: _("that the tick was taken away"),
    happened.DealVoided.kind: _("the move to the bin"),
    happened.DealRestored.kind: _("the restoring"),
}
