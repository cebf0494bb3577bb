"""Customers and contacts by API: the same actions as the pages."""

from ninja import Router

from polku.contacts.web import api_contacts, api_customers, api_merges, api_privacy

router = Router()
router.add_router("", api_customers.router)
router.add_router("", api_contacts.router)
router.add_router("", api_merges.router)
router.add_router("", api_privacy.router)
