"""Writes whose answer is lost: settled by looking, never by guessing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from calsync.errors import NetworkError
from calsync.stores.caldav.wire import Answer, Lost, Wire

T = TypeVar("T")

_BUSY = frozenset({429, 502, 503, 504})
_TOO_LATE = frozenset({404, 410, 412})
"""Answers to a repeated request that the first one may have caused, having arrived after all."""


def settled(wire: Wire, send: Callable[[], Answer], arrived: Callable[[], T | None]) -> Answer | T:
    """Send a write until it is answered, or until ``arrived`` finds that it took effect.

    After every answer that was lost it is asked again, right before the request is repeated: servers
    that ignore preconditions would overwrite what the user did meanwhile. ``arrived`` gives None where
    nothing has changed, and raises where the request must not be repeated.
    """
    for attempt in wire.attempts():
        if attempt.number > 1 and (found := arrived()) is not None:
            return found
        try:
            answer = send()
            failure = wire.unwell(answer) if answer.status in _BUSY else None
        except Lost as error:
            answer, failure = None, error
        if answer is not None and failure is None:
            late = attempt.number > 1 and answer.status in _TOO_LATE
            return (arrived() if late else None) or answer
        assert failure is not None
        try:
            attempt.failed(failure, answer.retry_after if answer else None)
        except NetworkError:
            if (found := arrived()) is not None:
                return found
            raise
    raise AssertionError("attempts() ends by raising")
