"""Wiring of the log."""

from django.apps import AppConfig


class EventlogConfig(AppConfig):
    name = "polku.eventlog"
    label = "eventlog"
