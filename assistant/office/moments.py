"""Moments as the office keeps them: ISO 8601 in UTC, of one length, so that they sort as text."""

from datetime import UTC, datetime, timedelta


def now() -> str:
    """Return this moment.

    >>> len(now())
    32
    """
    return _written(datetime.now(UTC))


def from_now(span: timedelta) -> str:
    """Return the moment that is so far away; in the past for a negative span."""
    return _written(datetime.now(UTC) + span)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
