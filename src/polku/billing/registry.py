"""What later domains show on the page of an invoice: how it was paid. Filled in their `apps.py: ready()`."""

from polku.ui.registry import Panel, Shelf

invoice_panels: Shelf[Panel] = Shelf("invoice panels")
