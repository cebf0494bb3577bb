"""The catalogue by API."""

from ninja import Router

from polku.catalogue.web.api_prices import router as prices
from polku.catalogue.web.api_products import router as products
from polku.catalogue.web.api_promotions import router as promotions
from polku.catalogue.web.api_taxes import router as taxes

router = Router()
for part in (products, prices, promotions, taxes):
    router.add_router("", part)
