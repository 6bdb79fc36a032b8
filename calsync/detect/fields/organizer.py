"""Who of those on an invitation only arranges it, and whether its organizer takes part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calsync.detect.fields.alike import alike, fits, name_parts
from calsync.detect.fields.parties import Party
from calsync.detect.fields.phrases import is_east
from calsync.detect.fields.stage import offices
from calsync.detect.fields.who import any_word, phrases
from calsync.detect.text import LETTERS, is_letter, places
from calsync.folding import fold

_SERVED = re.compile(r"\b(?:to|of|for|von|de|du|di|da|do|van|for|till)\s+$")
"""Before the name of whom an assistant assists."""
_SIGNATURE = 5
"""As many lines a name with office, department and company below it takes."""
_SIGNED = 9
"""As many words has the line with which a signature begins."""
_SET_OFF = re.compile(r"^|[,.!?;)–-] ?")
_ASIDE = re.compile(r"[\w ]{1,20}, ")
_BULLETS = " -–—•*/~"
_HEADER = re.compile(r"(?:from|von|de|da|van|od|fran|kimden) ?:")
_SELF = re.compile(r"\s?\w{0,3}\s?(?:です|でございます|と申します|입니다|드림|올림|拝)|\W*$")
"""Behind the name of who writes."""
_CONTACT = re.compile(
    r"(?<!\w)(?:hear from|(?:our|your|my) recruiter|ask for|contact) \w+"
    r"|\w+ (?:is|will be) your (?:point of )?contact"
)
"""A name of whom one turns to, who need not be there."""
_FURTHER = re.compile(r"[.!?] (?:[^\s.]+ ){3}")
"""A sentence behind another."""
_BLANKS = re.compile(r"\s+")
_BEFORE, _BEHIND = 30, 45
"""Letters around a name in which its office stands."""
_SENTENCE = re.compile(r"[.!?;](?=\s)|\n")


def takes_part(
    organizer: Party,
    present: list[Party],
    names: list[str],
    title: str,
    body: str,
    languages: tuple[str, ...],
    *,
    held: bool,
    social: bool,
) -> bool:
    """Invited to their own event, named as taking part, writing of themselves, with guests at a meal, or the
    only one there is. Title and body are folded. ``held``: it is no more than a hold."""
    own = [n for n in names if fits(n, organizer)]
    names = [n for n in names if n not in own]
    if organizer.optional or organizer.declined:
        return False
    if helps(organizer, body, languages):
        return not present and not names and _of_oneself(organizer, body, languages)
    if organizer.invited or _written_of(organizer, body):
        return True
    alone = not present and not names and not held
    if own and (alone or _named_beside(organizer, own, title, body)):
        return True
    if _of_oneself(organizer, body, languages):
        return True
    if present and social and not names:
        return True
    if (present or names) and any_word(body, "joins", languages):
        return True
    return alone and not any_word(f"{title}\n{body}", "unnamed", languages)


def _of_oneself(organizer: Party, body: str, languages: tuple[str, ...]) -> bool:
    """Whether the sender writes of themselves as of one who will be there."""
    return any_word(body, "first_person", languages) is not None and not _signed_by_other(body, organizer)


def _written_of(organizer: Party, body: str) -> bool:
    """Whether the text has the family name of an organizer from East Asia who does not only sign with it."""
    name = organizer.name or ""
    text = "\n".join(line for line in body.splitlines() if "://" not in line).rstrip()
    family = name.split()[0] if is_east(name[:1]) and is_east(name[1:2]) else ""
    return bool(family) and any(
        not _SELF.match(text, m.end())
        for m in re.finditer(re.escape(family), text.rpartition("\n")[0] or text)
    )


def _named_beside(organizer: Party, own: list[str], title: str, body: str) -> bool:
    """Whether title or body (folded) name the sender elsewhere than in the signature; whoever signs for the
    personnel, with the whole name: "Wrap up with Ngozi" is with whom one knows already."""
    names = (organizer.name or "", *own)
    lines, signature = _signature(names, body)
    if not _has_name(names, [title, *lines]):
        return False
    whole = fold(organizer.name or "")
    return not offices("personnel").search(signature) or any(whole in line for line in (title, *lines))


def _signature(names: tuple[str, ...], body: str) -> tuple[list[str], str]:
    """The lines of a folded body above those with which the sender of these names signs, and these."""
    parts = _parts(names)
    lines = [line for line in body.splitlines() if line.strip() and "://" not in line]
    signed: list[str] = []
    for back in range(1, min(_SIGNATURE, len(lines)) + 1):
        begun = lines[-back].strip(_BULLETS)
        listed = lines[-back][0] in _BULLETS and len(lines) > back and lines[-back - 1][0] == lines[-back][0]
        last = [start for start in _signed(begun, parts) if _is_signature(begun[start:])]
        if last and not listed:
            signed = [begun[last[-1] :], *lines[len(lines) - back + 1 :]]
            lines[-back:] = [begun[: last[-1]]]
            break
    if signed and len(lines) > 1 and not lines[-1] and set(LETTERS.findall(lines[-2])) <= {*parts}:
        lines[-2:] = []  # "Fiona", and below it "Fiona Drummond | People Adviser"
    return lines, " ".join(signed)


def _is_signature(text: str) -> bool:
    """Whether a name and what follows it are short, and no sentence follows."""
    return len(text.split()) <= _SIGNED and not _FURTHER.search(text)


def _has_name(names: tuple[str, ...], lines: list[str]) -> bool:
    """Whether one of these names stands in the lines, but for the header of a forwarded mail."""
    told = (_CONTACT.sub(" ", line) for line in lines if not _HEADER.match(line))
    words = [w for line in told for w in LETTERS.findall(line)]
    return any(alike(p, w) for p in _parts(names) for w in words if len(w) > 1)


def _parts(names: tuple[str, ...]) -> list[str]:
    return sorted({w for name in names for w in name_parts(name) if len(w) > 1})


def _signed(line: str, parts: list[str]) -> Iterator[int]:
    """Where a piece of a line begins with one of these names, or with it behind some words and a comma."""
    done = 0
    for m in _SET_OFF.finditer(line):
        aside = _ASIDE.match(line, m.end())
        ends = (_name_end(line, at, parts) for at in (aside.end() if aside else m.end(), m.end()))
        if m.start() >= done and (end := next(filter(None, ends), None)):
            yield m.start()
            done = end


def _name_end(line: str, at: int, parts: list[str]) -> int | None:
    """Where the name ends that begins here, if one does."""
    ends = (at + len(part) for part in parts if line.startswith(part, at))
    return next((end for end in ends if not is_letter(line[end : end + 1])), None)


def _signed_by_other(body: str, organizer: Party) -> bool:
    """Whether the last line is a name or a company, and the organizer's is not in the lines above it."""
    lines = [line for line in body.splitlines() if line.strip()][-_SIGNATURE:]
    words = re.findall(r"[^\W\d]+", lines[-1]) if lines else []
    own = fold(organizer.name or organizer.email or "").split()
    return 0 < len(words) <= 3 and not any(w in line for line in lines for w in own if len(w) > 1)


def helps(p: Party, body: str, languages: tuple[str, ...]) -> bool:
    """Whether the text (folded) calls this person a coordinator or an assistant, right beside the name."""
    first = fold(p.name or "").split()
    if not first:
        return False
    named = list(_named_at(first[0], first[-1], body))
    if not named or not any(phrases("coordinator", language).within(body) for language in languages):
        return False
    for start, end in named:
        before = _SENTENCE.split(_whole(body, start - _BEFORE, start))[-1]
        if _SERVED.search(before):
            continue
        behind = _SENTENCE.split(_whole(body, end, end + _BEHIND).lstrip())[0]
        if any_word(f"{before} {behind}", "coordinator", languages):
            return True
    return False


def _whole(text: str, start: int, end: int) -> str:
    """This part of a text, without the words that its ends cut in two."""
    start, end = max(0, start), min(end, len(text))
    while 0 < start < end and is_letter(text[start - 1]) and is_letter(text[start]):
        start += 1
    while start < end < len(text) and is_letter(text[end - 1]) and is_letter(text[end]):
        end -= 1
    return text[start:end]


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
