"""What the people of an event say: who organises, where the user is invited, whose name stands where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from calsync.detect.hosts import HostKind, host_kind
from calsync.detect.lookup import Index
from calsync.detect.own import name_words, own_names
from calsync.detect.settings import Settings
from calsync.detect.tables import table
from calsync.detect.text import LETTERS, View, domain_of, under
from calsync.detect.words import combinations
from calsync.folding import fold
from calsync.model import Evidence, Me, Occurrence

_MARKS = re.compile("[._+-]")
_SIGNS = re.compile("[^a-z0-9]")


def evidence(occurrence: Occurrence, view: View, settings: Settings) -> Iterator[Evidence]:
    """Every signal that people, addresses and links give."""
    side = _side(occurrence, settings)
    yield from _hosts(side, view)
    yield from _addresses(side, occurrence, settings)
    yield from _names(side, view)


def company_domains(occurrence: Occurrence, settings: Settings) -> str:
    """The letters of the domains of everybody outside, providers left out: where company names show."""
    addresses = [occurrence.organizer.email if occurrence.organizer else None]
    addresses += [attendee.email for attendee in occurrence.attendees]
    found = {domain_of(address) for address in addresses} - {""}
    own = settings.me.employer_domains
    outside = {d for d in found if host_kind(d) is None and not any(under(d, one) for one in own)}
    return " ".join(sorted(_SIGNS.sub("", domain.rpartition(".")[0]) for domain in outside))


@lru_cache(maxsize=16)
def _own_domains(me: Me) -> frozenset[str]:
    """Domains of the user's own addresses: whoever writes from there is no stranger."""
    return frozenset(d for d in map(domain_of, me.emails) if d and host_kind(d) is None)


class _Side(NamedTuple):
    """Who is who in one event."""

    sender: str
    """Address of the organiser, or ""."""
    mine: frozenset[str]
    """The user's addresses among those invited."""
    first_names: frozenset[str]
    """The user's own names, folded, as far as they can be known."""
    employed: bool
    """The organiser belongs to the user's employer."""
    outside: bool
    """The organiser belongs to a company that is not the user's: no provider of mail or meetings either."""


def _side(occurrence: Occurrence, settings: Settings) -> _Side:
    sender = (occurrence.organizer.email if occurrence.organizer else None) or ""
    me = _invited(occurrence, sender, settings.me)
    mine = frozenset(a.email for a in occurrence.attendees if a.email and a.email in me.emails)
    domain = domain_of(sender)
    employed = any(under(domain, own) for own in (*me.employer_domains, *_own_domains(me)))
    own = sender in me.emails
    outside = bool(domain) and not employed and not own and host_kind(domain) is None
    known = settings.me
    names = own_names(known) | name_words(a.name for a in occurrence.attendees if a.email in known.emails)
    return _Side(sender, mine, names, employed, outside)


def _invited(occurrence: Occurrence, sender: str, me: Me) -> Me:
    """``me``; where no address of the user's is known, the only one who was invited."""
    asked = {a.email for a in occurrence.attendees if a.email} - {sender}
    return me if me.emails or len(asked) != 1 else replace(me, emails=frozenset(asked))


def _hosts(side: _Side, view: View) -> Iterator[Evidence]:
    worth = combinations()
    by_sender = host_kind(domain_of(side.sender))
    if by_sender in {HostKind.ATS, HostKind.INTERVIEW_SCHEDULING}:
        yield Evidence("ats_sender", worth["ats_sender"], side.sender)
    elif by_sender is HostKind.ASSESSMENT:
        yield Evidence("assessment_sender", worth["assessment_sender"], side.sender)
    elif by_sender is HostKind.PRACTICE:
        yield Evidence("practice_sender", worth["practice_sender"], side.sender)
    linked = {kind: host for host in sorted(view.hosts, reverse=True) if (kind := host_kind(host))}
    for kind, signal in (
        (HostKind.ATS, "ats_link"),
        (HostKind.INTERVIEW_SCHEDULING, "ats_link"),
        (HostKind.ASSESSMENT, "assessment_link"),
    ):
        if kind in linked:
            yield Evidence(signal, worth[signal], linked[kind])


def _addresses(side: _Side, occurrence: Occurrence, settings: Settings) -> Iterator[Evidence]:
    worth = combinations()
    me = settings.me
    at_work = _employed(side.mine, me)
    if side.employed:
        yield Evidence("own_employer", worth["own_employer"], side.sender)
    elif at_work:
        yield Evidence("own_address", worth["own_address"], min(at_work))
    if colleagues := _employed({a.email for a in occurrence.attendees} - me.emails - {side.sender}, me):
        yield Evidence("colleague", worth["colleague"], min(colleagues))
    if side.outside and (serving := _mailbox("serving", side, occurrence)):
        yield Evidence("serving_mailbox", worth["serving_mailbox"], serving)
    if side.outside and not at_work:
        if recruiting := _mailbox("recruiting", side, occurrence):
            yield Evidence("recruiting_mailbox", worth["recruiting_mailbox"], recruiting)
        if side.mine:
            yield Evidence("stranger", worth["stranger"], side.sender)


def _employed(addresses: Iterable[str | None], me: Me) -> frozenset[str]:
    """Those of the addresses that are the employer's."""
    return frozenset(a for a in addresses if a and any(under(domain_of(a), d) for d in me.employer_domains))


def _mailbox(kind: str, side: _Side, occurrence: Occurrence) -> str | None:
    """The organiser's mailbox, or else their name, when it is one of this kind."""
    name = occurrence.organizer.name if occurrence.organizer else None
    texts = (_MARKS.sub(" ", side.sender.partition("@")[0]), name or "")
    return side.sender if any(kind in _kinds(fold(text)) for text in texts) else None


@lru_cache(maxsize=1024)
def _kinds(text: str) -> frozenset[str]:
    """The kinds of mailboxes whose names a folded text has: the same few organise most of a calendar."""
    return frozenset(found.key for found in _mailboxes().find(text))


def _names(side: _Side, view: View) -> Iterator[Evidence]:
    worth = combinations()
    beside = side.outside and not side.first_names.isdisjoint(LETTERS.findall(view.f_title))
    if beside and _paired(_JOINTS, view.f_title, side.first_names):
        yield Evidence("pair", worth["pair"], view.title)
    elif beside and _paired(_AND, view.f_title, side.first_names):
        yield Evidence("and_pair", worth["and_pair"], view.title)
    link = _JUDGING.search(view.body) if "://" in view.body else None
    if link:
        yield Evidence("judging_link", worth["judging_link"], link[0])
    flight = _FLIGHT.search(view.title)
    if flight:
        yield Evidence("flight", worth["flight"], flight[0])
    for match in _INTERVIEWERS.finditer(view.f_body) if ":" in view.f_body or "=" in view.f_body else ():
        if side.first_names & set(LETTERS.findall(match[1])):
            yield Evidence("own_name_interviews", worth["own_name_interviews"], match[0].strip())
            return


_INTERVIEWERS = re.compile(
    r"(?:interviewers?|interviewer\(s\)|interview team|interview panel|panel|panelists?)"
    r"\s*[:=]\s*([^\n]+(?:\n\s*\d[^\n]*)*|(?:\n\s*[^\n]+){1,4})"
)
_JUDGING = re.compile(
    r"https?://\S*(?:scorecard|interview[-_]?kit|interview[-_]briefing|feedback[-_]?form|debrief)\S*",
    re.IGNORECASE,
)
_FLIGHT = re.compile(
    r"\b[A-Z]{2} ?\d{2,4}\b.*\b[A-Z]{3}\b|\b(?!C[A-Z]O)[A-Z]{3} ?[-–→] ?(?!C[A-Z]O)[A-Z]{3}\b"
)
_JOINTS = re.compile(r"\s+(?:x|<>|<->|//|/|\||\+|-)\s+|\s*(?:<>|//|×|↔|:)\s*")
_AND = re.compile(r"\s+(?:&|and|und|et|y|e|en|och|i|ve|with|mit|avec|con|com|med|z)\s+|\s*[與和と및]\s*")


def _paired(joints: re.Pattern[str], title: str, names: frozenset[str]) -> bool:
    """Whether one side of a joint in the title is the user's name and nothing more."""
    sides = [part for part in joints.split(title) if part]
    return len(sides) > 1 and any(
        words and set(words) & names and all(word in names or len(word) == 1 for word in words)
        for words in (LETTERS.findall(part) for part in sides)
    )


@cache
def _mailboxes() -> Index[str]:
    return Index.of((kind, word) for kind in ("recruiting", "serving") for word in mailboxes(kind))


@cache
def mailboxes(kind: str) -> tuple[str, ...]:
    """The names of mailboxes of one kind, ``recruiting`` or ``serving``, as terms."""
    return tuple(table("lexicon/mailboxes")[kind])
