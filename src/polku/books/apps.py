"""Wiring of books."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "polku.books"
    label = "books"
