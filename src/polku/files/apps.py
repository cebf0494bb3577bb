"""Wiring of attachments."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "polku.files"
    label = "files"
