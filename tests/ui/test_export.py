"""Lists as files: streamed as the one who asked would see them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from polku.ui.export import Column, export_response


def test_what_is_streamed_keeps_the_zone_and_language_of_the_request() -> None:
    columns = [Column(gettext_lazy("Date"), lambda moment: moment)]
    late = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Helsinki")), translation.override("fi"):
        answer = export_response([late], columns, format="csv", filename="days")
    assert answer.getvalue().decode("utf-8-sig").splitlines() == ["Päivämäärä", "2027-01-01T00:30:00+02:00"]
    assert (timezone.get_current_timezone_name(), translation.get_language()) == ("UTC", "en")
