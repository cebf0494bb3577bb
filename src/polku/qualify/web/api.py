"""Qualifying by API: answers to question sets; lead forms and what came in through them."""

from ninja import Router

from polku.qualify.web import api_answers, api_captures

router = Router()
router.add_router("", api_answers.router)
router.add_router("", api_captures.router)
