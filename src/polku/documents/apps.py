"""Wiring of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "polku.documents"
    label = "documents"
