"""Wiring of proposals."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "polku.proposals"
    label = "proposals"
