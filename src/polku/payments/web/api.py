"""Payments by API: what is open, money in and back, matches, bank statements."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import File, Query, Router
from ninja.files import UploadedFile

from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.payments import actions
from polku.payments.actions import files
from polku.payments.logic.statements.reading import SIZE_MAX
from polku.payments.models import Item, Receipt, StatementFile, StatementLine, Voucher
from polku.payments.queries.suggesting import suggestions
from polku.payments.rules import PaymentPermission
from polku.payments.web.api_files import StatementFileOut, file_out
from polku.payments.web.api_shapes import (
    BankLineOut,
    ConfirmationIn,
    ExtensionIn,
    ItemOut,
    ItemPage,
    ItemQuery,
    LinePage,
    LineQuery,
    MatchesIn,
    MatchesOut,
    MatchOut,
    PaymentIn,
    PaymentReasonIn,
    ReceiptOut,
    ReceiptPage,
    ReceiptQuery,
    RefundIn,
    StatementsOut,
    VoucherIn,
    VoucherOut,
    VoucherPage,
    VoucherQuery,
    VouchersOut,
    line_out,
    match_out,
    receipt_out,
)
from polku.ui.api import PROBLEMS, Id, actor, dumped, dumped_all, once, page

router = Router(tags=["payments"])


@router.get("/items", response={200: ItemPage} | PROBLEMS, summary="List what is open")
def list_items(request: HttpRequest, query: Query[ItemQuery]) -> dict[str, Any]:
    """Bills, credit notes and money with what is open of them, the newest first."""
    actor(request).require(PaymentPermission.SEE)
    wanted = query.model_dump(exclude={"after", "limit", "open", "due_before"}, exclude_none=True)
    rows = Item.objects.visible_to(actor(request)).filter(**wanted)
    if query.open is not None:
        rows = rows.open() if query.open else rows.filter(open_minor=0)
    if query.due_before is not None:
        rows = rows.filter(due_date__lt=query.due_before)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": dumped_all(ItemOut, found), "next": after}


@router.get("/receipts", response={200: ReceiptPage} | PROBLEMS, summary="List payments")
def list_receipts(request: HttpRequest, query: Query[ReceiptQuery]) -> dict[str, Any]:
    """Payments the token's person may see, the newest first."""
    actor(request).require(PaymentPermission.SEE)
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows = Receipt.objects.visible_to(actor(request)).filter(**wanted).select_related("item")
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [receipt_out(one) for one in found], "next": after}


@router.post("/receipts", response={201: ReceiptOut} | PROBLEMS, summary="Register a payment")
@once
def register_receipt(request: HttpRequest, body: PaymentIn) -> tuple[int, dict[str, Any]]:
    """Register money that came in, book it, and match it with the invoices it names."""
    (answer,) = actions.receive([body.new()], actor=actor(request), at=timezone.now())
    if answer.error is not None or answer.receipt is None:
        raise answer.error or Invalid()
    return 201, receipt_out(answer.receipt)


@router.get("/receipts/{receipt_id}", response={200: ReceiptOut} | PROBLEMS, summary="Read a payment")
def read_receipt(request: HttpRequest, receipt_id: Id) -> dict[str, Any]:
    """One payment."""
    rows = Receipt.objects.visible_to(actor(request)).select_related("item")
    found = rows.filter(id=receipt_id).first()
    if found is None:
        raise NotFound(gettext_noop("This payment does not exist, or you may not see it."))
    return receipt_out(found)


@router.post(
    "/receipts/{receipt_id}/reversals", response={200: ReceiptOut} | PROBLEMS, summary="Take a payment back"
)
@once
def reverse_receipt(
    request: HttpRequest, receipt_id: Id, body: PaymentReasonIn
) -> tuple[int, dict[str, Any]]:
    """Take back a payment that was none, such as one that bounced; its matches are undone."""
    row = actions.reverse(receipt_id, reason=body.reason, actor=actor(request), at=timezone.now())
    return 200, receipt_out(row, Item.objects.get(receipt_id=row.id))


@router.post("/items/{item_id}/refunds", response={201: ReceiptOut} | PROBLEMS, summary="Pay money back")
@once
def refund(request: HttpRequest, item_id: Id, body: RefundIn) -> tuple[int, dict[str, Any]]:
    """Pay back what is open of a payment or a credit note."""
    row = actions.refund(item_id, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, receipt_out(row, Item.objects.get(receipt_id=row.id))


@router.post("/items/{item_id}/write-offs", response={201: MatchOut} | PROBLEMS, summary="Write off a bill")
@once
def write_off(request: HttpRequest, item_id: Id) -> tuple[int, dict[str, Any]]:
    """Book what is open of a bill as a bad debt; undoing the match takes it back."""
    return 201, match_out(actions.write_off(item_id, actor=actor(request), at=timezone.now()))


@router.get("/vouchers", response={200: VoucherPage} | PROBLEMS, summary="List vouchers")
def list_vouchers(request: HttpRequest, query: Query[VoucherQuery]) -> dict[str, Any]:
    """Vouchers with what is left of them, the newest first."""
    actor(request).require(PaymentPermission.REGISTER)
    wanted = query.model_dump(include={"code", "customer_id"}, exclude_none=True)
    found, after = page(Voucher.objects.filter(**wanted), after=query.after, limit=query.limit)
    return {"items": dumped_all(VoucherOut, found), "next": after}


@router.post("/vouchers", response={201: VoucherOut} | PROBLEMS, summary="Issue a voucher")
@once
def issue_voucher(request: HttpRequest, body: VoucherIn) -> tuple[int, dict[str, Any]]:
    """Sell a voucher for money that came, or give one as a present (without `method`)."""
    (made,) = actions.issue_vouchers([body.new()], actor=actor(request), at=timezone.now())
    return 201, dumped(VoucherOut, made)


@router.post("/voucher-expiries", response={201: VouchersOut} | PROBLEMS, summary="Book expired vouchers")
@once
def expire_vouchers(request: HttpRequest) -> tuple[int, dict[str, Any]]:
    """What is left of vouchers whose last day is past becomes income, a thousand at once."""
    found = actions.expire_vouchers(actor=actor(request), at=timezone.now())
    return 201, {"items": dumped_all(VoucherOut, found)}


@router.post(
    "/vouchers/{voucher_id}/extensions", response={201: VoucherOut} | PROBLEMS, summary="Extend a voucher"
)
@once
def extend_voucher(request: HttpRequest, voucher_id: Id, body: ExtensionIn) -> tuple[int, dict[str, Any]]:
    """Let a voucher hold longer; what was booked as income of it is owed again."""
    row = actions.extend_voucher(voucher_id, until=body.expires_on, actor=actor(request), at=timezone.now())
    return 201, dumped(VoucherOut, row)


@router.post(
    "/vouchers/{voucher_id}/withdrawals", response={201: VoucherOut} | PROBLEMS, summary="Withdraw a voucher"
)
@once
def withdraw_voucher(
    request: HttpRequest, voucher_id: Id, body: PaymentReasonIn
) -> tuple[int, dict[str, Any]]:
    """Take a voucher back that nobody spent, with the booking of a present or the payment of a sold one."""
    row = actions.withdraw_voucher(voucher_id, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, dumped(VoucherOut, row)


@router.post("/matches", response={201: MatchesOut} | PROBLEMS, summary="Match payments with bills")
@once
def match(request: HttpRequest, body: MatchesIn) -> tuple[int, dict[str, Any]]:
    """Set money or credit notes against bills, all or none."""
    rows = actions.match(body.wishes(), actor=actor(request), at=timezone.now())
    return 201, {"matches": dumped_all(MatchOut, rows)}


@router.post("/matches/{match_id}/undo", response={200: MatchOut} | PROBLEMS, summary="Undo a match")
@once
def undo_match(request: HttpRequest, match_id: Id) -> tuple[int, dict[str, Any]]:
    """Take money off a bill again; both sides are exactly as before."""
    return 200, match_out(actions.undo_match(match_id, actor=actor(request), at=timezone.now()))


@router.post(
    "/bank-statements",
    response={201: StatementsOut, 202: StatementFileOut} | PROBLEMS,
    summary="Send a bank statement",
)
@once
def take_statement(
    request: HttpRequest,
    file: UploadedFile = File(..., description="camt.053, MT940 or MT942"),  # type: ignore[type-arg]
) -> tuple[int, dict[str, Any]]:
    """Take the statements of a file in; one that was sent before is answered as `known` and not taken again.

    A file of more than about 5,000 bookings is read in the background: 202, and `/bank-statement-files/{id}` tells how
    far it is and what came of it. Its bookings are taken all or none.
    """
    if (file.size or 0) > SIZE_MAX:
        raise Invalid(gettext_noop("The file is larger than 50 MB."), field="file")
    found = files.send_file(file.read(), name=file.name or "", actor=actor(request), at=timezone.now())
    if isinstance(found, StatementFile):
        return 202, file_out(found)
    return 201, {"statements": [_statement(one) for one in found]}


@router.get(
    "/bank-statement-files/{file_id}",
    response={200: StatementFileOut} | PROBLEMS,
    summary="Look how far a bank statement is read",
)
def read_statement_file(request: HttpRequest, file_id: Id) -> dict[str, Any]:
    """A file of the bank: how far its reading is, or what came of it."""
    actor(request).require(PaymentPermission.REGISTER)
    found = StatementFile.objects.filter(id=file_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such file."))
    return file_out(found)


@router.get("/bank-lines", response={200: LinePage} | PROBLEMS, summary="List bookings")
def list_lines(request: HttpRequest, query: Query[LineQuery]) -> dict[str, Any]:
    """Bookings of bank statements; those that wait come with the bills they may pay, scored, with the reasons."""
    actor(request).require(PaymentPermission.REGISTER)
    rows = StatementLine.objects.all()
    if query.statement_id is not None:
        rows = rows.filter(statement_id=query.statement_id)
    if query.waiting is not None:
        waits = {"receipt": None, "ignored_at": None}
        rows = rows.filter(**waits) if query.waiting else rows.exclude(**waits)
    found, after = page(rows, after=query.after, limit=query.limit)
    waiting = [one for one in found if one.receipt_id is None and one.ignored_at is None]
    told = suggestions(waiting, actor=actor(request))
    return {"items": [line_out(one, told.get(one.id, []), gettext) for one in found], "next": after}


@router.post(
    "/bank-lines/{line_id}/confirmations", response={201: ReceiptOut} | PROBLEMS, summary="Confirm a booking"
)
@once
def confirm_line(request: HttpRequest, line_id: Id, body: ConfirmationIn) -> tuple[int, dict[str, Any]]:
    """Make a payment of a booking, and match it with the bills."""
    row = actions.confirm_line(body.new(line_id), actor=actor(request), at=timezone.now())
    return 201, receipt_out(row, Item.objects.get(receipt_id=row.id))


@router.post(
    "/bank-lines/{line_id}/settings-aside", response={200: BankLineOut} | PROBLEMS, summary="Set aside"
)
@once
def ignore_line(request: HttpRequest, line_id: Id, body: PaymentReasonIn) -> tuple[int, dict[str, Any]]:
    """Set a booking aside that is no payment of a customer."""
    row = actions.ignore_line(line_id, reason=body.reason, actor=actor(request), at=timezone.now())
    return 200, line_out(row, [], gettext)


@router.post(
    "/bank-lines/{line_id}/undo", response={200: BankLineOut} | PROBLEMS, summary="Let a booking wait"
)
@once
def undo_line(request: HttpRequest, line_id: Id, body: PaymentReasonIn) -> tuple[int, dict[str, Any]]:
    """Let a booking wait again; the payment made of it is taken back."""
    row = actions.undo_line(line_id, reason=body.reason, actor=actor(request), at=timezone.now())
    return 200, line_out(row, [], gettext)


def _statement(one: actions.Taken) -> dict[str, Any]:
    row = one.statement
    names = ("id", "account", "number", "currency", "opening_minor", "closing_minor", "from_date", "to_date")
    said = [Message(told["template"], **told["params"]).translated(gettext) for told in row.warnings]
    plain = {name: getattr(row, name) for name in names}
    return plain | {"warnings": said, "known": one.known, "matched": one.matched}
