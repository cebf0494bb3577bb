"""Addresses of customers and contacts."""

from django.urls import path

from polku.contacts.web import (
    address_views,
    editing_views,
    list_views,
    merging_views,
    privacy_views,
    views,
)

app_name = "contacts"
urlpatterns = [
    path("customers/", list_views.customers, name="customers"),
    path("customers/new", list_views.new_customer, name="new_customer"),
    path("customers/new/likes", list_views.likes, name="likes"),
    path("customers/export", list_views.export, name="export"),
    path("customers/assignment", list_views.assignment, name="assignment"),
    path("customers/duplicates/", merging_views.duplicates, name="duplicates"),
    path("customers/<int:customer_id>/", views.customer, name="customer"),
    path("customers/<int:customer_id>/timeline", views.timeline, name="timeline"),
    path("customers/<int:customer_id>/facts/<slug:field>", editing_views.fact, name="fact"),
    path("customers/<int:customer_id>/address", address_views.address, name="address"),
    path("customers/<int:customer_id>/owner", editing_views.owner, name="owner"),
    path("customers/<int:customer_id>/contacts", editing_views.new_contact, name="new_contact"),
    path("customers/<int:customer_id>/removal", editing_views.removal, name="removal"),
    path("customers/<int:customer_id>/restoration", editing_views.restoration, name="restoration"),
    path("customers/<int:customer_id>/known", privacy_views.customer_known, name="known_customer"),
    path("customers/<int:customer_id>/erasure", privacy_views.customer_erasure, name="customer_erasure"),
    path("customers/<int:kept_id>/merge/<int:merged_id>", merging_views.merging, name="merging"),
    path("customers/<int:one_id>/other/<int:other_id>", merging_views.dismissal, name="dismissal"),
    path("merges/<int:event_id>/undoing", merging_views.undoing, name="merge_undoing"),
    path("contacts/<int:contact_id>/", views.contact, name="contact"),
    path("contacts/<int:contact_id>/facts", editing_views.contact, name="edit_contact"),
    path("contacts/<int:contact_id>/consents", editing_views.consent, name="consent"),
    path("contacts/<int:contact_id>/removal", editing_views.contact_removal, name="contact_removal"),
    path("contacts/<int:contact_id>/known", privacy_views.contact_known, name="known_contact"),
    path("contacts/<int:contact_id>/erasure", privacy_views.contact_erasure, name="contact_erasure"),
]
