"""One request through the caldav library's session: signed, its whole answer read, within limits.

The session and the ways to prove who asks (Basic, Digest, Bearer) are the library's, and so are kept
connections, proxies, and the authorities that this machine trusts. Nothing here knows of redirects or
calendars.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from calsync.errors import AuthError, ConfigError, NetworkError
from calsync.stores.caldav.addresses import host_of
from calsync.stores.caldav.attempts import Timing
from calsync.stores.caldav.login import Bearer, Login, Nobody, Password

LARGEST_BODY = 128 * 1024 * 1024
_BLOCK = 1 << 16


class Lost(NetworkError):
    """A request was sent, but no answer came: the server may or may not have acted on it."""


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


class Transport:
    """Connections to the hosts of one account, whose address is ``url``.

    ``verify`` is True for the authorities that this machine trusts, or the path of a file with those to
    trust. The library is loaded, and the secret fetched, for the first request.
    """

    def __init__(self, url: str, login: Login, verify: bool | str, timing: Timing) -> None:
        self._url = url
        self._login = login
        self._verify = verify
        self._timing = timing
        self._opened: Any = None

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def renew(self, challenge: str) -> bool:
        """Whether there is something better to sign with than what was just refused, and use it.

        ``challenge`` is what the server asks for (WWW-Authenticate, RFC 9110 11.6.1).
        """
        client = self._client()
        match self._login:
            case Bearer(token):
                client.auth = _bearer(token(True))
                return True
            case Password():
                basic = _requests().auth.HTTPBasicAuth
                if "digest" not in client.extract_auth_types(challenge) or not isinstance(client.auth, basic):
                    return False
                client.build_auth_object(["digest"])
                return True
            case Nobody():
                return False

    def send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One request. Raises Lost where no whole answer came, NetworkError for a host not to be trusted."""
        client = self._client()
        host = host_of(url)
        end = time.monotonic() + self._timing.whole
        with self._explained(host):
            response = client.session.request(
                method,
                url,
                data=body or None,
                headers={"User-Agent": "calsync", **headers},
                auth=client.auth or _unsigned,
                timeout=(self._timing.connect, self._timing.read),
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            )
            with contextlib.closing(response):
                content = b"".join(self._body(response, host, end))
        named = {str(name).lower(): str(value) for name, value in response.headers.items()}
        return Answer(int(response.status_code or 0), named, content, url)

    # ------------------------------------------------------------------ inner

    def _client(self) -> Any:
        if self._opened is None:
            from caldav.davclient import DAVClient

            client = DAVClient(self._url, enable_rfc6764=False)
            # Plain http goes to this machine alone: no proxy shall see what it carries.
            client.session.trust_env = urlsplit(self._url).scheme == "https"
            match self._login:
                case Password(username, password):
                    client.username, client.password = username, password()
                    # Without waiting to be asked: a 401 first would double the requests of a quiet run.
                    client.build_auth_object(["basic"])
                case Bearer(token):
                    client.auth = _bearer(token(False))
                case Nobody():
                    pass
            self._opened = client
        return self._opened

    @contextlib.contextmanager
    def _explained(self, host: str) -> Iterator[None]:
        """What goes wrong on the way, in words."""
        requests = _requests()
        try:
            yield
        except requests.exceptions.SSLError as error:
            raise NetworkError(
                f"{host}: the secure connection cannot be trusted ({_reason(error)})",
                hint="Check the host name and the clock; a server of your own needs a certificate you trust.",
            ) from None
        except (requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL):
            raise ConfigError(
                f"{host} cannot be asked: its address, or the proxy of this machine, is of an unknown kind",
                hint="Check the account's url; set HTTPS_PROXY to an http:// proxy, or NO_PROXY to the host.",
            ) from None
        except requests.exceptions.ConnectTimeout:
            raise Lost(f"{host} does not answer (no connection in {self._timing.connect:g} s)") from None
        except requests.exceptions.Timeout:
            raise Lost(f"{host} does not answer (nothing for {self._timing.read:g} s)") from None
        except (requests.packages.urllib3.exceptions.HTTPError, OSError) as error:
            raise Lost(f"{host}: the connection failed ({_reason(error)})") from None
        except (KeyError, ValueError):  # what the library's Digest makes of a challenge it cannot answer
            raise AuthError(
                f"{host} asks for a proof of the password that cannot be given",
                hint="Let the server take Basic, or Digest with MD5 or SHA-256 (RFC 7616).",
            ) from None

    def _body(self, response: Any, host: str, end: float) -> Iterator[bytes]:
        size = 0
        for part in response.iter_content(_BLOCK):
            size += len(part)
            if size > LARGEST_BODY:
                raise NetworkError(f"{host} sends more than {LARGEST_BODY >> 20} MB in one answer")
            if time.monotonic() > end:
                raise Lost(f"{host} is too slow (no whole answer in {self._timing.whole:g} s)")
            yield part


# --------------------------------------------------------------------------- the library


def _requests() -> Any:
    """The HTTP library that the caldav library has chosen."""
    from caldav.lib.http_sync import requests

    return requests


def _bearer(token: str) -> Any:
    from caldav.requests import HTTPBearerAuth

    return HTTPBearerAuth(token)


def _unsigned(request: Any) -> Any:
    """No authentication, and none from ~/.netrc either: exactly one source of secrets for an account."""
    return request


def _reason(error: BaseException) -> str:
    """The reason in a few words; addresses, which may hold secrets, are left out."""
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
    (r"tunnel", "the proxy does not let it through"),
)
