"""Addresses of stock and deliveries."""

from django.urls import path

from polku.stock.web import acts, arrivals, keeping, levels, shipments, waiting

app_name = "stock"
urlpatterns = [
    path("stock/", levels.levels, name="levels"),
    path("stock/export/", levels.export, name="export"),
    path("stock/receipt/", levels.receipt, name="receipt"),
    path("stock/arrivals/", arrivals.arrivals, name="expected"),
    path("stock/arrivals/export/", arrivals.export, name="expected_export"),
    path("stock/arrivals/new/", arrivals.new, name="new_expected"),
    path("stock/arrivals/<int:arrival_id>/", arrivals.arrival, name="expected_one"),
    path("stock/arrivals/<int:arrival_id>/former/", arrivals.back, name="expected_former"),
    path("stock/arrivals/<int:arrival_id>/cancellation/", arrivals.off, name="expected_off"),
    path("stock/arrivals/<int:arrival_id>/reopening/", arrivals.again, name="expected_again"),
    path("stock/count/", levels.count, name="count"),
    path("stock/transfer/", levels.transfer, name="transfer"),
    path("stock/products/<int:product_id>/reservations/", waiting.serving, name="serving"),
    path("stock/reservations/undo/", waiting.letting_go, name="letting_go"),
    path("settings/stock/", keeping.places, name="places"),
    path("settings/stock/places/<int:place_id>/", keeping.place, name="place"),
    path("settings/stock/places/<int:place_id>/retirement/", keeping.retirement, name="place_retirement"),
    path("shipments/", shipments.shipments, name="shipments"),
    path("shipments/<int:shipment_id>/", shipments.shipment, name="shipment"),
    path("shipments/<int:shipment_id>/proof/", shipments.proof, name="proof"),
    path("shipments/<int:shipment_id>/note/", shipments.note, name="note"),
    path("shipments/<int:shipment_id>/packing/", acts.packing, name="packing"),
    path("shipments/<int:shipment_id>/departure/", acts.departure, name="departure"),
    path("shipments/<int:shipment_id>/arrival/", acts.arrival, name="arrival"),
    path("shipments/<int:shipment_id>/cancellation/", acts.cancellation, name="cancellation"),
    path("orders/<int:order_id>/reservation/", acts.reservation, name="reservation"),
    path("orders/<int:order_id>/picking/", acts.picking, name="picking"),
    path("orders/<int:order_id>/picking/part/", acts.part, name="part"),
    path("orders/<int:order_id>/services/", acts.services, name="services"),
]
