"""How an account proves who it is. Secrets are fetched when first needed, and never shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Password:
    """User name and password (Basic or Digest, as the server wants)."""

    username: str
    password: Callable[[], str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bearer:
    """OAuth 2 (RFC 6750). The argument of ``token`` is True when the last one was refused."""

    token: Callable[[bool], str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Nobody:
    """No authentication: a server on this machine that asks for none."""


Login = Password | Bearer | Nobody
