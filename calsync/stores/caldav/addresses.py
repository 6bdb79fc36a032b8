"""Addresses of servers: which are safe to send a password to, and how a message may show them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from calsync.errors import ConfigError

_LOOPBACK = re.compile(r"localhost|127(\.\d+){3}|::1")


def check_address(url: str) -> None:
    """Raises ConfigError for an address that is none, holds a password, or would send one in the clear."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise ConfigError(
            "The account's url is not an address", hint="It looks like https://host/path/"
        ) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ConfigError(f"{shown(url)} is not an address", hint="It looks like https://host/path/")
    if parts.username is not None or parts.password is not None:
        raise ConfigError(
            f"The url of {host} holds a user name or password", hint="Use username and a password key."
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigError(
            f"http://{host} would show your password to everyone on the way", hint=f"Use https://{host}/"
        )


def is_loopback(host: str) -> bool:
    return bool(_LOOPBACK.fullmatch(host))


def origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def host_of(url: str) -> str:
    return urlsplit(url).hostname or "the server"


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong together: one host, or one parent of two labels or more."""
    first, second = host_of(one), host_of(other)
    parent = first.partition(".")[2]
    return first == second or ("." in parent and not is_loopback(first) and second.endswith("." + parent))


def shown(url: str) -> str:
    """An address as a message may show it: no user, password, query or fragment, and one line."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return re.sub(r"[^\x21-\x7e]", "", f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}")[:200]
