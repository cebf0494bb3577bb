"""A goal drawn: its line against the pace, with where it is likely to end."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import format_skeleton
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polku.measures.logic import charts
from polku.measures.measuring import writing
from polku.measures.measuring.goals import Point, Stood
from polku.ui import locale_formats


def drawing(stood: Stood, points: Sequence[Point]) -> tuple[SafeString, SafeString]:
    """The drawing for a wide page and for a phone."""
    unit, stands = stood.known.unit, stood.standing
    dots = [
        charts.Dot(
            str(format_skeleton("dMMM", one.day, locale=locale_formats.locale())) if one.is_step else "",
            one.value,
            one.pace,
            one.over,
        )
        for one in points
    ]
    foretold = None
    if (
        stood.aim.adds_up
        and stands.foretold is not None
        and stands.low is not None
        and stands.high is not None
    ):
        foretold = (stands.foretold, stands.low, stands.high)
    label = _("%(name)s: reached against pace. Its figures are in the table below.") % {
        "name": stood.known.name
    }
    wide, narrow = charts.pace(
        dots,
        label=label,
        say=writing.sayer(unit),
        target=stood.aim.target,
        foretold=foretold,
        from_zero=stood.aim.adds_up,
        names={
            "reached": _("reached"),
            "pace": _("pace"),
            "target": _("target"),
            "foretold": _("foretold"),
        },
    )
    return SafeString(wide), SafeString(narrow)
