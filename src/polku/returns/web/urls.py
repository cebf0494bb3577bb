"""Addresses of returns."""

from django.urls import path

from polku.returns.web import acts, lists, page

app_name = "returns"
urlpatterns = [
    path("returns/", lists.returns, name="returns"),
    path("returns/export/", lists.export, name="export"),
    path("returns/new/", acts.find, name="find"),
    path("returns/<int:return_id>/", page.goods_return, name="return"),
    path("returns/<int:return_id>/timeline/", page.stream, name="timeline"),
    path("returns/<int:return_id>/note/", page.note, name="note"),
    path("returns/<int:return_id>/approval/", acts.approval, name="approval"),
    path("returns/<int:return_id>/refusal/", acts.refusal, name="refusal"),
    path("returns/<int:return_id>/receipt/", acts.receipt, name="receipt"),
    path("returns/<int:return_id>/settlement/", acts.settlement, name="settlement"),
    path("orders/<int:order_id>/return/", acts.new, name="new"),
]
