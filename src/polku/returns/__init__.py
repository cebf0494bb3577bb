"""Return, exchange, repair, credit, linked to order, shipment and invoice (G2).

Stock and cost go back at the original cost.
"""
