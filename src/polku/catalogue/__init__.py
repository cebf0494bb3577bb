"""Goods and services, price lists, promotions, taxes; every price explained line by line (E1).

Document totals are exact and pure (`logic.totals`).
"""
