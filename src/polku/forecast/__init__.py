"""The forecast: what will close by when, by commitment, by stage and as learned, and how earlier ones fared (H6, C2).

Rows: `Category` (what the owner says of a deal: committed, best case, in the pipeline, left out), `LearnedModel` (what
a night learned, as plain JSON), `Chance` (an open deal's chances over time, made anew each night), `Forecast` (what was
forecast for a month, by which method, for whom; append-only).
Entry points: `actions.set_categories`, `queries.outlook` (months of any filtered deals), `queries.chance_of` (one deal
with reasons), `making.night` (the job), `python -m polku.forecast.learning_process` (the child that learns).
Invariants: scikit-learn is loaded in the child alone; below 200 closed deals nothing is learned, and that is said; a
forecast once stored is never changed; what is said of the past was made from what was known then.
"""
