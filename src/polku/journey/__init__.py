"""The buyer's side of the sale: their journey, what holds them up, how they found the selling. Row A3.

Entry points: `actions.make_journey`, `actions.put_entry`, `actions.publish_journey`, `actions.raise_obstacles` (a
batch), `actions.remove_obstacles`, `actions.give_feedback`, `actions.ask_buyer` (the short link),
`actions.answer_by_link`, `queries.matrix`, `queries.obstacles`, `queries.gaps`.
Invariants: a published journey never changes, edits go to its draft and each can be taken back; an obstacle and
feedback belong to a deal and are seen by whoever sees the deal; what was said stands in the row and never in the log;
a buyer's link is 128 random bits, opens one deal's three questions and is answered once.
"""
