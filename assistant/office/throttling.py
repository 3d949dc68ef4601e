"""How much one account, and one address, may ask of the server in a minute.

Counted in memory over a moving window: a restart forgets, which costs nothing.
"""

import ipaddress
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import TooManyRequestsError
from assistant.settings import OfficeSettings

# A person mistypes a password a few times, an office full of people comes in the morning by one
# address; who guesses needs many more.
SIGN_INS_PER_MINUTE = 20

# Whoever has an address of version 6 has at least as many of them as differ behind this prefix.
_PREFIX_BITS = 64


class Throttle:
    """Lets requests pass until there are too many of them; see `OfficeSettings` for how many.

    Args:
        settings: The limits.
    """

    def __init__(self, settings: OfficeSettings) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._requests = _limit("requests", settings.requests_per_minute)
        self._questions = _limit("questions", settings.questions_per_minute)
        self._sign_ins = _limit("sign_ins", SIGN_INS_PER_MINUTE)
        self._news = _limit("news", 1)

    def admit_request(self, account_id: str, address: str) -> None:
        """Count a request of an account, or, where nobody is signed in, of an address.

        Raises:
            TooManyRequestsError: there were too many.
        """
        key = account_id or _network_of(address)
        self._admit(self._requests, key, "操作太频繁，请稍候。")

    def admit_question(self, account_id: str) -> None:
        """Count a question of an account.

        Raises:
            TooManyRequestsError: there were too many.
        """
        told = f"一分钟内最多提 {self._questions.amount} 个问题。"
        self._admit(self._questions, account_id, told)

    def admit_sign_in(self, address: str) -> None:
        """Count an attempt to sign in from an address.

        Raises:
            TooManyRequestsError: there were too many.
        """
        self._admit(self._sign_ins, _network_of(address), "从这个地址登录的次数太多。")

    def is_news(self, account_id: str, address: str) -> bool:
        """Return whether a refusal is the first in a minute of that account or address.

        The log tells that somebody asked too much, not each time they did.
        """
        return self._window.hit(self._news, account_id or _network_of(address))

    def _admit(self, limit: RateLimitItemPerMinute, key: str, message: str) -> None:
        if self._window.hit(limit, key):
            return
        ends_at = self._window.get_window_stats(limit, key).reset_time
        wait_s = max(1, math.ceil(ends_at - time.time()))
        raise TooManyRequestsError(message, hint=f"请在 {wait_s} 秒后再试。", retry_after_s=wait_s)


def _limit(name: str, amount: int) -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(amount, namespace=name)


def _network_of(address: str) -> str:
    """Return what one subscriber's addresses have in common.

    >>> _network_of("10.0.0.7"), _network_of("2001:db8::7")
    ('10.0.0.7', '2001:db8::/64')
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, _PREFIX_BITS), strict=False))
