"""Addresses of activities: the composer of a deal, one activity, the company's own kinds."""

from django.urls import path

from polku.engage.web import costing, kinds, views

app_name = "engage"
urlpatterns = [
    path("deals/<int:deal_id>/activities/", views.activities, name="activities"),
    path("activities/<int:activity_id>/", views.activity, name="activity"),
    path("activities/<int:activity_id>/completion/", views.completion, name="completion"),
    path("activities/<int:activity_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("activities/<int:activity_id>/file/", views.attached_file, name="file"),
    path("activities/events/<int:event_id>/reversal/", views.reversal, name="reversal"),
    path("settings/activity-kinds/", kinds.kinds, name="kinds"),
    path("settings/hourly-costs/", costing.hourly_costs, name="hourly_costs"),
    path("settings/activity-kinds/new/", kinds.new_kind, name="new_kind"),
    path("settings/activity-kinds/<slug:key>/", kinds.kind, name="kind"),
]
