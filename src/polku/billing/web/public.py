"""A bill for its buyer, by the link of the offer that it follows from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from polku.billing.queries.public import bill_of
from polku.billing.web.files import answer
from polku.kernel.errors import NotFound
from polku.quotes.queries import shown_to_buyer


@never_cache
@require_safe
def bill(request: HttpRequest, token: str, invoice_id: int) -> HttpResponse:
    """The bill as PDF; only one of the order that this very offer became."""
    try:
        quote, _version = shown_to_buyer(token)
    except NotFound as error:
        raise Http404 from error
    row = bill_of(quote.pk, invoice_id)
    if row is None:
        raise Http404
    return answer(row, "pdf", at=timezone.now(), way="inline")
