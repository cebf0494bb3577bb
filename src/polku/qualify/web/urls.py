"""Addresses of answers, of the public forms, and of their settings."""

from django.urls import path

from polku.qualify.web import answers, captures, public, settings

app_name = "qualify"
urlpatterns = [
    path("deals/<int:deal_id>/answers/<slug:set_key>/<slug:question>/", answers.answer, name="answer"),
    path("answers/<int:answer_id>/retraction/", answers.retraction, name="retraction"),
    path("answers/events/<int:event_id>/reversal/", answers.reversal, name="reversal"),
    path("f/<slug:key>/", public.form, name="public_form"),
    path("f/<slug:key>", public.form),
    path("f/<slug:key>/thanks/", public.thanks, name="thanks"),
    path("f/confirmations/<str:token>/", public.confirmation, name="confirmation"),
    path("f/<slug:key>.json", public.submissions, name="submissions"),
    path("settings/lead-forms/", settings.forms, name="forms"),
    path("settings/lead-forms/new/", settings.new_form, name="new_form"),
    path("settings/lead-forms/<slug:key>/", settings.form, name="form"),
    path("settings/lead-forms/<slug:key>/captures/", captures.captures, name="captures"),
    path("settings/captures/<int:capture_id>/", captures.capture, name="capture"),
    path("settings/captures/<int:capture_id>/replay/", captures.replay_one, name="replay"),
    path("settings/captures/<int:capture_id>/spam/", captures.spam, name="spam"),
]
