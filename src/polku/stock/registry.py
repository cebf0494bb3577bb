"""What later domains show of deliveries: panels on a delivery's page. Filled in their `apps.py`."""

from polku.ui.registry import Panel, Shelf

shipment_panels: Shelf[Panel] = Shelf("delivery panels")
