"""The API of what lies below the interface: who one is, people, teams, the company, its rates, mail."""

from ninja import Router

from polku.office.web import api_company, api_mail, api_people

router = Router()
router.add_router("", api_people.router)
router.add_router("", api_company.router)
router.add_router("", api_mail.router)
