"""Imports by API: send a file, say how it is read, try it, run it, watch it, take it back."""

from ninja import Router

from polku.imports.web import api_imports, api_running

router = Router()
router.add_router("", api_imports.router)
router.add_router("", api_running.router)
