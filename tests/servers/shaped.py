"""Servers that cannot be run here, as shapes of a proxy in front of one that can: see field notes 1 and 2."""

from __future__ import annotations

import base64
import json
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

from tests.servers.proxy import Request, Reset, Response, Shape

Forward = Callable[[Request], Response]

_UNKNOWN = re.compile(rb"^X-(?!WR-)[A-Z0-9-]+[;:][^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*", re.M | re.I)
_UID = re.compile(rb"^UID[^:\r\n]*:([^\r\n]+)", re.M)


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def _uid(body: bytes) -> bytes:
    found = _UID.search(re.sub(rb"\r?\n[ \t]", b"", body))
    return found[1].strip() if found else b""


def _without(headers: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in names}


@dataclass
class Google(Shape):
    """Bearer tokens only, no tasks, no MKCALENDAR, no If-None-Match, unknown properties dropped.

    ``/token`` is the OAuth token endpoint; ``grant`` is what it does with a refresh token.
    """

    username: str
    password: str
    token: str = "token-1"
    refresh_token: str = "refresh-1"
    grant: str = "ok"
    codes: dict[str, str] = field(default_factory=dict)
    """PKCE challenge by authorisation code."""
    exchanges: list[dict[str, str]] = field(default_factory=list)

    def answer(self, request: Request, forward: Forward) -> Response:
        if request.path == "/token":
            return self._exchange(request)
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return Response(401, {"www-authenticate": 'Bearer realm="x", error="invalid_token"'})
        if request.method == "MKCALENDAR":
            return Response(403)
        if request.method == "PUT" and b"BEGIN:VTODO" in request.body:
            return Response(403, {"content-type": "text/plain"}, b"Only VEVENT is supported")
        headers = {
            **_without(request.headers, "if-none-match"),
            "authorization": basic(self.username, self.password),
        }
        body = _UNKNOWN.sub(b"", request.body) if request.method == "PUT" else request.body
        response = forward(replace(request, headers=headers, body=body))
        cleaned = re.sub(
            rb"<(\w+:)?supported-calendar-component-set>.*?</(\w+:)?supported-calendar-component-set>",
            b"", response.body, flags=re.S,
        )  # fmt: skip
        return replace(response, body=cleaned)

    def expire(self) -> None:
        """The access token is refused from now on; a refresh gives the next one."""
        self.token = f"token-{int(self.token.partition('-')[2]) + 1}"

    def _exchange(self, request: Request) -> Response:
        import hashlib

        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        self.exchanges.append(form)
        kind = {"content-type": "application/json"}
        if self.grant != "ok":
            refusal = {"error": self.grant, "error_description": "Token has been expired or revoked."}
            return Response(400, kind, json.dumps(refusal).encode())
        fresh: dict[str, object] = {"access_token": self.token, "token_type": "Bearer", "expires_in": 3599}
        if form["grant_type"] == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") != self.codes.pop(form["code"], None):
                return Response(400, kind, b'{"error": "invalid_grant"}')
            fresh["refresh_token"] = self.refresh_token
        elif form.get("refresh_token") != self.refresh_token:
            return Response(400, kind, b'{"error": "invalid_grant"}')
        return Response(200, kind, json.dumps(fresh).encode())


@dataclass
class Redirects(Shape):
    """Every request is sent on to ``elsewhere`` (an origin)."""

    elsewhere: str
    status: int = 302

    def answer(self, request: Request, forward: Forward) -> Response:
        return Response(self.status, {"location": self.elsewhere + request.path})


@dataclass
class Icloud(Shape):
    """The home is on another host, named in the principal's properties; events only."""

    partition: str
    """Origin of the host that holds the calendars."""

    def answer(self, request: Request, forward: Forward) -> Response:
        if request.method == "PUT" and b"BEGIN:VTODO" in request.body:
            return Response(403, {"content-type": "text/plain"}, b"Not allowed here")
        response = forward(request)
        home = re.compile(
            rb"(<(?:\w+:)?calendar-home-set>\s*<(?:\w+:)?href>)(?:https?://[^/<]+)?(/[^<]*)(</)", re.S
        )
        body = home.sub(lambda found: found[1] + self.partition.encode() + found[2] + found[3], response.body)
        return replace(response, body=body)


class EventsOnly(Shape):
    """Takes no tasks, and says so only when one is sent."""

    def answer(self, request: Request, forward: Forward) -> Response:
        if request.method == "PUT" and b"BEGIN:VTODO" in request.body:
            body = (
                b'<?xml version="1.0"?><D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
                b"<C:supported-calendar-component/></D:error>"
            )
            return Response(403, {"content-type": "application/xml"}, body)
        return forward(request)


@dataclass
class NextcloudTrash(Shape):
    """What is deleted stays in a trash bin: its UID is refused with 500 at first, with 403 from then on."""

    first: int = 3
    """So many tries meet 500."""
    deleted: dict[bytes, int] = field(default_factory=dict)

    def answer(self, request: Request, forward: Forward) -> Response:
        if request.method == "DELETE":
            old = forward(Request("GET", request.path, _without(request.headers, "if-match")))
            response = forward(request)
            if response.status in {200, 204} and old.status == 200:
                self.deleted[_uid(old.body)] = 0
            return response
        uid = _uid(request.body)
        if request.method == "PUT" and uid in self.deleted and "if-match" not in request.headers:
            self.deleted[uid] += 1
            if self.deleted[uid] <= self.first:
                return Response(500, {"content-type": "application/xml"}, _sabre("Internal Server Error"))
            words = "Deleted calendar object with uid already exists in this calendar collection."
            return Response(403, {"content-type": "application/xml"}, _sabre(words))
        return forward(request)


def _sabre(message: str) -> bytes:
    return (
        '<?xml version="1.0"?><d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns">'
        f"<s:exception>Exception</s:exception><s:message>{message}</s:message></d:error>"
    ).encode()


class Sogo(Shape):
    """Preconditions are ignored, a bad sync token is answered as if nothing were wrong, with everything."""

    def answer(self, request: Request, forward: Forward) -> Response:
        bare = replace(request, headers=_without(request.headers, "if-match", "if-none-match"))
        response = forward(bare)
        if request.method == "REPORT" and b"sync-collection" in request.body and response.status != 207:
            fresh = re.sub(rb"<D:sync-token>[^<]*</D:sync-token>", b"<D:sync-token/>", bare.body)
            return forward(replace(bare, body=fresh))
        return response


@dataclass
class LosesAnswer(Shape):
    """The server does what is asked, and the connection breaks before the answer is through."""

    methods: frozenset[str] = frozenset({"PUT", "DELETE"})
    times: int = 1

    def answer(self, request: Request, forward: Forward) -> Response:
        response = forward(request)
        if request.method in self.methods and self.times > 0:
            self.times -= 1
            raise Reset
        return response


@dataclass
class Lags(Shape):
    """While ``late``, listings and sync reports show nothing of what has been written since."""

    late: bool = False
    held: dict[tuple[str, str], Response] = field(default_factory=dict)
    """Listings by path and depth."""

    def answer(self, request: Request, forward: Forward) -> Response:
        token = re.search(rb"<D:sync-token>([^<]*)</D:sync-token>", request.body)
        if self.late and request.method == "REPORT" and token:
            body = b'<multistatus xmlns="DAV:"><sync-token>' + token[1] + b"</sync-token></multistatus>"
            return Response(207, {"content-type": "application/xml"}, body)
        if request.method == "PROPFIND":
            name = (request.path, request.headers.get("depth", ""))
            if not (self.late and name in self.held):
                self.held[name] = forward(request)
            return self.held[name]
        return forward(request)


HTML = b"<!DOCTYPE html><html><body><h1>Welcome</h1>Sign in, please.</body></html>"


@dataclass
class Faults(Shape):
    """One named fault for the next requests; then all is well again.

    Names: ``429``, ``429-after``, ``quota`` (Google's way to say it), ``503``, ``503-after``, ``500``,
    ``reset``, ``lost``, ``cut``, ``html``, ``malformed``, ``entities``, ``slow``.
    """

    queue: list[str] = field(default_factory=list)
    only: Sequence[str] = ()
    """Methods that faults are kept for; () for all."""
    rate: float = 0.0
    """Besides the queue: the share of requests that meet a fault drawn from ``drawn``."""
    drawn: Sequence[str] = ("429", "503", "503-after", "reset", "lost", "cut")
    random: random.Random = field(default_factory=lambda: random.Random(1))

    def answer(self, request: Request, forward: Forward) -> Response:
        fault = ""
        if not self.only or request.method in self.only:
            if self.queue:
                fault = self.queue.pop(0)
            elif self.random.random() < self.rate:
                fault = self.random.choice(self.drawn)
        match fault:
            case "":
                return forward(request)
            case "reset":
                raise Reset
            case "lost":
                forward(request)
                raise Reset
            case "slow":
                time.sleep(2)
                return forward(request)
            case "cut":
                return replace(forward(request), cut=True)
            case "html":
                return Response(200, {"content-type": "text/html; charset=utf-8"}, HTML)
            case "malformed":
                answer = forward(request)
                return replace(answer, body=answer.body[: len(answer.body) // 2])
            case "entities":
                bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
                text = b'<D:multistatus xmlns:D="DAV:"><D:response><D:href>&a;</D:href></D:response>'
                text += b"</D:multistatus>"
                return Response(207, {"content-type": "application/xml"}, bomb + text)
            case "quota":
                reason = b'{"error": {"errors": [{"reason": "userRateLimitExceeded"}], "code": 403}}'
                return Response(403, {"content-type": "application/json"}, reason)
            case "429-after" | "503-after":
                return Response(int(fault[:3]), {"retry-after": "7"})
            case _:
                return Response(int(fault))
