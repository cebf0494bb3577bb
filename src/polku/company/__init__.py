"""The firm itself: name, currency and dated rates, time zone, working calendar, holidays, languages, brand.

Entry points: `queries.company()`, `queries.calendar()`, `queries.to_company_currency`, `actions.update_company`.
Invariant: one row; a rate is never changed once a day has used it, a new day gets a new one.
"""
