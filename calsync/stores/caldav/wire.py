"""HTTP towards one account: authentication, time limits, retries, redirects. Nothing of calendars.

The session and the choice between Basic, Digest and Bearer are the caldav library's; what it leaves open
is settled here. Every request has a time limit. A redirect is followed only within its own origin, so
that credentials never travel to another host. Requests that only read are repeated when that can help;
one that writes is sent once, and ``Lost`` says that nobody knows whether it arrived.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from calsync.errors import AuthError, NetworkError
from calsync.stores.caldav.addresses import check_address, host_of, origin, same_site, shown
from calsync.stores.caldav.attempts import Attempt, Timing
from calsync.stores.caldav.login import Bearer, Login, Nobody, Password

LARGEST_BODY = 128 * 1024 * 1024
REPEATABLE = frozenset({429, 500, 502, 503, 504})
_QUOTA = re.compile(rb"rateLimitExceeded|quotaExceeded", re.I)
"""How Google says, with 403, what others say with 429."""
_REDIRECTS = frozenset({301, 302, 307, 308})


class Lost(NetworkError):
    """A request was sent, but no answer came: the server may or may not have acted on it."""


class Elsewhere(NetworkError):
    """The server sends us to another host. ``url`` is where; following it is the user's decision."""

    def __init__(self, message: str, url: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.url = url


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are lower case; ``url`` is where it came from in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def retry_after(self) -> str | None:
        return self.headers.get("retry-after")


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
        self._verify = verify
        self.timing = timing or Timing()
        self._origins = {origin(url)}
        self._client: Any = None

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
        if self._client is not None:
            self._client.close()

    def read(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request that changes nothing, repeated with growing pauses while that can help.

        Raises NetworkError, AuthError. Any other status is the caller's to judge.
        """
        for attempt in self.attempts():
            try:
                answer = self._follow(method, url, body, headers or {})
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
        answer = self._once(method, url, body, headers)
        if answer.status == 401 and self._renewed(answer):
            answer = self._once(method, url, body, headers)
        if answer.status == 401:
            raise self._refused()
        if answer.status == 403 and _QUOTA.search(answer.body[:4000]):
            return replace(answer, status=429)
        return answer

    def _renewed(self, answer: Answer) -> bool:
        """Whether there is something better to authenticate with than what was just refused."""
        client = self._connection()
        match self._login:
            case Bearer(token):
                client.auth = _bearer(token(True))
                return True
            case Password():
                offered = client.extract_auth_types(answer.headers.get("www-authenticate", ""))
                if "digest" in offered and "basic" in type(client.auth).__name__.lower():
                    client.build_auth_object(["digest"])
                    return True
                return False
            case Nobody():
                return False

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

    def _once(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One request on the wire, its whole body read within the time limit."""
        client = self._connection()
        requests = _http()
        end = time.monotonic() + self.timing.whole
        try:
            response = client.session.request(
                method,
                url,
                data=body or None,
                headers={"User-Agent": "calsync", **headers},
                auth=client.auth or _unsigned,
                timeout=(self.timing.connect, self.timing.read),
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            )
            with contextlib.closing(response):
                content = self._body(response, end)
        except requests.exceptions.SSLError as error:
            raise NetworkError(
                f"{self.host}: the secure connection cannot be trusted ({_reason(error)})",
                hint="Check the host name and the clock; a server of your own needs a certificate you trust.",
            ) from None
        except requests.exceptions.ConnectTimeout:
            raise Lost(f"{self.host} does not answer (no connection in {self.timing.connect:g} s)") from None
        except requests.exceptions.Timeout:
            raise Lost(f"{self.host} does not answer (nothing for {self.timing.read:g} s)") from None
        except (requests.exceptions.RequestException, _http_errors(), OSError) as error:
            raise Lost(f"{self.host}: the connection failed ({_reason(error)})") from None
        names = {str(name).lower(): str(value) for name, value in response.headers.items()}
        return Answer(int(response.status_code or 0), names, content, url)

    def _body(self, response: Any, end: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_content(1 << 16):
            parts.append(part)
            size += len(part)
            if size > LARGEST_BODY:
                raise NetworkError(f"{self.host} sends more than {LARGEST_BODY >> 20} MB in one answer")
            if time.monotonic() > end:
                raise Lost(f"{self.host} is too slow (no whole answer in {self.timing.whole:g} s)")
        return b"".join(parts)

    def _connection(self) -> Any:
        if self._client is None:
            from caldav.davclient import DAVClient

            client = DAVClient(self.url, enable_rfc6764=False)
            match self._login:
                case Password(username, password):
                    client.username, client.password = username, password()
                    # Without waiting to be asked: a 401 first would double the requests of a quiet run.
                    client.build_auth_object(["basic"])
                case Bearer(token):
                    client.auth = _bearer(token(False))
                case Nobody():
                    pass
            self._client = client
        return self._client


# --------------------------------------------------------------------------- the library


def _http() -> Any:
    from caldav.lib.http_sync import requests

    return requests


def _http_errors() -> type[Exception]:
    from urllib3.exceptions import HTTPError

    return HTTPError


def _bearer(token: str) -> Any:
    from caldav.requests import HTTPBearerAuth

    return HTTPBearerAuth(token)


def _unsigned(request: Any) -> Any:
    """No authentication, and none from ~/.netrc either: exactly one source of secrets for an account."""
    return request


def _reason(error: BaseException) -> str:
    """The innermost reason in a few words; addresses, which may hold secrets, are left out."""
    text = str(error)
    for pattern, words in _REASONS:
        if re.search(pattern, text, re.I):
            return words
    return type(error).__name__


_REASONS = (
    (r"certificate has expired", "its certificate has expired"),
    (r"self.signed", "its certificate is signed by itself"),
    (r"hostname mismatch|not valid for", "its certificate is for another host"),
    (r"unable to get (local )?issuer", "its certificate comes from nobody known here"),
    (r"refused", "refused"),
    (r"name or service|name resolution|getaddrinfo|resolve", "no such host"),
    (r"reset|aborted|closed|disconnect", "closed by the server"),
    (r"incomplete|expected .* bytes|not enough data", "cut off in the middle"),
    (r"unreachable", "no route"),
)
