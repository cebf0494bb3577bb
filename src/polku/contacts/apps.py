"""Wiring of customers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "polku.contacts"
    label = "contacts"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.contacts import addresses, events, rules, tasks  # noqa: F401, PLC0415 -- apps must be loaded first
        from polku.contacts.queries import documents  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.search.registry import Kind  # noqa: PLC0415 -- apps must be loaded first
        from polku.search.registry import register as register_kind  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS)
        register_kind(
            Kind(
                key=documents.CUSTOMER,
                label=_("Customers"),
                url=addresses.customer_url,
                documents=documents.customer_documents,
                permission=rules.ContactPermission.SEE,
                icon="people",
                order=20,
            )
        )
        register_kind(
            Kind(
                key=documents.CONTACT,
                label=_("Contacts"),
                url=addresses.contact_url,
                documents=documents.contact_documents,
                permission=rules.ContactPermission.SEE,
                icon="person",
                order=30,
            )
        )
