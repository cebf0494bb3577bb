"""Working time of a simulation: its weeks run evenly through working hours: order is kept, nights are free."""

from datetime import UTC, datetime
from typing import Final

WEEK: Final = 7 * 86_400
DAY: Final = 86_400
_MONDAY: Final = 4 * DAY
"""The first Monday of 1970 in seconds."""


class Clock:
    """Turns weeks since the first Monday of a simulation into seconds since 1970, always within working hours."""

    def __init__(self, monday: datetime, hours: tuple[int, int]) -> None:
        seconds = int(monday.astimezone(UTC).timestamp())
        self.monday = seconds - (seconds - _MONDAY) % WEEK
        self.opens, self.day = hours[0] * 3600, (hours[1] - hours[0]) * 3600

    def second(self, week: float) -> int:
        """The moment at which so many weeks have passed."""
        whole = int(week // 1)
        day, second = divmod(int((week - whole) * 5 * self.day), self.day)
        return self.monday + whole * WEEK + day * DAY + self.opens + second

    def week(self, at: datetime) -> float:
        """The weeks at a moment; nights and weekends belong to the hour that follows."""
        whole, rest = divmod(int(at.timestamp()) - self.monday, WEEK)
        day, second = divmod(rest, DAY)
        worked = min(5 * self.day, day * self.day + min(max(second - self.opens, 0), self.day))
        return whole + worked / (5 * self.day)


def moment(second: int) -> datetime:
    """Seconds since 1970 as an aware moment."""
    return datetime.fromtimestamp(second, UTC)
