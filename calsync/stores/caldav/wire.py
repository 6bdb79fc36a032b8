"""HTTP towards one account: time limits, retries, redirects. Nothing of calendars.

Every request has a time limit. A redirect is followed only within its own origin, so that credentials
never travel to another host. Requests that only read are repeated when that can help; one that writes is
sent once, and ``Lost`` says that nobody knows whether it arrived.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from calsync.errors import AuthError, NetworkError
from calsync.stores.caldav.addresses import check_address, host_of, origin, same_site, shown
from calsync.stores.caldav.attempts import Attempt, Timing
from calsync.stores.caldav.login import Bearer, Login, Nobody, Password
from calsync.stores.caldav.transport import Answer, Lost, Transport

REPEATABLE = frozenset({429, 500, 502, 503, 504})
_QUOTA = re.compile(rb"rateLimitExceeded|quotaExceeded", re.I)
"""How Google says, with 403, what others say with 429."""
FRESH = 60.0
"""Seconds that an answer may be left for another reader."""
_REDIRECTS = frozenset({301, 302, 307, 308})

__all__ = ["REPEATABLE", "Answer", "Elsewhere", "Lost", "Wire"]


class Elsewhere(NetworkError):
    """The server sends us to another host. ``url`` is where; following it is the user's decision."""

    def __init__(self, message: str, url: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.url = url


class Wire:
    """One account's connection. ``url`` must be https, or http to this machine.

    ``verify`` is True, or the path of a bundle of certificates to trust. Raises ConfigError for an
    address that would show the password to others.
    """

    def __init__(
        self, url: str, login: Login, *, verify: bool | str = True, timing: Timing | None = None
    ) -> None:
        check_address(url)
        self.url = url
        self.host = host_of(url)
        self._login = login
        self.timing = timing or Timing()
        self._origins = {origin(url)}
        self._transport = Transport(url, login, verify, self.timing)
        self._left: dict[tuple[str, str, bytes, str], tuple[float, Answer]] = {}

    def trust(self, url: str) -> None:
        """Let credentials go to the host of ``url``, named by the server itself in an authenticated answer.

        Only within the same site (iCloud names p42-caldav.icloud.com); raises Elsewhere for any other.
        """
        if origin(url) in self._origins:
            return
        check_address(url)
        if not same_site(self.url, url) or urlsplit(url).scheme != urlsplit(self.url).scheme:
            raise self._elsewhere(url)
        self._origins.add(origin(url))

    def close(self) -> None:
        self._transport.close()

    def read(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        leave: bool = False,
    ) -> Answer:
        """Send a request that changes nothing, repeated with growing pauses while that can help.

        ``leave`` the answer here, and whoever asks the very same next is given it, unless something was
        written or a minute has passed. Raises NetworkError, AuthError. Any other status is the caller's to
        judge.
        """
        question = method, url, body, (headers or {}).get("Depth", "")
        since, left = self._left.pop(question, (0.0, None))
        if left is not None and not leave and time.monotonic() - since < FRESH:
            return left
        answer = self._read(method, url, body, headers or {})
        if leave:
            self._left[question] = time.monotonic(), answer
        return answer

    def _read(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        for attempt in self.attempts():
            try:
                answer = self._follow(method, url, body, headers)
            except Lost as error:
                attempt.failed(error)
                continue
            if answer.status not in REPEATABLE:
                return answer
            attempt.failed(self.unwell(answer), answer.retry_after)
        raise AssertionError("attempts() ends by raising")

    def write(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request once. Raises Lost where its effect is unknown, NetworkError, AuthError."""
        if method != "REPORT":
            self._left.clear()
        return self._follow(method, url, body, headers or {})

    def attempts(self) -> Iterator[Attempt]:
        """The tries of one request: ``failed`` pauses before the next, or raises after the last."""
        for number in range(1, self.timing.tries + 1):
            yield Attempt(number, self.timing)

    def unwell(self, answer: Answer) -> NetworkError:
        """The error for an answer that says the server is unwell or busy."""
        busy = answer.status == 429
        what = "asks for fewer requests" if busy else "cannot answer at the moment"
        return NetworkError(f"{self.host} {what} (status {answer.status})", hint="Try again later.")

    # ------------------------------------------------------------------ one request

    def _follow(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        for _ in range(5):
            if origin(url) not in self._origins:
                raise self._elsewhere(url)
            answer = self._authenticated(method, url, body, headers)
            place = answer.headers.get("location")
            if answer.status not in _REDIRECTS or place is None:
                return answer
            url = urljoin(answer.url, place)
        raise NetworkError(f"{self.host} redirects in a circle", hint="Check the account's url.")

    def _elsewhere(self, there: str) -> Elsewhere:
        place = shown(there)
        return Elsewhere(
            f"{self.host} sends us on to {place}; a password never follows to another host",
            place,
            hint=f'If that is your provider\'s, write url = "{place}" in the configuration.',
        )

    def _authenticated(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        answer = self._transport.send(method, url, body, headers)
        if answer.status == 401 and self._transport.renew(answer.headers.get("www-authenticate", "")):
            answer = self._transport.send(method, url, body, headers)
        if answer.status == 401:
            raise self._refused()
        if answer.status == 403 and _QUOTA.search(answer.body[:4000]):
            return replace(answer, status=429)
        return answer

    def _refused(self) -> AuthError:
        match self._login:
            case Bearer():
                return AuthError(f"{self.host} refuses the access token", hint="Sign in again.")
            case Password(username):
                return AuthError(
                    f"{self.host} refuses the password of {username}",
                    hint="Check the user name and the password; many providers want an app password.",
                )
            case Nobody():
                return AuthError(f"{self.host} wants a user name and a password")
