"""Wiring of the company."""

from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "polku.company"
    label = "company"

    def ready(self) -> None:
        from polku.company import logo, queries  # noqa: PLC0415 -- apps must be loaded first
        from polku.company.events import CompanyChanged, RateStated  # noqa: PLC0415 -- apps must be loaded first
        from polku.documents.registry import logos  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.jobs.registry import surroundings  # noqa: PLC0415 -- apps must be loaded first

        register(CompanyChanged, RateStated)
        logos.register("company", logo.image)
        surroundings.append(queries.own_zone)
