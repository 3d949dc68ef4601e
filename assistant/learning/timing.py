"""Moments of tests, as `assistant.moments` keeps them."""

from datetime import datetime, timedelta

from assistant.errors import WrongUseError
from assistant.moments import written


def after(moment: str, span: timedelta) -> str:
    """Return the moment a while after another, before it for a negative span.

    >>> after("2024-03-01T08:00:00.000000+00:00", timedelta(minutes=30))
    '2024-03-01T08:30:00.000000+00:00'
    """
    return written(datetime.fromisoformat(moment) + span)


def read_moment(text: str) -> str:
    """Return a moment that somebody sent, as we write it.

    >>> read_moment("2024-03-01T16:00+08:00")
    '2024-03-01T08:00:00.000000+00:00'

    Args:
        text: ISO 8601; without a zone, as clocks go where this machine stands.

    Raises:
        WrongUseError: it is no moment.
    """
    try:
        return written(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError) as error:
        raise WrongUseError(
            f"看不懂时间“{text[:40]}”。", hint="请写成 2024-03-01T08:00 这样的形式。"
        ) from error


def in_words(moment: str) -> str:
    """Return a moment as people read it where this machine stands: "3月1日 16:00"."""
    here = datetime.fromisoformat(moment).astimezone()
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def due(started_at: str, minutes: int | None, closes_at: str) -> str:
    """Return when an attempt ends: after its minutes, and with the test at the latest."""
    if minutes is None:
        return closes_at
    return min(closes_at, after(started_at, timedelta(minutes=minutes)))
