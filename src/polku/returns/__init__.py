"""Return, exchange, repair, credit, linked to order, shipment and invoice (G2).

A return is of lines of deliveries that arrived; never more of one than arrived, which the database keeps too
(`ReturnTally`). What comes back comes at the original cost, that of the shipped line, booked the other way round; what
is damaged is scrapped. Money goes back by credit notes of billing and refunds of payments, goods go out again as an
order of price zero (exchange) or as they came (repair). Open returns keep an order open.
"""
