"""Items, locations, reservations, shipments, proof of delivery, moving-average cost (F2).

Nothing is ever oversold or negative.
"""
