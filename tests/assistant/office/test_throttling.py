"""Too much in a minute is refused, each for its own account or address."""

import time

import pytest

from assistant.errors import TooManyRequestsError
from assistant.office.throttling import SIGN_INS_PER_MINUTE, Throttle
from assistant.settings import OfficeSettings


class Clock:
    """The time of day, as a test moves it on."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    return clock


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(OfficeSettings(requests_per_minute=3, questions_per_minute=2))


def test_the_first_request_too_many_is_refused_until_the_window_has_moved_on(
    throttle: Throttle, clock: Clock
) -> None:
    for _ in range(3):
        throttle.admit_request("zhang", "10.0.0.7")
        clock.now += 10
    with pytest.raises(TooManyRequestsError) as raised:
        throttle.admit_request("zhang", "10.0.0.7")
    assert raised.value.retry_after_s == 30
    assert raised.value.hint == "请在 30 秒后再试。"
    clock.now += 30.5
    throttle.admit_request("zhang", "10.0.0.7")
    with pytest.raises(TooManyRequestsError):
        throttle.admit_request("zhang", "10.0.0.7")


def test_one_account_takes_nothing_from_another_at_the_same_address(throttle: Throttle) -> None:
    for _ in range(3):
        throttle.admit_request("zhang", "10.0.0.7")
    throttle.admit_request("li", "10.0.0.7")
    throttle.admit_request("", "10.0.0.7")


def test_without_an_account_the_address_is_counted(throttle: Throttle) -> None:
    for _ in range(3):
        throttle.admit_request("", "10.0.0.7")
    with pytest.raises(TooManyRequestsError):
        throttle.admit_request("", "10.0.0.7")
    throttle.admit_request("", "10.0.0.8")


def test_many_addresses_of_one_subscriber_are_one(throttle: Throttle) -> None:
    for host in ("1", "2", "ffff:1"):
        throttle.admit_request("", f"2001:db8::{host}")
    with pytest.raises(TooManyRequestsError):
        throttle.admit_request("", "2001:db8::3")
    throttle.admit_request("", "2001:db8:0:1::3")


def test_questions_are_counted_apart_from_other_requests(throttle: Throttle) -> None:
    for _ in range(2):
        throttle.admit_question("zhang")
    with pytest.raises(TooManyRequestsError, match="最多提 2 个问题"):
        throttle.admit_question("zhang")
    throttle.admit_request("zhang", "10.0.0.7")
    throttle.admit_question("li")


def test_signing_in_is_counted_by_address_alone(throttle: Throttle) -> None:
    for _ in range(SIGN_INS_PER_MINUTE):
        throttle.admit_sign_in("10.0.0.7")
    with pytest.raises(TooManyRequestsError, match="登录"):
        throttle.admit_sign_in("10.0.0.7")
    throttle.admit_sign_in("10.0.0.8")


def test_a_flood_is_news_once_a_minute(throttle: Throttle, clock: Clock) -> None:
    assert [throttle.is_news("zhang", "10.0.0.7") for _ in range(3)] == [True, False, False]
    assert throttle.is_news("li", "10.0.0.7")
    clock.now += 61
    assert throttle.is_news("zhang", "10.0.0.7")
