"""Addresses of payments."""

from django.urls import path

from polku.payments.web import charges, files, inbox, lists, of_items, overdue, settings, views, vouchers

app_name = "payments"
urlpatterns = [
    path("payments/", lists.payments, name="payments"),
    path("payments/new/", views.new, name="new"),
    path("payments/open/", lists.open_items, name="open"),
    path("payments/open/export/", lists.export, name="export"),
    path("payments/overdue/", overdue.overdue_page, name="overdue"),
    path("payments/overdue/reminders/", overdue.reminders, name="reminders"),
    path("payments/vouchers/", vouchers.vouchers, name="vouchers"),
    path("payments/vouchers/expiry/", vouchers.expiry, name="voucher_expiry"),
    path("payments/vouchers/<int:voucher_id>/extension/", vouchers.extension, name="voucher_extension"),
    path("payments/vouchers/<int:voucher_id>/withdrawal/", vouchers.withdrawal, name="voucher_withdrawal"),
    path("payments/vouchers/new/", vouchers.new, name="new_voucher"),
    path("payments/items/<int:item_id>/", of_items.item, name="item"),
    path("payments/items/<int:item_id>/refund/", of_items.refund, name="item_refund"),
    path("payments/items/<int:item_id>/matching/", of_items.matching, name="item_matching"),
    path("payments/items/<int:item_id>/writing-off/", of_items.writing_off, name="writing_off"),
    path("payments/items/<int:item_id>/waiver/", charges.waiver, name="waiver"),
    path("payments/waivers/<int:waiver_id>/removal/", charges.waiver_removal, name="waiver_removal"),
    path("payments/items/<int:item_id>/promise/", overdue.promise, name="promise"),
    path("payments/items/<int:item_id>/dispute/", overdue.dispute, name="dispute"),
    path("payments/promises/<int:promise_id>/removal/", overdue.promise_removal, name="promise_removal"),
    path("payments/disputes/<int:dispute_id>/removal/", overdue.dispute_removal, name="dispute_removal"),
    path("payments/disputes/<int:dispute_id>/closure/", overdue.dispute_end, name="dispute_end"),
    path(
        "payments/disputes/<int:dispute_id>/reopening/", overdue.dispute_reopening, name="dispute_reopening"
    ),
    path("payments/reminders/<int:reminder_id>/done/", overdue.task_done, name="task_done"),
    path("payments/reminders/<int:reminder_id>/reopening/", overdue.task_reopening, name="task_reopening"),
    path("payments/bank/", inbox.inbox, name="inbox"),
    path("payments/bank/statements/", inbox.taking, name="taking"),
    path("payments/bank/files/<int:file_id>/", files.file, name="file"),
    path("payments/bank/files/<int:file_id>/progress/", files.progress, name="file_progress"),
    path("payments/bank/files/<int:file_id>/removal/", files.removal, name="file_removal"),
    path("payments/bank/<int:line_id>/confirmation/", inbox.confirmation, name="confirmation"),
    path("payments/bank/<int:line_id>/setting-aside/", inbox.setting_aside, name="setting_aside"),
    path("payments/bank/<int:line_id>/undo/", inbox.line_undo, name="line_undo"),
    path("payments/matches/<int:match_id>/", of_items.matched, name="matched"),
    path("payments/matches/<int:match_id>/undo/", views.unmatching, name="unmatching"),
    path("payments/<int:receipt_id>/", views.payment, name="payment"),
    path("payments/<int:receipt_id>/matching/", views.matching, name="matching"),
    path("payments/<int:receipt_id>/late-charge/", charges.keeping, name="late_charge"),
    path("payments/<int:receipt_id>/reversal/", views.reversal, name="reversal"),
    path("payments/<int:receipt_id>/undo/", views.undo, name="undo"),
    path("payments/<int:receipt_id>/refund/", views.refund, name="refund"),
    path("settings/payments/", settings.settings, name="settings"),
    path("settings/payments/plans/new/", settings.new_plan, name="new_plan"),
    path("settings/payments/plans/<int:plan_id>/", settings.plan, name="plan"),
    path("settings/payments/plans/<int:plan_id>/removal/", settings.plan_removal, name="plan_removal"),
]
