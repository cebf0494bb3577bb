"""Addresses of the company's settings and of the health page."""

from django.urls import path

from polku.office.web import brand, health, post, series, views, worktime

app_name = "office"
urlpatterns = [
    path("settings/company/", views.company_page, name="company"),
    path("brand/logo", brand.image, name="logo"),
    path("settings/rates/", views.rates_page, name="rates"),
    path("settings/working-time/", worktime.working_time, name="working_time"),
    path("settings/days-off/", worktime.days_off, name="days_off"),
    path("settings/days-off/<slug:day>/removal/", worktime.removal, name="day_off_removal"),
    path("settings/numbers/", series.all_series, name="series"),
    path("settings/numbers/<slug:key>/", series.one_series, name="one_series"),
    path("settings/mail/", post.server_page, name="mail"),
    path("settings/mail/trial/", post.trial, name="mail_trial"),
    path("settings/mail/messages/", post.outbox, name="messages"),
    path("settings/mail/messages/<int:outgoing_id>/", post.message, name="message"),
    path("settings/mail/messages/<int:outgoing_id>/sending/", post.sending, name="sending"),
    path("settings/mail/messages/<int:outgoing_id>/handing/", post.handing, name="handing"),
    path("settings/mail/messages/sendings/", post.sending_all, name="sending_all"),
    path("settings/mail/suppressions/<int:suppression_id>/lifting/", post.lifting, name="lifting"),
    path("settings/health/", health.health, name="health"),
    path("settings/health/checks/", health.checks, name="checks"),
    path("settings/health/jobs/<int:job_id>/retrial/", health.retrial, name="retrial"),
]
