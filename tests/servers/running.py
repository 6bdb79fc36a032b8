"""A real server as a child process on a free loopback port, and what tests may ask of it."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import niquests

START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running CalDAV server with one user. Its own requests go past the code under test."""

    name: str
    url: str
    """What a user would configure: the server's root, with a slash at the end."""
    home: str
    """The user's calendar home, with a slash at the end."""
    username: str
    password: str
    verify: bool | str = True
    """Certificate bundle to trust, for TLS."""
    folder: Path | None = None
    """Where the server keeps its data, where tests put much of it at once."""

    def request(
        self, method: str, url: str, body: str | bytes = b"", headers: Mapping[str, str] | None = None
    ) -> niquests.Response:
        data = body.encode() if isinstance(body, str) else body
        return niquests.request(
            method,
            url,
            data=data or None,
            headers=dict(headers or {}),
            auth=(self.username, self.password),
            timeout=20,
            verify=self.verify,
        )

    def make_calendar(self, components: Sequence[str] = ("VEVENT", "VTODO"), name: str | None = None) -> str:
        """A fresh calendar in the user's home; returns its URL."""
        slug = "c" + uuid.uuid4().hex[:10]
        comps = "".join(f'<C:comp name="{component}"/>' for component in components)
        body = (
            '<?xml version="1.0" encoding="utf-8"?>'
            '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            f"<D:displayname>{name or slug}</D:displayname>"
            f"<C:supported-calendar-component-set>{comps}</C:supported-calendar-component-set>"
            "</D:prop></D:set></C:mkcalendar>"
        )
        url = f"{self.home}{slug}/"
        answer = self.request("MKCALENDAR", url, body, {"Content-Type": "application/xml"})
        assert answer.status_code == 201, (self.name, answer.status_code, answer.text)
        return url

    @contextlib.contextmanager
    def calendar(
        self, components: Sequence[str] = ("VEVENT", "VTODO"), name: str | None = None
    ) -> Iterator[str]:
        """A fresh calendar for the length of the block: Cyrus wants a UID once in all calendars of a user."""
        url = self.make_calendar(components, name)
        try:
            yield url
        finally:
            self.request("DELETE", url)

    def put(self, url: str, data: str | bytes) -> None:
        answer = self.request("PUT", url, data, {"Content-Type": "text/calendar; charset=utf-8"})
        assert answer.status_code in {200, 201, 204}, (self.name, answer.status_code, answer.text)

    def delete(self, url: str) -> None:
        answer = self.request("DELETE", url)
        odd = {404} if url.endswith("/") else set()  # Cyrus removes a calendar, and says that there is none
        assert answer.status_code in {200, 204} | odd, (self.name, answer.status_code, answer.text)
        assert self.get(url) is None

    def get(self, url: str) -> bytes | None:
        answer = self.request("GET", url)
        return answer.content if answer.status_code == 200 else None

    def etags(self, calendar: str) -> dict[str, str]:
        """Path to ETag of every object, as the server lists them."""
        body = '<?xml version="1.0"?><D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>'
        answer = self.request("PROPFIND", calendar, body, {"Depth": "1", "Content-Type": "application/xml"})
        assert answer.status_code == 207, (self.name, answer.status_code, answer.text)
        rows = re.findall(r"<(?:\w+:)?response\b.*?</(?:\w+:)?response>", answer.text or "", re.S)
        found = {}
        for row in rows:
            href = re.search(r"<(?:\w+:)?href[^>]*>([^<]+)<", row)
            etag = re.search(r"<(?:\w+:)?getetag[^>]*>([^<]+)<", row)
            if href and etag and not href[1].endswith("/"):
                found[href[1]] = etag[1].replace("&quot;", '"')
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def process(
    command: Sequence[str],
    port: int,
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    **options: Any,
) -> Iterator[None]:
    """Run ``command`` in the folder of ``log`` for the length of the block, from when ``port`` answers."""
    with log.open("wb") as out:
        child = subprocess.Popen(
            list(command), stdout=out, stderr=subprocess.STDOUT, env=env, cwd=log.parent, **options
        )
        try:
            _wait(child, port, log)
            yield
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(10)


def _wait(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if child.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("localhost", port), 0.5):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{child.args!r} did not start:\n{log.read_text(errors='replace')[-2000:]}")
