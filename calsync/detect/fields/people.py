"""The people to thank: those who were in the conversation for the company."""

from __future__ import annotations

import re

from calsync.detect.fields.address import addressed
from calsync.detect.fields.alike import fits, same
from calsync.detect.fields.bare import bare
from calsync.detect.fields.capitals import compiled
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.listed import listed
from calsync.detect.fields.names import called, group, is_given, named, polite_off, spoken_form, trimmed
from calsync.detect.fields.opening import is_institution, is_ordinary, opening
from calsync.detect.fields.organizer import helps, takes_part
from calsync.detect.fields.parties import Parties, is_mailbox, owner
from calsync.detect.fields.posts import is_role
from calsync.detect.fields.recruiter import Agency, is_tool, known_agencies
from calsync.detect.fields.spelling import agrees
from calsync.detect.fields.stage import named_stages
from calsync.detect.fields.title import Segment, interview_noun, is_me, of_company
from calsync.detect.fields.who import NAME, words
from calsync.detect.text import View, places
from calsync.folding import fold
from calsync.model import Person, Stage

_BESIDE = rf"\s(?:de|da|do|di|von|van|from|of|från)\s+({NAME})\s*\("
"""A name with a bracket behind it: "Llamada de Celia (Talavera)"."""
_INTERVIEWS = r"(?<!\w)[Ii]nterviewers?\s?:\s?"
"""Before a name it leaves no doubt, whatever the title has."""
_OFFICE = re.compile(r"\s*\((.+) ([^() ]+)\)")
_GREETED = re.compile(r"\s*(\S)\w{0,3}?\s?(?:[您你]好|[:：])")
_NEAR = 40
"""Letters between a name and an address that need not tell it."""
_WRITTEN = re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")


def mentions(
    view: View, body: str, pieces: tuple[Segment, ...], invited: Parties, languages: tuple[str, ...]
) -> tuple[str, ...]:
    """Names of persons in title and body, without the user's and those that are a company's.

    In a title "with Tessera" may be either: there only common given names and invited people count.
    """
    labels = {owner(p.domain) for p in (*invited.people, *invited.mailboxes)} - {""}
    boxes = {w for p in invited.mailboxes for w in fold(p.name or "").split()}

    reader = called(body)
    placed = {p.text for p in pieces if p.at}

    def personal(name: str, *, in_title: bool) -> bool:
        if (
            is_me(name, invited.me)
            or name == reader
            or (languages[0] == "zh" and _reads(name, body))
            or any(c.isdigit() or c == "&" for c in name)
            or known_agencies().fullmatch(fold(name))
            or is_tool(fold(name))
        ):
            return False
        invited_too = any(fits(name, p) for p in invited.people)
        known = invited_too or is_given(name, languages[0])
        if in_title and _with_office(view.title, name, languages):
            return True
        if is_institution(name) and not invited_too:
            return False
        if known or addressed(name, f"{view.title}\n{body}", languages):
            return True
        if in_title and name in placed:
            return False
        if not in_title and " " in name and compiled(_INTERVIEWS + re.escape(name), body).search(body):
            return True
        if " " not in name and (name.isupper() or (languages[0] == "de" and not _led(name, body, languages))):
            return False
        if any(agrees(name, label) for label in labels) or set(fold(name).split()) <= boxes:
            return False
        return not in_title and not (len(name) > 3 and name in view.title)

    def alone(name: str) -> str:
        """The name without the company that is told with it."""
        person, _ = of_company(name, languages)
        return person if person and not any(fits(name, p) for p in invited.people) else name

    found = [n for n in map(alone, named(view.title, languages)) if personal(n, in_title=True)]
    found += [n for n in named(body, languages) if personal(n, in_title=False)]
    found += [n for n in bare(body, languages) if personal(n, in_title=False)]
    everybody = [*found, *(p.name for p in invited.people if p.name)]
    found += [n for n in listed(body, everybody, languages) if personal(n, in_title=False)]
    found += [
        n
        for n in _met(view.title, pieces, languages, opening(body, languages) is not None)
        if (not is_me(n, invited.me) and not any(agrees(n, label) for label in labels))
        or any(fits(n, p) for p in (*invited.people, *invited.mailboxes))
    ]
    found += [
        alone(polite_off(p.text, languages[0]))
        for p in pieces
        if is_given(p.text, languages[0])
        and not is_role(p.text, languages)
        and personal(p.text, in_title=True)
    ]
    kept: dict[str, str] = {}
    for name in found:
        if not any(set(fold(name).split()) <= set(known.split()) for known in kept):
            kept[fold(name)] = name
    return tuple(kept.values())


def _reads(name: str, body: str) -> bool:
    """Whether a Chinese letter greets somebody of this family name: "陈工您好"."""
    m = _GREETED.match(body)
    return m is not None and m[1] == name[:1]


def _led(name: str, body: str, languages: tuple[str, ...]) -> bool:
    """Whether an office stands before a name, for in German every noun has a capital: "Teamleiterin Jana"."""
    before = (body[max(0, at - 40) : at].split() for at in places(name, body))
    return any(b and fold(b[-1]).strip(".,:") in words("person_roles", languages) for b in before)


def _with_office(title: str, name: str, languages: tuple[str, ...]) -> bool:
    """ "Barnaby Holt (Northbeam VP)": two words, and in brackets a name and what only leaders are called."""
    if " " not in name or "(" not in title:
        return False
    m = next((m for at in places(name, title) if (m := _OFFICE.match(title, at + len(name)))), None)
    if m is None or is_institution(name) or is_ordinary(m[1], languages):
        return False
    return fold(m[2]) in data("departments")["heads"]


def _met(title: str, pieces: tuple[Segment, ...], languages: tuple[str, ...], opened: bool) -> list[str]:
    """Whom a title without a word for "interview" says one meets: "Chat w/ Priya (Nimbus)".

    There must be another piece for the company, or the body be ``opened`` by one, and no other for the
    person. Over a meal ("Kaffee Annegret") one meets whoever the title has then.
    """
    folded = fold(title)
    plain = [p for p in pieces if not is_role(p.text, languages)]
    several = opened or len(plain) > 1 or known_agencies().search(folded) is not None
    if interview_noun().search(folded) or not several:
        return []
    beside = compiled(_BESIDE, title).search(title)
    asides = [p for p in plain if p.aside]
    social = opened and Stage.INFORMAL in named_stages(folded, languages)
    named_elsewhere = any(is_given(p.text, languages[0]) for p in plain if not p.met)
    found = [
        kept
        for p in plain
        if ((p.met or social) and not named_elsewhere and not is_institution(p.text))
        or (beside and asides and beside[1] == p.text)
        if p.text[:1].isupper() and len(p.text.split()) <= 3 and (kept := trimmed(p.text, languages))
        if not _of_others(p.text, title)
    ]
    return [spoken_form(polite_off(name, languages[0]), languages[0], "instrumental") for name in found]


def _of_others(name: str, title: str) -> bool:
    """Whether the title says of whom it is rather than who: "founder of Pebblekit", "the Lumenfield crew"."""
    return any(
        title[:at].endswith(" of ") or group().match(title, at + len(name)) for at in places(name, title)
    )


def interviewers(
    title: str,
    body: str,
    said: tuple[str, ...],
    invited: Parties,
    hired: Agency,
    languages: tuple[str, ...],
    *,
    held: bool,
) -> tuple[Person, ...]:
    """Attendees and the people the text names; the organizer where nothing says that they only organise.

    ``held``: the event is no more than a hold, whose organizer only keeps the time.
    """
    folded = fold(body)
    ours = [
        p
        for p in invited.people
        if p not in hired.parties and not (hired.recruiter and p.email == hired.recruiter.email and p.email)
    ]
    agent = fold(hired.recruiter.name) if hired.recruiter and hired.recruiter.name else ""
    names = [n for n in said if not agent or not same(n, agent)]
    present = [p for p in ours if not p.organizer and not p.declined and not helps(p, folded, languages)]
    organizer = next((p for p in ours if p.organizer), None)
    offices = words("person_roles", languages)
    social = Stage.INFORMAL in named_stages(fold(title), languages) and offices.isdisjoint(
        fold(title).replace(")", " ").split()
    )
    if organizer and takes_part(
        organizer, present, names, fold(title), folded, languages, held=held, social=social
    ):
        present.append(organizer)
    found: dict[str, Person] = {}
    for p in present:
        found[p.email or fold(p.name or "")] = Person(
            p.name or next((n for n in names if fits(n, p)), None), p.email
        )
    for name in names:
        party = next((p for p in ours if fits(name, p)), None)
        if party is None and not any(q.name and same(name, fold(q.name)) for q in found.values()):
            address = _address_of(name, body)
            found.setdefault(address or fold(name), Person(name, address))
    return tuple(sorted(found.values(), key=lambda q: (q.email is None, q.name or "", q.email or "")))


def _address_of(name: str, body: str) -> str | None:
    """An address that stands right behind a name: "Perpetua Shaw (perpetua.shaw@…)"."""
    at = body.find(name)
    if at < 0:
        return None
    m = re.match(rf"([^\n;@]{{0,60}}?)[(<\[]?\s*{_WRITTEN.pattern}", body[at + len(name) :])
    if m is None or is_mailbox(None, m[2].lower()):
        return None
    local = fold(m[2].partition("@")[0])
    own = any(part in local for part in fold(name).split() if len(part) > 2)
    return m[2].lower().rstrip(".") if own or ("," not in m[1] and len(m[1]) <= _NEAR) else None
