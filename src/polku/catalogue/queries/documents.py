"""What the search knows of products."""

from collections.abc import Iterable, Iterator, Sequence

from polku.catalogue.models import Product
from polku.db.lists import among
from polku.search.logic import Doc

PRODUCT = "product"


def product_document(product: Product) -> Doc:
    """A product by its number, its names in every language and its group. A cost is never among the words."""
    names = " ".join(text for _, text in product.name.entries)
    return Doc(
        kind=PRODUCT,
        row_id=product.pk,
        owner_id=None,
        team_id=None,
        title=str(product.name),
        subtitle=product.sku,
        words=f"{product.sku} {names} {product.group}",
    )


def product_documents(ids: Sequence[int] | None) -> Iterator[Doc]:
    """Documents of these products, or of all that are sold, in order of id."""
    rows = Product.objects.current().order_by("id")
    found: Iterable[Product] = (
        rows.iterator(chunk_size=5000) if ids is None else rows.filter(id__in=among(ids))
    )
    return map(product_document, found)
