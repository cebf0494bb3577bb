"""The interface all domains share: components, navigation, palette, Today, saved views, settings, errors as pages.

Entry points: `registry` (what a domain shows here without an import), `answers` (what views answer with),
`templatetags.ui` (components), `ui/base.html` and `ui/public.html`.
Invariants: nothing inline (strict CSP), no request to another host, every page works at 360 px, in light and
dark, with the keyboard alone; a saved view is nothing but a name for a page's query.
"""
