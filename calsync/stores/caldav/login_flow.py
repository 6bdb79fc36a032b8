"""Nextcloud's Login Flow v2: the user signs in in a browser, the server hands out an app password."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin

from calsync.errors import AuthError, NetworkError
from calsync.stores.caldav.addresses import host_of, origin
from calsync.stores.caldav.attempts import Timing
from calsync.stores.caldav.login import Nobody
from calsync.stores.caldav.wire import Answer, Wire

WAIT_SECONDS = 1200.0
"""The server forgets a login after 20 minutes."""
_EVERY = 2.0


@dataclass(frozen=True, slots=True)
class AppPassword:
    """What the server handed out."""

    server: str
    username: str
    password: str = field(repr=False)

    @property
    def caldav(self) -> str:
        """The address for the configuration."""
        return self.server.rstrip("/") + "/remote.php/dav/"


def app_password(
    url: str,
    show: Callable[[str], None],
    *,
    verify: bool | str = True,
    seconds: float = WAIT_SECONDS,
    timing: Timing | None = None,
) -> AppPassword:
    """Ask the Nextcloud at ``url`` for an app password. ``show`` is given the address to open in a browser.

    Raises AuthError when nobody signs in in time, NetworkError when this is no Nextcloud, ConfigError.
    """
    base = url.partition("/remote.php")[0].rstrip("/") + "/"
    wire = Wire(base, Nobody(), verify=verify, timing=timing)
    begun = _read(wire.write("POST", urljoin(base, "index.php/login/v2")))
    try:
        token, endpoint, page = begun["poll"]["token"], begun["poll"]["endpoint"], begun["login"]
    except (KeyError, TypeError):
        raise _no_nextcloud(base) from None
    if origin(endpoint) != origin(base):
        raise NetworkError(f"{host_of(base)} sends the login to another host ({host_of(endpoint)})")
    show(str(page))
    form = urlencode({"token": token}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(max(1, int(seconds / _EVERY))):
        answer = wire.write("POST", endpoint, form, kind)
        if answer.status == 200:
            given = _read(answer)
            try:
                return AppPassword(str(given["server"]), str(given["loginName"]), str(given["appPassword"]))
            except KeyError:
                raise _no_nextcloud(base) from None
        if answer.status != 404:
            raise NetworkError(f"{host_of(base)} ended the login with status {answer.status}")
        wire.timing.sleep(_EVERY)
    raise AuthError(f"Nobody signed in within {seconds:g} seconds", hint="Try again.")


def _read(answer: Answer) -> dict[str, dict[str, str]]:
    try:
        read = json.loads(answer.body)
    except ValueError:
        read = None
    if answer.status != 200 or not isinstance(read, dict):
        raise _no_nextcloud(answer.url)
    return read


def _no_nextcloud(url: str) -> NetworkError:
    return NetworkError(
        f"{host_of(url)} does not offer Nextcloud's login",
        hint="Make an app password in its settings instead.",
    )
