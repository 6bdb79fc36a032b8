"""Signing in to Google: OAuth 2 for installed apps (RFC 8252), with the user's own client file.

PKCE and state guard the way through the browser; the answer comes back to a port of this machine. What
remains is a refresh token: a secret, kept like a password. Access tokens live as long as a run.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from calsync.errors import AuthError, ConfigError, NetworkError

SCOPE = "https://www.googleapis.com/auth/calendar"
SIGN_IN_SECONDS = 300.0
_CALDAV = "https://apidata.googleusercontent.com/caldav/v2/"
_AGAIN = "Sign in again with: calsync account add"
_TESTING = (
    "Google ends a sign-in after 7 days while the OAuth app is in testing: publish the app in the Google "
    "Cloud console (OAuth consent screen, Publish app), then sign in again with: calsync account add"
)


def caldav_address(calendar: str) -> str:
    """Where Google serves CalDAV for an account or a calendar, named by its address."""
    return f"{_CALDAV}{quote(calendar, safe='@')}/user"


def sign_in(client_file: Path, show: Callable[[str], None], *, seconds: float = SIGN_IN_SECONDS) -> str:
    """Have the user sign in. ``show`` is given the address to open in a browser. Returns the refresh token.

    Raises AuthError when the user refuses or does not come back in time, NetworkError, ConfigError.
    """
    flow = _flow(client_file)
    with _Landing() as landing:
        flow.redirect_uri = f"http://127.0.0.1:{landing.server_port}/"
        address, state = flow.authorization_url(access_type="offline", prompt="consent")
        show(address)
        answer = landing.wait(state, seconds)
    if "code" not in answer:
        raise AuthError(f"Google did not let calsync in: {_plain(answer.get('error', 'no answer'))}")
    try:
        flow.fetch_token(code=answer["code"])
    except Exception as error:
        raise _trouble(error) from None
    if not flow.credentials.refresh_token:
        raise AuthError(
            "Google gave no lasting permission",
            hint="Remove calsync at myaccount.google.com/permissions and sign in again.",
        )
    return str(flow.credentials.refresh_token)


@dataclass(slots=True)
class Tokens:
    """Access tokens for one run: call it for the current one, with True when that one was refused."""

    client_file: Path
    refresh_token: Callable[[], str] = field(repr=False)
    _credentials: Any = field(default=None, repr=False)

    def __call__(self, refused: bool) -> str:
        """Raises AuthError when the sign-in has ended, NetworkError, ConfigError."""
        if self._credentials is None:
            client = _client(self.client_file)
            credentials = _library("google.oauth2.credentials")
            self._credentials = credentials.Credentials(
                None,
                refresh_token=self.refresh_token(),
                token_uri=client["token_uri"],
                client_id=client["client_id"],
                client_secret=client["client_secret"],
                scopes=[SCOPE],
            )
        if refused or not self._credentials.token:
            transport = _library("google.auth.transport.requests")
            try:
                self._credentials.refresh(transport.Request())
            except Exception as error:
                raise _trouble(error) from None
        return str(self._credentials.token)


# --------------------------------------------------------------------------- the way back from the browser


class _Landing(HTTPServer):
    """The page that the browser comes back to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.state = ""
        self.answer: dict[str, str] | None = None

    def wait(self, state: str, seconds: float) -> dict[str, str]:
        """The query of the first request that carries our ``state``; anything else is turned away."""
        self.state = state
        end = time.monotonic() + seconds
        while self.answer is None:
            self.timeout = max(0.0, end - time.monotonic())
            if self.timeout <= 0:
                raise AuthError(f"Nobody signed in within {seconds:g} seconds", hint="Try again.")
            self.handle_request()
        return self.answer


class _Page(BaseHTTPRequestHandler):
    server: _Landing
    timeout = 10

    def do_GET(self) -> None:
        import hmac

        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        ours = hmac.compare_digest(query.get("state", "").encode(), self.server.state.encode())
        if ours:
            self.server.answer = query
        text = b"calsync: done. You can close this window." if ours else b"calsync: not what was asked for."
        self.send_response(200 if ours else 400)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the address holds the code."""


# --------------------------------------------------------------------------- the client file and the library


def _client(client_file: Path) -> dict[str, str]:
    """The part of Google's client file that counts. Raises ConfigError."""
    try:
        read = json.loads(client_file.read_text(encoding="utf-8"))
        client = read["installed"]
        return {name: str(client[name]) for name in ("client_id", "client_secret", "auth_uri", "token_uri")}
    except OSError as error:
        raise ConfigError(f"The OAuth client file cannot be read: {client_file} ({error.strerror})") from None
    except (ValueError, KeyError, TypeError):
        raise ConfigError(
            f"{client_file} is not the OAuth client of a desktop app",
            hint="In the Google Cloud console: Credentials, Create OAuth client ID, Desktop app, Download.",
        ) from None


def _flow(client_file: Path) -> Any:
    client = _client(client_file)
    flow = _library("google_auth_oauthlib.flow")
    return flow.InstalledAppFlow.from_client_config({"installed": client}, [SCOPE])


def _library(name: str) -> Any:
    """A module of Google's libraries, which only Google accounts need. Raises ConfigError without them."""
    import importlib
    import logging

    for talkative in ("requests_oauthlib", "oauthlib", "google"):
        logging.getLogger(talkative).setLevel(logging.WARNING)  # at DEBUG they write tokens to the log
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ConfigError(
            "Google accounts need one more package", hint="Install it with: pip install 'calsync[google]'"
        ) from None


def _trouble(error: Exception) -> AuthError | NetworkError | ConfigError:
    """One clear line for whatever the OAuth libraries raise; their own words may hold tokens."""
    text = f"{type(error).__name__} {error}"
    if "invalid_grant" in text:
        return AuthError(
            "Google no longer accepts the sign-in of this account (invalid_grant)", hint=_TESTING
        )
    if "invalid_client" in text or "unauthorized_client" in text:
        return ConfigError(
            "Google does not know this OAuth client",
            hint="Download the client's JSON again, see client_file.",
        )
    if "Transport" in text or "Connection" in text or "Timeout" in text:
        return NetworkError("Google's sign-in service cannot be reached", hint="Try again later.")
    return AuthError(f"Google's sign-in failed ({type(error).__name__})", hint=_AGAIN)


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum() or letter in " _-.")[:80]
