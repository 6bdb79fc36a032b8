"""What a server means when it does not take an object: the same refusal has many statuses."""

from __future__ import annotations

import re

from calsync.errors import AuthError, CalsyncError, NetworkError, Refused, TargetError, UidTaken
from calsync.stores.caldav import dav
from calsync.stores.caldav.addresses import host_of
from calsync.stores.caldav.wire import Answer

_UID_TAKEN = re.compile(
    rb"already exists|duplicate|unique constraint|integrity constraint|deleted calendar object", re.I
)
_UID_NAMED = frozenset({"no-uid-conflict", "unique-scheduling-object-resource"})
_KIND_NAMED = frozenset({"supported-calendar-component", "supported-calendar-data"})
_CONTENT_NAMED = frozenset({
    "valid-calendar-data", "valid-calendar-object-resource", "max-resource-size", "min-date-time",
    "max-date-time", "max-instances", "max-attendees-per-instance",
})  # fmt: skip


def refusal(answer: Answer, uid: str, within: str = "") -> CalsyncError:
    """The error for a PUT of a new object that was not taken, into the calendar at ``within``.

    UidTaken for the UID (a duplicate, or one that a trash bin still holds), Refused for the kind of
    component, so that another kind may be tried, TargetError for this one's content, AuthError where
    writing is not allowed, NetworkError where the server is unwell.
    """
    host = host_of(answer.url)
    named = dav.preconditions(answer)
    detail = _words(answer)
    if answer.status in {409, 412} or named & _UID_NAMED or _UID_TAKEN.search(answer.body[:4000]):
        return UidTaken(
            f"{host} does not take the UID {uid} again{detail}", href=_holder(answer, within) or answer.url
        )
    if "need-privileges" in named:
        return read_only(host)
    if answer.status == 507 or "quota-not-exceeded" in named:
        return TargetError(f"{host} has no room left for this account{detail}")
    if answer.status >= 500:
        return NetworkError(f"{host} fails to store the object (status {answer.status}){detail}")
    if named & _KIND_NAMED or (answer.status in {403, 404, 405} and not named & _CONTENT_NAMED):
        return Refused(f"{host} does not take this kind of object (status {answer.status}){detail}")
    return TargetError(f"{host} does not take this object (status {answer.status}){detail}")


def _holder(answer: Answer, within: str) -> str:
    """The address of the object that has the UID (RFC 4791 5.3.2.1), in this calendar; "" for elsewhere.

    A user has each UID once in all calendars on some servers: what stands in another one is not looked at.
    """
    return next((href for href in dav.conflicts(answer) if within and dav.within(href, within)), "")


def read_only(host: str) -> AuthError:
    return AuthError(
        f"{host} does not let this account write here",
        hint="Share the calendar for writing, or choose another.",
    )


def _words(answer: Answer) -> str:
    """The server's own reason, cut to one clean line: what it names, else what it says."""
    named = sorted(dav.preconditions(answer) - {"error", "exception", "message", "href", "sabredav-version"})
    said = re.search(rb"<(?:\w+:)?message[^>]*>([^<]+)<", answer.body[:4000])
    text = said[1].decode("utf-8", "replace") if said else ", ".join(named)
    text = re.sub(r"[^\w .,:;()'/-]", " ", text)
    text = " ".join(text.split())[:120]
    return f": {text}" if text else ""
