"""Targets that misbehave as servers do. Each wraps another target and is deterministic: what goes wrong is
drawn from the source of choices it is given, a seeded ``random.Random`` or a Hypothesis strategy's.

They stack: ``Failing(Stripping(MemoryTarget()), seeded(7, 0.2))``.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from calsync.errors import NetworkError
from calsync.ical.item_tree import Node, Tree, edited, put
from calsync.model import MARK_PROPERTY, Component, Stored
from calsync.stores.base import Snapshot, Target

T = TypeVar("T")


class Wrapper:
    """Passes everything through."""

    def __init__(self, inner: Target) -> None:
        self.inner = inner

    @property
    def id(self) -> str:
        return self.inner.id

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def components(self) -> frozenset[Component]:
        return self.inner.components

    def read(self) -> Snapshot:
        return self.inner.read()

    def get(self, href: str) -> Stored | None:
        return self.inner.get(href)

    def create(self, uid: str, data: bytes) -> Stored:
        return self.inner.create(uid, data)

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        return self.inner.update(href, etag, data)

    def delete(self, href: str, etag: str) -> None:
        self.inner.delete(href, etag)


class Fault(Enum):
    NONE = "all is well"
    BEFORE = "the request was lost"
    AFTER = "the store took effect and the answer was lost"


Choice = Callable[[], Fault]


def seeded(seed: int, rate: float) -> Choice:
    """A fault in about ``rate`` of all calls, half of them after the effect."""
    chance = random.Random(seed)
    return lambda: chance.choice((Fault.BEFORE, Fault.AFTER)) if chance.random() < rate else Fault.NONE


def at_call(number: int, fault: Fault) -> Choice:
    """This fault at the call of that number (from 0), and at no other."""
    faults = iter([Fault.NONE] * number + [fault])
    return lambda: next(faults, Fault.NONE)


class Failing(Wrapper):
    """Raises an error, NetworkError by default, before or after the inner target did what was asked."""

    def __init__(
        self,
        inner: Target,
        choose: Choice,
        *,
        reads: bool = True,
        error: Callable[[str], BaseException] = NetworkError,
    ) -> None:
        super().__init__(inner)
        self._choose = choose
        self._reads = reads
        self._error = error

    def read(self) -> Snapshot:
        return self._risky(self.inner.read) if self._reads else self.inner.read()

    def get(self, href: str) -> Stored | None:
        return self._risky(lambda: self.inner.get(href)) if self._reads else self.inner.get(href)

    def create(self, uid: str, data: bytes) -> Stored:
        return self._risky(lambda: self.inner.create(uid, data))

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        return self._risky(lambda: self.inner.update(href, etag, data))

    def delete(self, href: str, etag: str) -> None:
        self._risky(lambda: self.inner.delete(href, etag))

    def _risky(self, call: Callable[[], T]) -> T:
        match self._choose():
            case Fault.NONE:
                return call()
            case Fault.BEFORE:
                raise self._error("connection refused")
            case Fault.AFTER:
                call()
                raise self._error("connection reset")


class Rewriting(Wrapper):
    """Stores something else than what it was sent, the same something each time."""

    def rewritten(self, data: bytes) -> bytes:
        raise NotImplementedError

    def create(self, uid: str, data: bytes) -> Stored:
        return self.inner.create(uid, self.rewritten(data))

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        return self.inner.update(href, etag, self.rewritten(data))


class Stripping(Rewriting):
    """Drops unknown properties, the mark first of all, as Google may."""

    def rewritten(self, data: bytes) -> bytes:
        return edited(data, lambda node, _tree: put(node, MARK_PROPERTY, None))


class Normalising(Rewriting):
    """Parses and writes anew, as servers with a database do: order, folding and case change, blanks at
    the ends of the title go, the alarm loses its UID, properties of the server's own appear."""

    def rewritten(self, data: bytes) -> bytes:
        import icalendar

        calendar = icalendar.Calendar.from_ical(data)
        for component in calendar.walk():
            if component.name == "VALARM":
                component.pop("UID", None)
        calendar["PRODID"] = "-//Example//Server//EN"
        return edited(calendar.to_ical(sorted=True), self._own)

    @staticmethod
    def _own(node: Node, _tree: Tree) -> Node:
        return put(node, "X-SERVER-SEEN", b"x-server-seen;value=text:1" + node.eol)


class Retitling(Rewriting):
    """Cuts titles to a length, as some databases do: what is read back is not what was asked."""

    def __init__(self, inner: Target, length: int = 20) -> None:
        super().__init__(inner)
        self._length = length

    def rewritten(self, data: bytes) -> bytes:
        def cut(node: Node, _tree: Tree) -> Node:
            from calsync.ical.lines import escape, write_line

            text = node.text("SUMMARY")[: self._length]
            return put(node, "SUMMARY", write_line("SUMMARY", escape(text), node.eol))

        return edited(data, cut)


class Lying(Wrapper):
    """Answers a write with an ETag that is already wrong, as servers that rewrite afterwards do."""

    def create(self, uid: str, data: bytes) -> Stored:
        return self._doubted(self.inner.create(uid, data))

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        return self._doubted(self.inner.update(href, etag, data))

    @staticmethod
    def _doubted(stored: Stored) -> Stored:
        return Stored(stored.href, f"{stored.etag}-early", stored.data)


class Lagging(Wrapper):
    """Lists what stood there before the latest ``delay`` writes; a single object is always current."""

    def __init__(self, inner: Target, delay: int = 1) -> None:
        super().__init__(inner)
        self._past = [inner.read()]
        self._delay = delay

    def read(self) -> Snapshot:
        return self._past[0]

    def settle(self) -> None:
        """Time passes; the listing catches up."""
        self._past = [self.inner.read()]

    def create(self, uid: str, data: bytes) -> Stored:
        return self._noted(lambda: self.inner.create(uid, data))

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        return self._noted(lambda: self.inner.update(href, etag, data))

    def delete(self, href: str, etag: str) -> None:
        self._noted(lambda: self.inner.delete(href, etag))

    def _noted(self, call: Callable[[], T]) -> T:
        result = call()
        self._past = [*self._past, self.inner.read()][-self._delay - 1 :]
        return result
