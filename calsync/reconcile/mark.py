"""The mark: what X-CALSYNC says inside every object calsync wrote (design section 3, law 2).

It travels with the object through exports, other machines and a lost ledger, so it must say everything
that is needed to go on: the key, the members with the version of the event they were read from, and a
digest of each field as written. The text avoids the characters that iCalendar escapes, and line breaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from calsync.ical.item import Field
from calsync.model import Key, Member
from calsync.reconcile.base import Digests

VERSION = "1"
_STAMP = "%Y%m%dT%H%M%SZ"
_STAMPED = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_SHORT = {
    Field.SUMMARY: "s",
    Field.DESCRIPTION: "d",
    Field.DUE: "u",
    Field.PRIORITY: "p",
    Field.CATEGORIES: "c",
}
_LONG = {short: field for field, short in _SHORT.items()}


@dataclass(frozen=True, slots=True)
class Mark:
    key: Key
    generation: int
    members: tuple[Member, ...]
    digests: Digests
    facts: str
    timing: str
    ledger: str
    """Id of the ledger that wrote it: tells another machine's objects from our own."""


def encode(mark: Mark) -> str:
    """The X-CALSYNC text: ``name=value`` words separated by spaces."""
    words = {
        "v": VERSION,
        "k": str(mark.key),
        "g": str(mark.generation),
        "l": mark.ledger,
        "f": mark.facts,
        "t": mark.timing,
        "d": ".".join(f"{_SHORT[field]}:{value}" for field, value in sorted(mark.digests.items())),
        "m": ".".join(_member(member) for member in mark.members),
    }
    return " ".join(f"{name}={value}" for name, value in words.items())


def decode(text: str | None) -> Mark | None:
    """The mark, or None for a missing, foreign, damaged or newer one: then the UID and the ledger serve."""
    if not text:
        return None
    words = dict(word.partition("=")[::2] for word in text.split())
    if words.get("v") != VERSION:
        return None
    try:
        return Mark(
            key=Key.parse(words["k"]),
            generation=int(words["g"]),
            members=tuple(_parse_member(part) for part in words["m"].split(".") if part),
            digests={_LONG[part[0]]: part[2:] for part in words["d"].split(".") if part},
            facts=words["f"],
            timing=words["t"],
            ledger=words["l"],
        )
    except (KeyError, ValueError, IndexError):
        return None


def _member(member: Member) -> str:
    stamp = _format(member.dtstamp) if member.dtstamp else ""
    return f"{member.id}@{_format(member.start)}@{member.sequence}@{stamp}"


def _parse_member(text: str) -> Member:
    identity, start, sequence, stamp = text.split("@")
    return Member(identity, _moment(start), int(sequence), _moment(stamp) if stamp else None)


def _format(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_STAMP)


def _moment(text: str) -> datetime:
    if not _STAMPED.fullmatch(text):
        raise ValueError(f"{text!r} is no moment")
    return datetime.fromisoformat(text)  # a fifth of what it takes strptime, which has to be loaded first
