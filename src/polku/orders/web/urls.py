"""Addresses of orders."""

from django.urls import path

from polku.orders.web import acts, changing, counting, describing, lists, page, placing, public, settings

app_name = "orders"
urlpatterns = [
    path("orders/", lists.orders, name="orders"),
    path("orders/export/", lists.export, name="export"),
    path("orders/new/", placing.new, name="new"),
    path("orders/new/phone/", placing.phone, name="phone"),
    path("orders/new/counting/", counting.counting, name="counting"),
    path("orders/line/", placing.line, name="line"),
    path("orders/products/", placing.products, name="products"),
    path("orders/<int:order_id>/", page.order, name="order"),
    path("orders/<int:order_id>/timeline/", page.stream, name="timeline"),
    path("orders/<int:order_id>/lines/", changing.lines, name="lines"),
    path("orders/<int:order_id>/facts/", describing.facts, name="facts"),
    path("orders/<int:order_id>/confirmation/", acts.confirmation, name="confirmation"),
    path("orders/<int:order_id>/confirmation/paper/", page.paper, name="paper"),
    path("orders/<int:order_id>/confirmation/letter/", acts.letter, name="letter"),
    path("orders/<int:order_id>/hold/", acts.hold, name="hold"),
    path("orders/<int:order_id>/release/", acts.release, name="release"),
    path("orders/<int:order_id>/cancellation/", acts.cancellation, name="cancellation"),
    path("orders/<int:order_id>/trouble/", acts.trouble, name="trouble"),
    path("order-lines/<int:line_id>/waiver/", acts.waiver, name="waiver"),
    path("order-troubles/<int:trouble_id>/settlement/", acts.settlement, name="settlement"),
    path("settings/orders/", settings.setup, name="settings"),
    path("settings/order-forms/new/", settings.new_form, name="new_form"),
    path("settings/order-forms/<slug:key>/", settings.form, name="form"),
    path("settings/order-forms/<slug:key>/incoming/", settings.incoming, name="incoming"),
    path("settings/incoming-orders/<int:incoming_id>/placing/", settings.again, name="again"),
    path("o/<slug:key>/", public.form, name="form_public"),
    path("o/<slug:key>/sums/", public.sums, name="form_sums"),
    path("o/<slug:key>/thanks/<str:mark>/", public.thanks, name="form_thanks"),
    path("o/<slug:key>/thanks/<str:mark>/bill/", public.bill, name="form_bill"),
]
