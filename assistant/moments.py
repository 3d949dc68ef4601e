"""Moments as the database keeps them: ISO 8601 in UTC, of one length, so that they sort as text."""

from datetime import UTC, date, datetime, time, timedelta


def now() -> str:
    """Return this moment.

    >>> len(now())
    32
    """
    return written(datetime.now(UTC))


def from_now(span: timedelta) -> str:
    """Return the moment that is so far away; in the past for a negative span."""
    return written(datetime.now(UTC) + span)


def beginning_of(day: date) -> str:
    """Return the moment at which a day begins where this machine stands."""
    return written(datetime.combine(day, time.min).astimezone(UTC))


def written_here(moment: str) -> str:
    """Return a kept moment as people read it where this machine stands, to the second."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def written(moment: datetime) -> str:
    """Return a moment that knows its zone as the database keeps it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
