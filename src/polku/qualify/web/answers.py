"""Answering, from the deal's page and from an unmet criterion."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.deals.models import Deal
from polku.deals.staying import case_of, way_back
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, gettext_noop, say
from polku.playbook.queries import question_set
from polku.qualify import actions
from polku.qualify.models import Answer
from polku.qualify.queries import answers_of, history_of
from polku.qualify.rules import QualifyPermission
from polku.qualify.web.answer_forms import AnswerForm, initial_of
from polku.qualify.web.showing import currencies_of, deal_url, panel, people_of, said
from polku.ui import registry
from polku.ui.answers import go, is_fragment, safe_next, toast, trigger


@require_http_methods(["GET", "POST"])
@login_required
def answer(request: Request, deal_id: int, set_key: str, question: str) -> HttpResponse:
    """One question about a deal: what is known, what was, and the form to answer it."""
    request.actor.require(QualifyPermission.ANSWER)
    deal = _deal(request, deal_id)
    form, row = _form(request, deal, set_key, question)
    if request.method == "POST" and form.is_valid():
        event_id = _save(request, deal, set_key, form)
        if event_id is not None:
            return _saved(request, deal, reverse("qualify:reversal", args=[event_id]))
    status = 422 if form.errors else 200
    if _is_inline(request):
        answered = render(
            request, "qualify/parts/inline_form.html", {"form": form, "row": row}, status=status
        )
        if form.errors:
            answered["HX-Retarget"], answered["HX-Reswap"] = f"#answer-{set_key}-{question}", "innerHTML"
        return answered
    context = {"deal": deal, "back_url": deal_url(deal.id), "form": form, "row": row}
    context["before"] = _before(form, deal, set_key, request)
    return render(request, "qualify/answer.html", context, status=status)


@require_POST
@login_required
def retraction(request: Request, answer_id: int) -> HttpResponse:
    """It is known no more."""
    row = Answer.objects.visible_to(request.actor).current().filter(id=answer_id).first()
    if row is None:
        raise NotFound(gettext_noop("This answer does not exist, or you may not change it."))
    at = timezone.now()
    actions.retract(row.id, actor=request.actor, at=at)
    then = way_back(row.deal_id, request.actor, since=at)
    return go(request, safe_next(request, deal_url(row.deal_id)), said=_("Taken back."), then=then)


@require_POST
@login_required
def reversal(request: Request, event_id: int) -> HttpResponse:
    """Undo an answer just given."""
    at = timezone.now()
    case_id = case_of(actions.undo_answer(event_id, actor=request.actor, at=at))
    then = way_back(case_id, request.actor, since=at)
    return go(request, safe_next(request, request.headers.get("Referer", "/")), said=_("Undone."), then=then)


def _is_inline(request: Request) -> bool:
    return is_fragment(request) and "inline" in (request.POST if request.method == "POST" else request.GET)


def _save(request: Request, deal: Deal, set_key: str, form: AnswerForm) -> int | None:
    told = form.cleaned_data
    try:
        return actions.answer(
            deal.id, set_key, form.question.key, told["answer"], source=told["source"],
            answered_date=told["answered_date"], actor=request.actor, at=timezone.now(),
        ).event_id  # fmt: skip
    except (Invalid, NotFound) as error:
        _put(form, error)
        return None


def _saved(request: Request, deal: Deal, undo_url: str) -> HttpResponse:
    """In place where the deal stayed where it was; the whole page where it went on by itself."""
    stage = deal.stage
    deal.refresh_from_db(fields=["stage"])
    if not _is_inline(request) or deal.stage != stage:
        return go(request, safe_next(request, deal_url(deal.id)), said=_("Saved."), undo=undo_url)
    context = panel(request.actor, deal.id) or {}
    entry = registry.deal_panels.find("answers")
    answered = render(request, "qualify/panel.html", context | {"panel": entry, "open_topic": True})
    return trigger(toast(answered, _("Saved."), undo=undo_url), "deal-changed")


def _deal(request: Request, deal_id: int) -> Deal:
    deal = Deal.objects.visible_to(request.actor).current().filter(id=deal_id).first()
    if deal is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not see it."))
    return deal


def _form(request: Request, deal: Deal, set_key: str, key: str) -> tuple[AnswerForm, Answer | None]:
    question = question_set(set_key).question(key)
    if question is None:
        message = gettext_noop("There is no question “%(question)s” in the set “%(set)s”.")
        raise NotFound(Message(message, question=key, set=set_key))
    row = answers_of(deal.id, request.actor).filter(set_key=set_key, question=key, product="").first()
    currencies = currencies_of(deal)
    if row and question.kind == "money" and row.value["currency"] not in currencies:
        currencies.append(row.value["currency"])
    value = row.value if row and row.kind == question.kind else None
    return AnswerForm(
        request.POST or None,
        question=question,
        people=people_of(deal, request.actor) if question.kind == "contact" else (),
        currencies=currencies,
        initial=initial_of(question, value, row.source if row else "", timezone.localdate(), currencies[0]),
    ), row


def _before(form: AnswerForm, deal: Deal, set_key: str, request: Request) -> list[tuple[Answer, str]]:
    rows = history_of(deal.id, set_key, form.question.key, request.actor).filter(kind=form.question.kind)[:20]
    return [(row, said(form.question, row.value)) for row in rows]


def _put(form: AnswerForm, error: DomainError) -> None:
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
        return
    form.add_error("value", say(error.message, _))
