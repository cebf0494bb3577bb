"""Figures as frozen values, and how they are drawn; no Django, no engine."""
