"""A quote of 60 lines as PDF/A-3b with its XML inside, drawn in this process, each with other words.

python -m benchmarks documents
"""

import os
import statistics
import time
from typing import Any, Final

LIMIT_MS: Final = 150
LINES: Final = 60
TURNS: Final = 30


def quote(turn: int) -> dict[str, Any]:
    names = (
        ("description", "Description"),
        ("quantity", "Quantity"),
        ("price", "Price"),
        ("net", "Net, EUR"),
    )
    return {
        "title": "Quote",
        "number": f"Q-2026-{turn:04d}",
        "brand": {"name": "Aava Oy", "colour": "#1f5c4a", "address": ["Satamakatu 4", "00160 Helsinki"]},
        "parties": [{"label": "For", "name": f"Łódź Foods {turn}", "lines": ["90-001 Łódź", "Poland"]}],
        "meta": [["Valid until", "20 December 2026"], ["Seller", "Alice"]],
        "needs": {"title": "What you need", "items": ["Coffee for 120 people", "One invoice a month"]},
        "columns": [
            {"key": key, "label": label, "main": key == "description", "align": "" if key == "description" else "right"}
            for key, label in names
        ],
        "lines": [
            {
                "description": f"Beans {turn}-{line}",
                "note": f"Batch {turn}{line}",
                "quantity": f"{line}.5 kg",
                "price": "124.75",
                "net": f"{turn * line + 1185}.13",
            }
            for line in range(LINES)
        ],
        "totals": [{"label": "Net", "value": "18,962.08"}, {"label": "Total", "value": "23,512.98", "strong": True}],
        "tax": {"title": "VAT", "columns": ["Rate", "Net", "VAT"], "rows": [["24 %", "18,962.08", "4,550.90"]]},
        "terms": [{"title": "Terms", "text": "Payment within 14 days of delivery."}],
        "footer": {"lines": ["Aava Oy, Helsinki"], "page": "Page {page} of {pages}"},
    }  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
    import django

    django.setup()
    from polku.documents.drawing import Attachment, pdf

    xml = [Attachment("quote.xml", b"<Quote/>" * 500)]
    start = time.perf_counter()
    pdf("document", quote(0), language="en", attach=xml)
    first = (time.perf_counter() - start) * 1000
    taken = []
    for turn in range(1, TURNS + 1):
        start = time.perf_counter()
        size = len(pdf("document", quote(turn), language="en", attach=xml))
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    middle, late = statistics.median(taken), taken[int(len(taken) * 0.95)]
    print(
        f"quote of {LINES} lines: {middle:.0f} ms (95 %: {late:.0f} ms, first: {first:.0f} ms), {size // 1024} kB"
    )
    print("as wished" if middle < LIMIT_MS else f"SLOWER than {LIMIT_MS} ms")


if __name__ == "__main__":
    main()
