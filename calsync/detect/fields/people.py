"""The people to thank: those who were in the conversation for the company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from calsync.detect.fields.bare import bare
from calsync.detect.fields.capitals import compiled
from calsync.detect.fields.company import agrees
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.names import addressed, called, is_given, named, polite_off, spoken_form, trimmed
from calsync.detect.fields.opening import is_institution, is_ordinary, opening
from calsync.detect.fields.parties import Parties, Party, is_mailbox, owner
from calsync.detect.fields.phrases import is_east
from calsync.detect.fields.recruiter import Agency, is_tool, known_agencies
from calsync.detect.fields.stage import named_stages
from calsync.detect.fields.title import Segment, interview_noun, is_me, is_role
from calsync.detect.fields.who import NAME, any_word, words
from calsync.detect.text import View, is_letter, places
from calsync.folding import fold
from calsync.model import Person, Stage

_BESIDE = rf"\s(?:de|da|do|di|von|van|from|of|från)\s+({NAME})\s*\("
"""A name with a bracket behind it: "Llamada de Celia (Talavera)"."""
_OFFICE = re.compile(r"\s*\((.+) ([^() ]+)\)")
_NEAR = 40
"""Letters between a name and an address that need not tell it."""
_SERVED = re.compile(r"\b(?:to|of|for|von|de|du|di|da|do|van|for|till)\s+$")
"""Before the name of whom an assistant assists."""
_SIGNATURE = 5
"""As many lines a name with office, department and company below it takes."""
_SIGNED = 9
"""As many words has the line with which a signature begins."""
_BULLETS = " -–—•*/~"
_HEADER = re.compile(r"(?:from|von|de|da|van|od|fran|kimden) ?:")
_WORDS = re.compile(r"[^\W\d_]+")
_SELF = re.compile(r"\s?\w{0,3}\s?(?:です|でございます|と申します|입니다|드림|올림|拝)|\W*$")
"""Behind the name of who writes."""
_BLANKS = re.compile(r"\s+")
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

    def personal(name: str, *, in_title: bool) -> bool:
        if (
            is_me(name, invited.me)
            or name == reader
            or any(c.isdigit() or c == "&" for c in name)
            or known_agencies().fullmatch(fold(name))
            or is_tool(fold(name))
        ):
            return False
        invited_too = any(_fits(name, p) for p in invited.people)
        known = invited_too or is_given(name, languages[0])
        if in_title and _with_office(view.title, name, languages):
            return True
        if is_institution(name) and not invited_too:
            return False
        if known or addressed(name, f"{view.title}\n{body}", languages):
            return True
        if " " not in name and (name.isupper() or (languages[0] == "de" and not _led(name, body, languages))):
            return False
        if any(agrees(name, label) for label in labels) or set(fold(name).split()) <= boxes:
            return False
        return not in_title and not (len(name) > 3 and name in view.title)

    found = [n for n in named(view.title, languages) if personal(n, in_title=True)]
    found += [n for n in named(body, languages) if personal(n, in_title=False)]
    found += [n for n in bare(body, languages) if personal(n, in_title=False)]
    found += _met(view.title, pieces, languages, opening(body, languages) is not None)
    found += [
        polite_off(p.text, languages[0])
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
    ]
    return [spoken_form(polite_off(name, languages[0]), languages[0], "instrumental") for name in found]


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
    names = [n for n in said if not agent or not _same(n, agent)]
    present = [p for p in ours if not p.organizer and not p.declined and not _helps(p, folded, languages)]
    organizer = next((p for p in ours if p.organizer), None)
    if organizer and _takes_part(organizer, present, names, fold(title), folded, languages, held=held):
        present.append(organizer)
    found: dict[str, Person] = {}
    for p in present:
        found[p.email or fold(p.name or "")] = Person(
            p.name or next((n for n in names if _fits(n, p)), None), p.email
        )
    for name in names:
        party = next((p for p in ours if _fits(name, p)), None)
        if party is None and not any(q.name and _same(name, fold(q.name)) for q in found.values()):
            address = _address_of(name, body)
            found.setdefault(address or fold(name), Person(name, address))
    return tuple(sorted(found.values(), key=lambda q: (q.email is None, q.name or "", q.email or "")))


def _takes_part(
    organizer: Party,
    present: list[Party],
    names: list[str],
    title: str,
    body: str,
    languages: tuple[str, ...],
    *,
    held: bool,
) -> bool:
    """Invited to their own event, named as taking part, writing of themselves, or the only one there is.
    Title and body are folded."""
    if organizer.optional or organizer.declined or _helps(organizer, body, languages):
        return False
    if organizer.invited or _written_of(organizer, body):
        return True
    own = [n for n in names if _fits(n, organizer)]
    names = [n for n in names if n not in own]
    if own and (
        held or not (present or names) or _beyond_signature((organizer.name or "", *own), title, body)
    ):
        return True
    if any_word(body, "first_person", languages) and not _signed_by_other(body, organizer):
        return True
    if (present or names) and any_word(body, "joins", languages):
        return True
    return not present and not names and not held


def _written_of(organizer: Party, body: str) -> bool:
    """Whether the text has the family name of an organizer from East Asia who does not only sign with it."""
    name = organizer.name or ""
    text = "\n".join(line for line in body.splitlines() if "://" not in line).rstrip()
    family = name.split()[0] if is_east(name[:1]) and is_east(name[1:2]) else ""
    return bool(family) and any(
        not _SELF.match(text, m.end())
        for m in re.finditer(re.escape(family), text.rpartition("\n")[0] or text)
    )


def _beyond_signature(names: tuple[str, ...], title: str, body: str) -> bool:
    """Whether title or body (folded) have one of these names of the sender elsewhere than senders stand:
    the header of a forwarded mail, and the last lines.
    """
    parts = {w for name in names for w in _parts(name) if len(w) > 1}
    lines = [line for line in body.splitlines() if line.strip() and "://" not in line]
    sign = re.compile(
        rf"(?:^|[,.!?;)–-] ?)(?:[\w ]{{1,20}}, )?(?:{'|'.join(map(re.escape, sorted(parts)))})(?!\w)"
    )
    for back in range(1, min(_SIGNATURE, len(lines)) + 1):
        begun = lines[-back].strip(_BULLETS)
        listed = lines[-back][0] in _BULLETS and len(lines) > back and lines[-back - 1][0] == lines[-back][0]
        last = [m for m in sign.finditer(begun) if len(begun[m.start() :].split()) <= _SIGNED]
        if last and not listed:
            lines[-back:] = [begun[: last[-1].start()]]
            break
    words = [w for line in (title, *lines) if not _HEADER.match(line) for w in _WORDS.findall(line)]
    return any(_alike(p, w) for p in parts for w in words if len(w) > 1)


def _signed_by_other(body: str, organizer: Party) -> bool:
    """Whether the last line is a name or a company, and the organizer's is not in the lines above it."""
    lines = [line for line in body.splitlines() if line.strip()][-_SIGNATURE:]
    words = re.findall(r"[^\W\d]+", lines[-1]) if lines else []
    own = fold(organizer.name or organizer.email or "").split()
    return 0 < len(words) <= 3 and not any(w in line for line in lines for w in own if len(w) > 1)


def _helps(p: Party, body: str, languages: tuple[str, ...]) -> bool:
    """Whether the text calls this person a coordinator or an assistant, right before or after the name."""
    first = fold(p.name or "").split()
    if not first:
        return False
    for start, end in _named_at(first[0], first[-1], body):
        before = body[max(0, start - 30) : start].rpartition("\n")[2]
        if _SERVED.search(before):
            continue
        if any_word(f"{before} {body[end : end + 45]}", "coordinator", languages):
            return True
    return False


def _named_at(first: str, last: str, body: str) -> Iterator[tuple[int, int]]:
    """Where the first name stands, with the last name if that follows."""
    for start in places(first, body):
        end = start + len(first)
        gap = _BLANKS.match(body, end)
        whole = gap.end() + len(last) if gap and body.startswith(last, gap.end()) else None
        if whole and not is_letter(body[whole : whole + 1]):
            yield start, whole
        elif not is_letter(body[end : end + 1]):
            yield start, end


def _fits(name: str, p: Party) -> bool:
    """Whether a name in the text is this person: by their name, or the parts of their address."""
    parts = fold(name).split()
    if p.name:
        return _same(name, fold(p.name))
    local = (p.email or "").partition("@")[0]
    return any(len(w) > 2 and w in re.split(r"[._-]", fold(local)) for w in parts)


def _same(name: str, other: str) -> bool:
    """One name is part of the other, word by word; the words of inflecting languages may end otherwise, and
    a given name may be short for the other: "Darek" for "Dariusz"."""
    a, b = sorted((_parts(name), _parts(other)), key=len)
    if len(a) == len(b) == 2 and a[1] == b[1] and len(a[1]) > 3 and a[0][:2] == b[0][:2]:
        return True
    return bool(a) and all(any(_alike(w, v) for v in b) for w in a) and any(len(w) > 1 for w in a)


@lru_cache(maxsize=4096)
def _parts(name: str) -> list[str]:
    return fold(name).replace(".", " ").split()


def _alike(a: str, b: str) -> bool:
    if a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b)):
        return True
    stem = min(len(a), len(b)) - 1
    return stem >= 3 and a[:stem] == b[:stem] and abs(len(a) - len(b)) <= 2


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
