"""The words of calsync as frozen types. No I/O, no clock, hardly an import but the standard library.

Conventions, true for every type here:

* a ``datetime`` is always aware; a ``date`` stands only where iCalendar allows an all-day value;
* text that came from a calendar is plain text (HTML reduced, escapes resolved) but still *hostile*:
  whoever shows it must clean it for the place where it is shown;
* a collection is a tuple or frozenset, so that every value is hashable and safe to share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from calsync.digests import uuid5

if TYPE_CHECKING:
    from calsync.seek import Vocabulary

NAMESPACE = UUID("6f0b9a52-6f0a-5c0e-9d55-0f4d1a0c7a11")
"""Namespace of every uuid5 calsync makes. Part of the identity of what users have: never change it."""

UID_PREFIX = "calsync-"
"""Every UID calsync writes starts with this; alone enough to know our own output (law 3)."""

MARK_PROPERTY = "X-CALSYNC"


# --------------------------------------------------------------------------- people and settings


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by name, address or both. ``email`` is lower case, without ``mailto:``."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """An ATTENDEE with the parameters that matter here (RFC 5545 3.2.3, 3.2.12, 3.2.16)."""

    name: str | None
    email: str | None
    partstat: str = "NEEDS-ACTION"
    role: str = "REQ-PARTICIPANT"
    cutype: str = "INDIVIDUAL"


@dataclass(frozen=True, slots=True)
class Me:
    """The owner of the calendar: the candidate."""

    name: str | None = None
    emails: frozenset[str] = frozenset()
    employer_domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time looked at: ``since`` inclusive, ``until`` exclusive, both aware."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know that stopped nothing. ``code`` is stable, ``message`` is for people."""

    code: str
    message: str
    source: str | None = None
    uid: str | None = None


# --------------------------------------------------------------------------- what is read


class Occurrence(NamedTuple):
    """One instance of a VEVENT inside the window, as read from a source.

    A tuple, for a series has one for every instance, and nothing else is made as fast.

    ``recurrence_id`` is the RECURRENCE-ID as a UTC instant, or as a date for all-day series; ``None``
    for an event that does not recur. Every instance of a series has one, overridden or not, so that
    (uid, recurrence_id) is an identity that survives moving the instance.
    """

    uid: str
    recurrence_id: datetime | date | None
    source: str
    summary: str
    start: datetime
    """Aware. For an all-day event: local midnight of its first day in the user's zone."""
    end: datetime
    """Aware, exclusive. Equal to ``start`` where the event has no length."""
    all_day: bool
    tz: str
    """IANA name of the zone the start is in ("UTC" included); the user's zone for floating and all-day."""
    description: str = ""
    location: str = ""
    url: str = ""
    conference: str = ""
    """Conference links from CONFERENCE, X-GOOGLE-CONFERENCE, X-MICROSOFT-SKYPETEAMS…, space separated."""
    categories: tuple[str, ...] = ()
    organizer: Person | None = None
    attendees: tuple[Attendee, ...] = ()
    status: str = ""
    """STATUS in upper case: CONFIRMED, TENTATIVE, CANCELLED or empty. METHOD:CANCEL reads as CANCELLED."""
    method: str = ""
    """METHOD of the calendar the event came in, upper case, or empty."""
    busy: str = ""
    """X-MICROSOFT-CDO-BUSYSTATUS in upper case, or TRANSP where that is all there is, or empty."""
    sequence: int = 0
    dtstamp: datetime | None = None
    recurring: bool = False
    """True for an instance of a series that has no override of its own."""
    product: str = ""
    """PRODID of the calendar: a weak hint at who wrote it."""
    content: str = ""
    """Digest of every property detection may look at. Same content, same verdict."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source gave in one run."""

    source: str
    occurrences: tuple[Occurrence, ...] = ()
    events: int = 0
    """VEVENT components seen, in the window or not."""
    complete: bool = False
    """True when everything the source holds was read, to the end."""
    covers: bool = True
    """False for a source whose silence proves nothing, complete or not: standard input."""
    error: str | None = None
    notices: tuple[Notice, ...] = ()
    unreadable: frozenset[str] = frozenset()
    """UIDs with a component that could not be read: their absence means nothing (law 1)."""
    basis: str = ""
    """A digest of everything the occurrences come from; "" where the source has none."""
    whole: Callable[[], Reading] | None = field(default=None, compare=False, repr=False)
    """Set where the occurrences are left out, for the caller knows them (``Query.known``): reads them after
    all, without asking anybody again."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a source is asked for. ``None`` in ``words`` asks for everything in the window."""

    window: Window
    zone: ZoneInfo
    """The user's zone: floating and all-day events are read in it."""
    words: Vocabulary | None = None
    """Words and hosts; an event with none of them may be left out (the lazy scan)."""
    uids: frozenset[str] = frozenset()
    """UIDs that must be read whatever they say: known interviews, confirmed events."""
    context: Callable[[Sequence[Occurrence]], frozenset[str]] | None = None
    """From what was found, the further words (companies, people, domains) worth a second look."""
    known: Mapping[str, str] = field(default_factory=dict)
    """By source, the basis of a reading of which the caller still knows all that it needs."""


# --------------------------------------------------------------------------- what is judged


class Stage(StrEnum):
    RECRUITER_SCREEN = "recruiter_screen"
    PHONE_SCREEN = "phone_screen"
    TECHNICAL = "technical"
    HIRING_MANAGER = "hiring_manager"
    PANEL = "panel"
    ONSITE = "onsite"
    ASSESSMENT = "assessment"
    FINAL = "final"
    INFORMAL = "informal"
    OFFER = "offer"
    OTHER = "other"


class Word(StrEnum):
    """What the user, or the company, said: the outcome of an application so far."""

    HEARD = "heard"
    OFFER = "offer"
    REJECTED = "rejected"


class Evidence(NamedTuple):
    """One reason for a verdict: the signal's stable name, its weight, and the words that fired it.

    A tuple, for there are tens of thousands in a large calendar's remembered verdicts.
    """

    signal: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Deliverable:
    """Something the invitation asks the candidate to finish or send by a date (inclusive, local)."""

    due: date
    text: str


@dataclass(frozen=True, slots=True)
class Interview:
    """An occurrence judged to be a hiring conversation in which the calendar's owner is the candidate.

    Flat and complete in itself: the ledger keeps it as a fact and the playbook needs nothing else,
    also when the event has left the window or the calendar.
    """

    id: str
    uid: str
    recurrence_id: datetime | date | None
    sources: tuple[str, ...]
    summary: str
    start: datetime
    end: datetime
    all_day: bool
    tz: str
    active: bool
    """False when cancelled, declined, ignored by the user, a duplicate, or absent; see inactive_reason."""
    inactive_reason: str | None
    """``cancelled``, ``declined``, ``ignored``, ``absent`` or ``duplicate``; more words may follow ``: ``."""
    confirmed: bool
    """False for a hold and for an instance of a recurring series: creates nothing, retracts nothing."""
    stage: Stage
    company: str | None
    company_key: str | None
    """The company's name folded for comparison (case, accents, legal form): never shown, no identity."""
    role: str | None
    interviewers: tuple[Person, ...]
    via_recruiter: bool
    recruiter: Person | None
    recruiter_only: bool
    """True when the agency recruiter is the only other party: nothing to ask them to pass on."""
    decision_date: date | None
    decision_evidence: str | None
    deliverable: Deliverable | None
    outcome: Word | None
    """From a line ``Outcome: rejected`` that the user typed into the event."""
    language: str
    """ISO 639-1 code of the text's language, ``en`` when it cannot be told."""
    score: float
    evidence: tuple[Evidence, ...]
    content: str
    """Digest of the occurrence it was judged from."""
    sequence: int = 0
    dtstamp: datetime | None = None
    alias_of: str | None = None
    """Id of the interview this one repeats (then inactive as ``duplicate``)."""


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """Something recorded by ``calsync outcome``; touches only interviews that ended before ``at``."""

    at: datetime
    word: Word | None
    decision_date: date | None = None
    interview_id: str | None = None
    company_key: str | None = None


def interview_id(uid: str, recurrence_id: datetime | date | None) -> str:
    """uuid5 of (UID, RECURRENCE-ID as UTC instant or date), as a string (design section 3)."""
    rid = "" if recurrence_id is None else recurrence_id.isoformat()
    return str(uuid5(NAMESPACE, f"interview\x1f{uid}\x1f{rid}"))


# --------------------------------------------------------------------------- what is to be done


class Kind(StrEnum):
    THANK_YOU = "thank_you"
    RECRUITER_CALL = "recruiter_call"
    RECRUITER_THANKS = "recruiter_thanks"
    CHECK_IN = "check_in"
    SECOND_CHECK_IN = "second_check_in"
    DELIVERABLE = "deliverable"
    KEEP_GOING = "keep_going"
    CLOSING_WORDS = "closing_words"
    REJECTION_THANKS = "rejection_thanks"


class Component(StrEnum):
    VTODO = "VTODO"
    VEVENT = "VEVENT"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a follow-up *is*: never changes, however its text, date, company or place do."""

    kind: Kind
    anchor: str
    """Interview id, or the ISO week ("2026-W48") for keep_going."""
    occasion: int = 0
    """Raised when an interview is held again after its follow-up was done (moved to a later time)."""

    def __str__(self) -> str:
        return f"{self.kind}/{self.anchor}/{self.occasion}"

    @staticmethod
    def parse(text: str) -> Key:
        """Inverse of ``str``. Raises ValueError for anything else."""
        kind, anchor, occasion = text.split("/")
        return Key(Kind(kind), anchor, int(occasion))

    def uid(self, generation: int = 0) -> str:
        """The UID of this follow-up's object; a later generation only after our own Retract (law 2)."""
        tail = f"\x1f{generation}" if generation else ""
        return UID_PREFIX + str(uuid5(NAMESPACE, f"followup\x1f{self}{tail}"))


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """An interview a follow-up is about, with its start and the version of the event when last written."""

    id: str
    start: datetime
    sequence: int = 0
    dtstamp: datetime | None = field(default=None, compare=False)


class Cause(StrEnum):
    """Why a follow-up is no longer wanted. There is no withdrawal without one."""

    CANCELLED = "cancelled"
    DECLINED = "declined"
    IGNORED = "ignored"
    DUPLICATE = "duplicate"
    NEXT_ROUND = "next_round"
    OUTCOME = "outcome"
    RULE_OFF = "rule_off"
    CHANGED = "changed"
    """The interview's own facts no longer call for it: the agency or the deadline left the text."""
    ABSENT = "absent"
    """Earned absence (law 1). The only cause the brake counts."""


class Wording:
    """Title and description of a follow-up, written when first asked for: nearly all of those that are
    wanted stand already, and their facts say that the words are right."""

    def __init__(self, write: Callable[[], tuple[str, str]]) -> None:
        self._write = write

    @cached_property
    def texts(self) -> tuple[str, str]:
        """Title, description."""
        return self._write()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Wording) and self.texts == other.texts

    def __hash__(self) -> int:
        return hash(self.texts)


@dataclass(frozen=True, slots=True)
class Desired:
    """A follow-up the playbook wants, complete: what is to stand in the target."""

    key: Key
    members: tuple[Member, ...]
    company: str | None
    wording: Wording
    due: datetime
    priority: int
    categories: tuple[str, ...]
    facts: str
    """Digest of the facts, the user's own rule and template; text is rendered again only when it changes."""
    timing: str
    """Digest of the facts that DUE rests on, without any configuration."""
    reason: str
    """One sentence: why it exists and why it is due when it is."""
    catch_up: timedelta = timedelta(days=2)
    """How far past its due it may still be created."""
    not_before: datetime | None = None
    """The end of the interview it follows: a due date of the user's own before this is overtaken."""

    @property
    def summary(self) -> str:
        return self.wording.texts[0]

    @property
    def description(self) -> str:
        return self.wording.texts[1]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A follow-up of this kind about this interview is not wanted any more, and why."""

    kind: Kind
    member: str
    cause: Cause
    reason: str


class State(StrEnum):
    """Where a follow-up known to the ledger, or found in the target, stands."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    """STATUS:CANCELLED, set by the user: heard back, or not wanted. Frozen."""
    DELETED = "deleted"
    """Tombstone: the user deleted it."""
    RETRACTING = "retracting"
    """The intent to retract is committed, the DELETE may or may not have happened (law 6)."""
    RETRACTED = "retracted"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the playbook may know of a follow-up that stands, or stood, in the target."""

    key: Key
    members: tuple[Member, ...]
    state: State
    due: datetime
    completed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """One object in a target. ``data`` is a whole VCALENDAR as bytes."""

    href: str
    etag: str
    data: bytes


# --------------------------------------------------------------------------- the plan


class Act(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    RETRACT = "retract"
    ADOPT = "adopt"
    RELEASE = "release"
    SUPPRESS = "suppress"
    KEEP = "keep"
    FORGET = "forget"


class Result(StrEnum):
    DONE = "done"
    STALE = "stale"
    FAILED = "failed"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Action:
    """One step of a plan. Data only: printable, checkable, refusable.

    What to write is carried by ``desired`` (create, update, adopt); where, by ``href`` and ``etag``.
    """

    act: Act
    key: Key
    uid: str
    reason: str
    """One sentence for people."""
    members: tuple[Member, ...]
    company: str | None
    component: Component
    summary: str
    due: datetime
    start: datetime | None = None
    fields: tuple[str, ...] = ()
    """Names of the changed fields, lower case (update, adopt)."""
    desired: Desired | None = None
    href: str | None = None
    etag: str | None = None
    generation: int = 0
    cause: Cause | None = None
    withheld: bool = False
    """Held back by the brake or by withheld deletions (laws 1 and 7): shown, never applied."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an action when it was applied."""

    action: Action
    result: Result | None = None
    """None while it is planned only."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A line about one source: the ``sources`` of every JSON document."""

    name: str
    events: int
    interviews: int
    complete: bool
    error: str | None
