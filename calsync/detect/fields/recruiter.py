"""Whether an agency stands between the company and the candidate, and who its recruiter is."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from calsync.detect.fields.capitals import compiled
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.names import is_given, no_name, spoken_form, trimmed
from calsync.detect.fields.needs import needs_of_any
from calsync.detect.fields.opening import is_institution, is_ordinary
from calsync.detect.fields.parties import Parties, Party, owner
from calsync.detect.fields.phrases import union
from calsync.detect.fields.placed import placing
from calsync.detect.fields.sought import Sought
from calsync.detect.fields.who import EAST, NAME, any_word, introduced, table, written
from calsync.detect.hosts import HostKind, domains
from calsync.detect.text import View
from calsync.folding import fold
from calsync.model import Person

_LABEL = 4
"""As many letters of the label of a domain tell a firm."""
_SEARCH = 11
"""Letters of the label of a search firm: a name of some length, and "search"."""
_WORDS = 5
"""As many words has the name of an organisation."""
_PLACED = 0.5
"""What the words of an interview come to that is an agency's, although it says so nowhere."""
_TIME = re.compile("[日週周内月年時时翌天]")
"""No East Asian name of somebody to call: "within the week"."""
_PIECES = re.compile(r"[\n,|@/·–—:()]|\s-\s")


_SIGNS = re.compile("[^a-z0-9]")


class Agency(NamedTuple):
    via: bool
    recruiter: Person | None = None
    parties: tuple[Party, ...] = ()
    """Those on the invitation who belong to the agency."""
    names: frozenset[str] = frozenset()
    """Folded names of the agency, never the company."""
    apart: bool = False
    """The recruiter is to be called afterwards, so there is somebody else to meet."""


def agency(view: View, body: str, folded: str, invited: Parties, languages: tuple[str, ...]) -> Agency:
    """Evidence, the strongest first: a recruiter to be called or named with "via", an agency's address,
    the words of the trade, an organizer from elsewhere than everybody else, all words together. ``body`` is
    as written, ``folded`` title and body."""
    text = f"{view.title}\n{body}"
    everybody = (*invited.people, *invited.mailboxes)
    ours = tuple(p for p in everybody if is_agency(p.domain) and not _is_system(p))
    stranger = (
        _stranger(invited, folded)
        or _signed_elsewhere(invited, view.title, body, languages)
        or _on_behalf(invited, body, languages)
    )
    apart = _to_call(text, languages)
    labels = tuple(owner(p.domain).replace("-", "") for p in invited.people if p.organizer)
    named = apart or _named(text, languages, labels)
    words = _trade(folded, languages)
    known = known_agencies().search(folded)
    firm = _firm(text, languages)
    told = ours or named or words or stranger or known or firm
    if not told and placing(folded, invited.organizer) < _PLACED:
        return Agency(False)
    inside = {p.domain for p in ours} | ({stranger.domain} if stranger else set())
    mine = tuple(p for p in everybody if p.domain in inside)
    if not mine and (firm or named):
        mine = tuple(p for p in invited.people if _fits(firm or named or "", owner(p.domain)))
    by_mailbox = invited.organizer in invited.mailboxes
    if not mine and (words or firm or not told) and not named and not by_mailbox:
        mine = _only_domain(invited)
    person = next((p for p in mine if p in invited.people and p.organizer), None) or next(
        (p for p in mine if p in invited.people), None
    )
    recruiter = (
        Person(person.name, person.email) if person else _match(named or _of_firm(firm, text), invited)
    )
    names = (
        {owner(p.domain) for p in mine}
        | ({known[0]} if known else set())
        | ({fold(named)} if named else set())
        | ({fold(firm)} if firm else set())
    )
    return Agency(True, recruiter, mine, frozenset(n for n in names if n), apart is not None)


@lru_cache(maxsize=1024)
def is_agency(domain: str) -> bool:
    """Whether a domain is an agency's: a known firm's, or with the words of the trade in it."""
    label = owner(domain)
    firms = tuple(name for firm in data("agencies")["names"] if len(name := firm.replace(" ", "")) > 4)
    return bool(label) and (
        any(word in label for word in data("agencies")["domain_words"])
        or known_agencies().search(re.sub(r"[-_.]", " ", label)) is not None
        or label.startswith(firms)
        or (len(label) >= _SEARCH and label.endswith("search") and not label.endswith("research"))
    )


@cache
def known_agencies() -> Sought:
    return union(data("agencies")["names"])


def _trade(folded: str, languages: tuple[str, ...]) -> re.Match[str] | None:
    """What only those say, or are called, who place people with somebody else."""
    return any_word(folded, "agency", languages) or any_word(folded, "clients", languages)


def _sender(invited: Parties) -> Party | None:
    """The organizer, if it is a person who writes from the domain of a firm."""
    return next((p for p in invited.people if p.organizer and owner(p.domain)), None)


def _stranger(invited: Parties, folded: str) -> Party | None:
    """An organizer from one domain who invites people of a single other one, which the text names."""
    organizer = _sender(invited)
    others = {p.domain for p in invited.people if not p.organizer and owner(p.domain)}
    if organizer is None or len(others) != 1 or organizer.domain in others:
        return None
    label = owner(next(iter(others))).replace("-", "")
    return organizer if label[:5] and label[:5] in folded.replace(" ", "").replace("-", "") else None


def _on_behalf(invited: Parties, body: str, languages: tuple[str, ...]) -> Party | None:
    """An organizer who writes on behalf of a company that is not the one of their own domain."""
    organizer = _sender(invited)
    if organizer is None:
        return None
    label = owner(organizer.domain).replace("-", "")
    for language in (one for one in languages if "on_behalf" in table(one)):
        for name, _ in written("on_behalf", language, "c").finditer(body):
            short = _squeezed(name)
            own = fold(organizer.name or "")
            if short[:_LABEL] != label[:_LABEL] and not any(fold(w) in own for w in name.split()):
                return organizer
    return None


def _signed_elsewhere(invited: Parties, title: str, body: str, languages: tuple[str, ...]) -> Party | None:
    """An organizer who signs for the firm of their own domain, where the title names an organisation that is
    another one: "Interview - Mullion Glass", signed "Kezia Roper, Roper Field" from roperfield.example."""
    organizer = _sender(invited)
    label = _squeezed(owner(organizer.domain)) if organizer else ""
    if len(label) < _LABEL or label[:_LABEL] in _squeezed(title):
        return None
    pieces = (piece.strip() for piece in _PIECES.split(title))
    if not any(
        p[:1].isupper() and len(p.split()) <= _WORDS and is_institution(p) and not is_ordinary(p, languages)
        for p in pieces
    ):
        return None
    signed = (piece for piece in _PIECES.split(body) if len(piece.split()) <= _WORDS)
    return organizer if any(_squeezed(piece).startswith(label) for piece in signed) else None


def _squeezed(text: str) -> str:
    return _SIGNS.sub("", fold(text))


def _is_system(p: Party) -> bool:
    """Whether an address only sends: "no-reply@hirebridge.example" is of the tool, not of an agency."""
    return re.match(r"no-?_?\.?reply|notif|do-?not", (p.email or "").lower()) is not None


def _to_call(text: str, languages: tuple[str, ...]) -> str | None:
    """The recruiter whom the user is to call afterwards, or who waits for an account of it."""
    for language in languages:
        for name, _ in written("call_after", language, "p").finditer(text):
            if language in EAST and not _TIME.search(name):
                return re.sub(r"(?:님|씨|さん|様|氏)$", "", name)
            if language in EAST:
                continue
            if kept := trimmed(name, languages):
                return spoken_form(kept, language, "genitive")
    return None


def _named(text: str, languages: tuple[str, ...], labels: tuple[str, ...]) -> str | None:
    """The recruiter, or the firm, that it all goes through; whoever stands behind "search firm:". ``labels``
    are those of the organizer's domain."""
    for language in languages:
        for m in _via(language).finditer(text):
            name = m["name"]
            if language in EAST:
                return name
            kept = trimmed(name, languages)
            if (
                kept
                and not is_tool(fold(kept))
                and (
                    m["open"]
                    or is_given(kept)
                    or known_agencies().search(fold(kept))
                    or any(len(label) > _LABEL and _squeezed(kept).startswith(label) for label in labels)
                )
            ):
                return kept
        for name, _ in introduced("agency", language).finditer(text):
            if (kept := trimmed(name, languages)) and (is_given(kept) or " " in kept):
                return kept
    return None


def _of_firm(firm: str | None, text: str) -> str | None:
    """Who stands beside the firm: "Thandi / Marlow Placements", "Marlow Placements (Thandi)"."""
    if firm is None:
        return None
    before = rf"({NAME})\s*(?:/|@|,|-|–|\(|\s(?:at|from|of|de|da|do|von|van|på|z|di)\s)\s*{re.escape(firm)}"
    behind = rf"{re.escape(firm)}\s*(?:/|,|-|–|\()\s*({NAME})"
    m = compiled(before, text).search(text) or compiled(behind, text).search(text)
    return m[1] if m and (is_given(m[1]) or " " in m[1]) else None


def _fits(firm: str, label: str) -> bool:
    """Whether the label of a domain begins as the firm's name does."""
    short = _squeezed(firm)
    return bool(label) and (
        short.startswith(label.replace("-", "")) or label.startswith(fold(firm).split(" ")[0])
    )


def _firm(text: str, languages: tuple[str, ...]) -> str | None:
    """The first firm of that trade, but no "Faculty Search", "Job Search" or "Interview HR"."""
    own = data("agencies")["searches"]
    for m in _firms().finditer(text):
        parts = fold(m[1]).split(" ")
        if parts[0] not in own and not all(no_name(part, languages) for part in parts):
            return m[0]
    return None


@cache
def _firms() -> Sought:
    """A firm that places people, by its name: "Sable Placements"."""
    ends = data("agencies")["firm_ends"]
    name = r"(?<![\w@])([A-ZÀ-Þ][\w&'’-]+(?: (?:& )?[A-ZÀ-Þ][\w'’-]+){0,2}?)"
    return Sought([(needs_of_any(ends), lambda: rf"{name} (?:{'|'.join(ends)})(?!\w)")])


@cache
def _via(language: str) -> Sought:
    listed = table(language).get("via", ())
    words = "|".join(w.replace(" ", r"\s+") for w in listed) or "(?!)"
    if table(language).get("via_after"):
        whole = rf"(?P<name>[\w・ー]{{2,14}}?)\s?(?:の)?(?:{words})"
    elif language in EAST:
        whole = rf"(?:{words})(?P<name>[一-龯]{{2,8}}?)(?:推荐|介绍|安排|猎头|内推)"
    else:
        whole = rf"(?P<open>\()?(?<!\w)(?i:{words})\s+(?P<name>{NAME})"
    return Sought([(needs_of_any(listed), lambda: whole)])


@cache
def _tools() -> frozenset[str]:
    kinds = (
        HostKind.ATS,
        HostKind.INTERVIEW_SCHEDULING,
        HostKind.ASSESSMENT,
        HostKind.SCHEDULING,
        HostKind.MEETING,
    )
    return frozenset(domain.rsplit(".", 2)[-2] for domain in domains(*kinds) if "." in domain)


def is_tool(name: str) -> bool:
    """Zoom, Lever, Teams and their like, which interviews also go "via"."""
    first = name.partition(" ")[0]
    return first in _tools() or first in data("mailboxes")["tools"]


def _match(named: str | None, invited: Parties) -> Person | None:
    """The person on the invitation with this name, else the bare name."""
    if named is None:
        return None
    parts = set(fold(named).split())
    for p in invited.people:
        if p.name and parts <= set(fold(p.name).split()):
            return Person(p.name, p.email)
    return Person(named, None) if not known_agencies().search(fold(named)) else None


def _only_domain(invited: Parties) -> tuple[Party, ...]:
    """The trade's words and a single company on the invitation: it is the agency."""
    people = [p for p in invited.people if owner(p.domain)]
    return tuple(people) if len({p.domain for p in people}) == 1 else ()
