"""Addresses of the catalogue."""

from django.urls import path

from polku.catalogue.web import (
    grid_views,
    list_views,
    price_views,
    product_views,
    promotion_views,
    setting_views,
)

app_name = "catalogue"
urlpatterns = [
    path("products/", list_views.products, name="products"),
    path("products/new/", list_views.new_product, name="new_product"),
    path("products/export/", list_views.export, name="export"),
    path("products/<int:product_id>/", product_views.product, name="product"),
    path("products/<int:product_id>/facts/", product_views.facts, name="facts"),
    path("products/<int:product_id>/price/", product_views.price, name="price"),
    path("products/<int:product_id>/timeline/", product_views.timeline, name="timeline"),
    path("products/<int:product_id>/retirement/", product_views.retirement, name="retirement"),
    path("products/<int:product_id>/restoration/", product_views.restoration, name="restoration"),
    path("price-lists/", price_views.price_lists, name="price_lists"),
    path("price-lists/new/", price_views.new_list, name="new_list"),
    path("price-lists/<int:list_id>/", grid_views.price_list, name="price_list"),
    path("price-lists/<int:list_id>/facts/", price_views.list_facts, name="list_facts"),
    path("price-lists/<int:list_id>/archiving/", price_views.archiving, name="archiving"),
    path("promotions/", promotion_views.promotions, name="promotions"),
    path("promotions/new/", promotion_views.new_promotion, name="new_promotion"),
    path("promotions/<int:promotion_id>/", promotion_views.promotion, name="promotion"),
    path("promotions/<int:promotion_id>/stop/", promotion_views.stop, name="stop"),
    path("settings/taxes/", setting_views.taxes, name="taxes"),
    path("settings/taxes/union/", setting_views.union, name="union_taxes"),
    path("settings/taxes/ready/", setting_views.ready, name="ready_taxes"),
    path("settings/price-groups/", setting_views.customer_groups, name="customer_groups"),
    path(
        "customers/<int:customer_id>/price-groups/",
        setting_views.groups_of_customer,
        name="groups_of_customer",
    ),
]
