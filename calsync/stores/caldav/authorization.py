"""What goes into an Authorization header: Basic (RFC 7617), Digest (RFC 7616), Bearer (RFC 6750)."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass, field

from calsync.stores.caldav.addresses import request_target

_HASHES = {"md5": "md5", "sha-256": "sha256"}
_PART = re.compile(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def bearer(token: str) -> str:
    return f"Bearer {token}"


@dataclass(slots=True)
class Digest:
    """A challenge that was met, and how often it has been answered."""

    username: str
    password: str = field(repr=False)
    realm: str
    nonce: str
    opaque: str | None
    algorithm: str
    """As the server wrote it."""
    protected: bool
    """With qop=auth; without, as in RFC 2069."""
    count: int = 0

    def header(self, method: str, url: str) -> str:
        """The answer for one request."""
        self.count += 1
        target, count, own = request_target(url), f"{self.count:08x}", os.urandom(8).hex()
        said = {
            "username": self.username,
            "realm": self.realm,
            "nonce": self.nonce,
            "uri": target,
            "response": self.response(method, target, count, own),
            **({"opaque": self.opaque} if self.opaque is not None else {}),
            "cnonce": own,
        }
        quoted = ", ".join(f'{name}="{_escaped(value)}"' for name, value in said.items())
        more = f", qop=auth, nc={count}" if self.protected else ""
        return f"Digest {quoted}, algorithm={self.algorithm}{more}"

    def response(self, method: str, target: str, count: str, own: str) -> str:
        """The proof of the password (RFC 7616 3.4.1); ``own`` is the client's nonce."""
        secret = self._hash(f"{self.username}:{self.realm}:{self.password}")
        if self.algorithm.lower().endswith("-sess"):
            secret = self._hash(f"{secret}:{self.nonce}:{own}")
        proof = f"{self.nonce}:{count}:{own}:auth" if self.protected else self.nonce
        return self._hash(f"{secret}:{proof}:{self._hash(f'{method}:{target}')}")

    def _hash(self, text: str) -> str:
        import hashlib

        name = _HASHES[self.algorithm.lower().removesuffix("-sess")]
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


def challenged(offered: str, username: str, password: str) -> Digest | None:
    """The best Digest that a WWW-Authenticate header offers and we can answer; None where there is none."""
    found: list[Digest] = []
    for rest in _schemes(offered, "digest"):
        said = {name.lower(): re.sub(r"\\(.)", r"\1", a) or b for name, a, b in _PART.findall(rest)}
        algorithm = said.get("algorithm", "MD5")
        ways = {way.strip().lower() for way in said.get("qop", "auth").split(",")}
        if algorithm.lower().removesuffix("-sess") in _HASHES and "nonce" in said and "auth" in ways:
            realm, opaque = said.get("realm", ""), said.get("opaque")
            protected = "qop" in said
            found.append(Digest(username, password, realm, said["nonce"], opaque, algorithm, protected))
    return max(found, key=lambda one: not one.algorithm.lower().startswith("md5"), default=None)


def _schemes(offered: str, wanted: str) -> list[str]:
    """The challenges of one scheme (RFC 9110 11.6.1), several of which may stand in one header."""
    starts = list(re.finditer(r"(?:^|,)\s*([A-Za-z][\w-]*)(?=\s+[\w-]+\s*=|\s*(?:,|$))", offered))
    ends = [start.start() for start in starts[1:]] + [len(offered)]
    pairs = zip(starts, ends, strict=False)
    return [offered[start.end() : end] for start, end in pairs if start[1].lower() == wanted]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
