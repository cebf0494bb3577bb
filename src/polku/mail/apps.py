"""Wiring of mail."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "polku.mail"
    label = "mail"
