"""What is shown of the books has a name in the reader's language."""

from polku.books import registry

KINDS = (
    "receipt refund exchange difference bad_debt late_charge voucher voucher_expired "
    "count goods_received shipment return invoice credit_note"
)


def test_whatever_documents_post_is_called_something() -> None:
    known = (registry.sources, registry.texts)
    assert [kind for kind in KINDS.split() if not any(one.find(kind) for one in known)] == []
