"""Which company an interview is with."""

from __future__ import annotations

import re
from functools import lru_cache

from calsync.detect.fields.candidates import (
    LABELLED,
    Candidate,
    in_body,
    in_title,
    of_place,
    without_function,
    without_office,
    without_unit,
)
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.names import is_given
from calsync.detect.fields.opening import (
    is_institution,
    is_ordinary,
    is_tavern,
    opening,
    tells_kind,
)
from calsync.detect.fields.parties import Parties, owner
from calsync.detect.fields.phrases import is_east
from calsync.detect.fields.plausible import plausible
from calsync.detect.fields.recruiter import Agency
from calsync.detect.fields.spelling import agrees
from calsync.detect.fields.title import Segment, all_noise, interview_noun
from calsync.detect.fields.who import EAST
from calsync.detect.text import View
from calsync.folding import fold

_TURKISH_CASE = re.compile(r"['’](?:y?[ae]|[dt][ae]n?|n?[ıiuü]n?|y?l[ae]|s?[ıiuü])$")
_ALNUM = re.compile(r"[^a-z0-9]")
_TOKEN = re.compile(r"[\w'’&.-]+")
_LATIN = re.compile("[a-z]")
"""Letters that domains are spelt with."""
_AGREES = 2.0
_DISAGREES = -1.2
_KIND_DISAGREES = -0.7
"""The same for a name that says what kind of organisation it is of, which domains often shorten."""
_DOMAIN = 1.1
_OWN = 0.6
"""What the domain of the user's own employer is worth beyond that: the post is one within."""
_ENOUGH = 0.7
_SMALL = 1.5
"""What a name without capitals loses where others have them."""
_TAVERN = 1.0
"""What a place to eat and drink loses that the title does not name."""
_SET = 2.0
"""What a piece of a title is worth that has nothing of a talk or an office."""
_HERE = 0.5
"""What a name gains by standing in the place, too."""


def company(
    view: View,
    body: str,
    pieces: tuple[Segment, ...],
    invited: Parties,
    people: frozenset[str],
    hired: Agency,
    languages: tuple[str, ...],
    *,
    internal: frozenset[str] = frozenset(),
    only: bool = False,
) -> str | None:
    """The company as written; else from a domain; None where nothing names it.

    Names in title, body, display names and place are weighed by how they are introduced and by whether
    an address on the invitation agrees with them. ``people`` are folded names of persons, ``internal``
    the domains of the user's own employer; ``only``: nobody but the agency takes part, so that only a
    client named as such counts.
    """
    owners = _domains(invited, hired, internal)
    owners = {
        label: w
        for label, w in owners.items()
        if w >= 1 or agrees(label, view.f_title) or label[:6] in view.f_body
    }
    in_the_title = in_title(view, pieces, people, languages, opened=opening(body, languages) is not None)
    told = in_body(f"{body}\n{view.title}" if languages[0] == "ko" else body, languages)
    found = in_the_title + told
    found += [
        Candidate(name, _mailbox_weight(name, owner(p.domain), owners))
        for p in invited.mailboxes
        if p not in hired.parties and (name := without_function(p.name or "", languages))
        if not (" " in name and is_given(name) and _is_sender(p.email))
    ]
    if place := of_place(view.place):
        found.append(Candidate(place, 1.6))
    if only:
        met = interview_noun().search(view.f_title) is not None
        kinds = [
            c
            for c in in_the_title
            if not c.name.islower() and (tells_kind(c.name) or (met and " " in c.name and c.weight >= _SET))
        ]
        found = [c for c in found if c.weight >= LABELLED or (c in told and c.weight >= 3.0) or c in kinds]
        owners = {}
    found = [Candidate(_before_said(c.name, languages), c.weight) for c in found]
    if any(c.name[:1].isupper() and (" " in c.name or c in in_the_title) for c in found):
        found = [Candidate(c.name, c.weight - (_SMALL if c.name.islower() else 0)) for c in found]
    found = [
        Candidate(c.name, c.weight - (_TAVERN if is_tavern(c.name) and c not in in_the_title else 0))
        for c in found
    ]
    f_place = fold(view.place)
    if languages[0] == "tr":
        found = [Candidate(_TURKISH_CASE.sub("", c.name), c.weight) for c in found]
    if languages[0] in EAST:
        found = [Candidate(without_unit(c.name.removesuffix("様").rstrip()), c.weight) for c in found]
    weighed = [
        (_weigh(c, owners) + (_HERE if fold(c.name) in f_place else 0) + _repeated(c.name, view), c.name)
        for c in found
        if plausible(c.name, view, invited, people, hired, languages)
    ]
    for label, weight in owners.items():
        spelt = _spelt(label, view)
        inside = [w + 0.2 for w, name in weighed if spelt and fold(name) in fold(spelt)]
        agreed = _AGREES if weight >= _DOMAIN else _AGREES / 2
        weighed.append((max([weight + agreed, *inside]) if spelt else weight, spelt or _capitalised(label)))
    if languages[0] not in EAST:  # "Second round - Acme", but "東雲システム 二次面接"
        weighed.reverse()
    weight, name = max(weighed, key=lambda item: item[0], default=(0.0, ""))
    return _fuller(name, [c.name for c in found], view) if weight >= _ENOUGH else None


def _repeated(name: str, view: View) -> float:
    """What a name gains whose first word title and body both have."""
    first = fold(name).split(" ")[0]
    return (
        _HERE
        if len(first) > 4
        and not is_ordinary(first, ("en",))
        and first in view.f_title
        and first in view.f_body
        else 0.0
    )


def _mailbox_weight(name: str, label: str, owners: dict[str, float]) -> float:
    """What the display name of a mailbox is worth: much where it tells a kind that its domain does not."""
    if label and label not in owners:
        return 0.5
    return 1.6 + (_AGREES - _DISAGREES if label and is_institution(name) and not agrees(name, label) else 0)


def _fuller(name: str, others: list[str], view: View) -> str:
    """The name with what another place adds to it, where the title spells it so: "Calder Health System"."""
    gap = "" if is_east(name) else " "
    where = f"{view.title}\n{view.place}"
    longer = [other for other in others if other.startswith(name + gap) and other in where]
    longer = [other for other in longer if without_office(other) == other]
    longer += [
        other
        for other in others
        if other.endswith(gap + name) and tells_kind(other) > tells_kind(name) and not other[:1].islower()
    ]
    return max(longer, key=len, default=name)


def _domains(invited: Parties, hired: Agency, internal: frozenset[str]) -> dict[str, float]:
    """Names of domains on the invitation that can be the company's, and how much each is worth."""
    found: dict[str, float] = {}
    for p in (*invited.people, *invited.mailboxes):
        label = owner(p.domain)
        if not label or p in hired.parties or p.domain in {h.domain for h in hired.parties}:
            continue
        weight = _DOMAIN if p in invited.people or not _is_sender(p.email) else 0.75
        found[label] = max(found.get(label, 0.0), weight + (_OWN if p.domain in internal else 0.0))
    return found


def _is_sender(email: str | None) -> bool:
    """Whether an address only sends."""
    return re.search(r"no-?reply|notif|mailer", email or "") is not None


def _weigh(candidate: Candidate, domains: dict[str, float]) -> float:
    if not domains or not _LATIN.search(fold(candidate.name)):
        return candidate.weight
    if candidate.weight >= LABELLED or any(agrees(candidate.name, label) for label in domains):
        return candidate.weight + _AGREES
    return candidate.weight + (_KIND_DISAGREES if tells_kind(candidate.name) else _DISAGREES)


def _before_said(name: str, languages: tuple[str, ...]) -> str:
    """A name in small letters up to where words of a sentence begin: "osterby" of "osterby full day"."""
    parts = name.split()
    if name.islower() and len(parts) > 1:
        said = next((i for i, part in enumerate(parts) if fold(part) in data("companies")["said"]), None)
        while said and all_noise(parts[said - 1], languages):
            said -= 1
        parts = parts[:said]
    elif parts[-1:] == ["I"]:  # "as discussed on LinkedIn I would"
        parts.pop()
    return " ".join(parts)


def _spelt(label: str, view: View) -> str:
    """The label of a domain as title or body spell it, "" where they do not."""
    short = _ALNUM.sub("", label)
    for text, sign in ((view.title, ""), (view.body, ""), *_with_signs(view)):
        if short not in _letters(text, sign):
            continue
        tokens = list(_TOKEN.finditer(text))
        plain = [_ALNUM.sub("", fold(m[0]).replace("&", sign)) for m in tokens]
        for i, first in enumerate(plain):
            if not first or not short.startswith(first):
                continue
            for j in range(i, min(i + 4, len(tokens))):
                if "".join(plain[i : j + 1]) != short:
                    continue
                start, end = tokens[i].start(), tokens[j].end()
                alone = "\n" not in text[start:end] and "@" not in text[max(0, start - 1) : end]
                if alone and (text[start].isupper() or text is view.title):
                    return text[start:end].strip(".,-")
    return ""


def _with_signs(view: View) -> list[tuple[str, str]]:
    """Title and body with what "&" is read as, where they have it."""
    written = [text for text in (view.title, view.body) if "&" in text]
    return [(text, sign) for text in written for sign in ("and", "und", "en", "et", "y")]


@lru_cache(maxsize=16)
def _letters(text: str, sign: str) -> str:
    """Nothing but letters and digits, folded; for "&" what it is read as."""
    return _ALNUM.sub("", fold(text).replace("&", sign))


def _capitalised(label: str) -> str:
    """ "Ballycastle Soft" of "ballycastle-soft"."""
    first, *more = [part for part in label.split("-") if part] or [label]
    kept = [part for part in more if part not in data("companies")["domain_ends"]]
    return " ".join(part[:1].upper() + part[1:] for part in (first, *kept))
