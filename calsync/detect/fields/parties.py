"""Who is invited: persons, mailboxes, rooms, and the user."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from calsync.detect.fields.lexicon import LANGUAGES, data
from calsync.detect.fields.names import is_given, no_name
from calsync.detect.fields.phrases import is_east, union
from calsync.detect.fields.sought import Sought
from calsync.detect.fields.who import words
from calsync.detect.hosts import HostKind, host_kind
from calsync.detect.text import LETTERS, domain_of, places
from calsync.folding import fold
from calsync.model import Attendee, Me, Person

_BETWEEN = re.compile(r"[\s/&,-]+")
_SIGNS = re.compile(r"[^a-z0-9]")
_ASIDE = re.compile(r"\s*[(\[|].*$")
_FIRM = 3
"""Letters that tell a firm, or that an address has of a name."""
_OFFICES = frozenset(
    {"hr", "rh", "rrhh", "people", "talent", "recruiting", "recruitment", "careers", "jobs", "team"}
)
_PUBLIC = frozenset({"com", "co", "org", "net", "ac", "gov", "edu", "or", "ne", "go", "gob", "gouv", "nhs"})


_SYSTEMS = (HostKind.ATS, HostKind.INTERVIEW_SCHEDULING, HostKind.ASSESSMENT, HostKind.SCHEDULING)


class Party(NamedTuple):
    """One organizer or attendee. ``name`` is as a person says it: "Rupert Vance" for "Vance, Rupert"."""

    name: str | None
    email: str | None
    organizer: bool
    invited: bool
    """Among the attendees, so expected to be there."""
    optional: bool = False
    declined: bool = False

    @property
    def domain(self) -> str:
        return domain_of(self.email)


class Parties(NamedTuple):
    people: tuple[Party, ...]
    """Everybody but the user, rooms and mailboxes; in order of name and address."""
    mailboxes: tuple[Party, ...]
    """No person: recruiting teams, no-reply senders, systems."""
    me: frozenset[str]
    """Folded names and parts of names that mean the user."""

    @property
    def organizer(self) -> Party | None:
        """Who invites, unless it is the user."""
        return next((party for party in (*self.people, *self.mailboxes) if party.organizer), None)


def parties(organizer: Person | None, attendees: tuple[Attendee, ...], me: Me, text: str) -> Parties:
    """Sorts everybody on the invitation. ``text`` (folded) tells who the user is when ``me`` does not."""
    found: dict[str, Party] = {}
    for a in attendees:
        if (
            a.cutype in ("ROOM", "RESOURCE", "GROUP")
            or a.role == "NON-PARTICIPANT"
            or not (a.name or a.email)
        ):
            continue
        is_organizer = organizer is not None and bool(a.email) and a.email == organizer.email
        party = Party(
            person_name(a.name, a.email),
            a.email,
            is_organizer,
            True,
            a.role == "OPT-PARTICIPANT",
            a.partstat == "DECLINED",
        )
        key = a.email or fold(a.name or "")
        if key not in found or (party.name or "") > (found[key].name or ""):
            found[key] = party
    if organizer and (organizer.email or organizer.name):
        key = organizer.email or fold(organizer.name or "")
        known = found.get(key)
        name = person_name(organizer.name, organizer.email)
        found[key] = Party(
            (known.name if known else None) or name,
            organizer.email,
            True,
            known is not None,
            known.optional if known else False,
            known.declined if known else False,
        )
    everyone = sorted(found.values(), key=lambda p: (p.email or "", p.name or ""))
    user = [p for p in everyone if p.email in me.emails] if me.emails else _guess_user(everyone, text)
    rest = [p for p in everyone if p not in user]
    people = tuple(p for p in rest if not is_mailbox(p.name, p.email))
    return Parties(people, tuple(p for p in rest if p not in people), _names_of_user(tuple(user), me))


def _guess_user(everyone: list[Party], text: str) -> list[Party]:
    """Nobody said who the user is: the attendee from outside the organizer's domain that the text names."""
    host = next((p.domain for p in everyone if p.organizer), "")
    outside = [p for p in everyone if p.invited and not p.organizer and p.domain != host]
    named = [
        p for p in outside if any(len(w) > 2 and any(True for _ in places(w, text)) for w in name_words(p))
    ]
    return (named or outside)[:1]


def name_words(party: Party) -> tuple[str, ...]:
    """Folded words of the name and of the local part of the address."""
    local = (party.email or "").partition("@")[0]
    return tuple(LETTERS.findall(fold(f"{party.name or ''} {local}")))


@lru_cache(maxsize=64)
def _names_of_user(user: tuple[Party, ...], me: Me) -> frozenset[str]:
    """Asked once for all events to which the user was invited in the same way."""
    names = {w for p in user for w in name_words(p)}
    for email in me.emails:
        names.update(LETTERS.findall(fold(email.partition("@")[0])))
    names.update(LETTERS.findall(fold(me.name or "")))
    whole = {fold(p.name) for p in user if p.name} | ({fold(me.name)} if me.name else set())
    joined = {re.sub(r"\s", "", name) for name in whole if is_east(name[:1])}
    return frozenset(n for n in names if len(n) > 1) | whole | joined


def person_name(name: str | None, email: str | None) -> str | None:
    """A display name turned the way round it is spoken; None where it only repeats the address."""
    name = (name or "").strip().strip("\"'").strip()
    if not name or "@" in name or (email and fold(name) == email):
        return None
    name = _ASIDE.sub("", name) or name
    last, comma, first = name.partition(",")
    if comma and first.strip() and len(first.split()) <= 3 and len(last.split()) <= 3:
        return f"{first.strip()} {last.strip()}"
    return name


@lru_cache(maxsize=4096)
def is_mailbox(name: str | None, email: str | None) -> bool:
    """Whether an address belongs to a function or a system rather than to a person."""
    domain = domain_of(email)
    local = fold((email or "").partition("@")[0])
    if domain and host_kind(domain) in _SYSTEMS:
        return True
    if domain.endswith("calendar.google.com"):
        return True
    generic = _generic()
    said = fold(name or "")
    if _mailbox().search(local) or (not name and any(part in generic for part in LETTERS.findall(local))):
        return True
    if _function().found_in(said):
        return True
    parts = [w for w in _BETWEEN.split(said) if w]
    named = [part for part in parts if part not in generic]
    if _is_firm(named, local, domain) or _is_function(parts):
        return True
    generic_end = bool(parts) and (parts[0] in generic or parts[-1] in generic)
    return generic_end and not _looks_personal(local, parts, named)


def _is_firm(parts: list[str], local: str, domain: str) -> bool:
    """Whether a display name begins as its domain does, and the address has none of it ("Acme Tutors"), or
    nothing but its last word, which is no given name: "Acme Health Bank" of bank@acme.example."""
    label = owner(domain).replace("-", "")
    first = _SIGNS.sub("", parts[0]) if parts else ""
    if len(first) <= _FIRM or not label.startswith(first) or first[:_FIRM] in local:
        return False
    return not any(part[:_FIRM] in local for part in parts) or (local == parts[-1] and not is_given(local))


def _is_function(parts: list[str]) -> bool:
    """Whether a display name has nothing but words of offices, posts and fields of work: "Internal Audit"."""
    return bool(parts) and all(map(_is_of_work, parts)) and not is_given(parts[0])


@lru_cache(maxsize=4096)
def _is_of_work(word: str) -> bool:
    """A word of several letters, in English as it stands or in the singular."""
    return len(word) > 1 and any(no_name(form, ("en",)) for form in (word, word.removesuffix("s")))


def _looks_personal(local: str, parts: list[str], named: list[str]) -> bool:
    """An address made of the display name's words: "joss.abara" for "Joss Abara"."""
    if parts[0] in _OFFICES:
        return False
    return any(len(part) > 2 and part in LETTERS.findall(local) for part in named) and parts[-1] in local


@cache
def _generic() -> frozenset[str]:
    """What functions and systems are called, in any language."""
    return words("generic", LANGUAGES)


@cache
def _mailbox() -> re.Pattern[str]:
    return re.compile(data("mailboxes")["local"])


@cache
def _function() -> Sought:
    return union(data("mailboxes")["names"])


def domain_label(domain: str) -> str:
    """The part of a domain that names its owner: "orchard-systems" of "mail.orchard-systems.co.uk"."""
    labels = domain.split(".")[:-1]
    while len(labels) > 1 and labels[-1] in _PUBLIC:
        labels.pop()
    return labels[-1] if labels else ""


@lru_cache(maxsize=4096)
def owner(domain: str) -> str:
    """``domain_label`` of a domain that can name a company; "" for mail, meeting and other providers."""
    return "" if not domain or host_kind(domain) is not None else domain_label(domain)
