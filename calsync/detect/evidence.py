"""From occurrences to evidence: the same occurrence from two sources is one, and every signal is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from calsync.detect import people, signals, wording
from calsync.detect.own import own_words
from calsync.detect.settings import Settings
from calsync.detect.text import View, domain_of, under, view
from calsync.detect.words import combinations
from calsync.folding import fold
from calsync.model import Evidence, Me, Occurrence, interview_id

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """An occurrence on its way to a verdict."""

    occurrence: Occurrence
    view: View
    sources: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        return round(sum(piece.weight for piece in self.evidence), 3)

    @property
    def opposed(self) -> bool:
        """Whether something is so strong against it that fields and other events are not to outweigh it."""
        return any(piece.weight <= _AGAINST and piece.signal not in _MUTE for piece in self.evidence)


_AGAINST = -0.5
_MUTE = frozenset({"bare", "wording"})
"""Signals of which a note of three words has its share, whatever it is about."""


def gather(occurrences: Sequence[Occurrence], settings: Settings) -> dict[str, Judged]:
    """Every different occurrence by its interview id, with the evidence that it gives by itself."""
    groups: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        groups.setdefault(interview_id(occurrence.uid, occurrence.recurrence_id), []).append(occurrence)
    judged = {}
    known: dict[_Said, tuple[View, tuple[Evidence, ...]]] = {}
    for id_, group in sorted(groups.items()):
        chosen = _newest(group)
        said = _said(chosen)
        if said not in known:
            known[said] = _heard(_face(chosen), settings)
        seen, evidence = known[said]
        sources = tuple(sorted({one.source for one in group}))
        judged[id_] = Judged(chosen, seen, sources, (*evidence, *_timing(chosen, settings)))
    return judged


_Said = tuple[str, str, str, str, str, tuple[str, ...], int, int]


def _said(occurrence: Occurrence) -> _Said:
    """A key for what ``_face`` keeps: those of a series share their people, which take long to compare."""
    return (
        occurrence.summary,
        occurrence.description,
        occurrence.location,
        occurrence.url,
        occurrence.conference,
        occurrence.categories,
        id(occurrence.organizer),
        id(occurrence.attendees),
    )


def _face(occurrence: Occurrence) -> Occurrence:
    """What an event says, without when it is and where it was read: the same for all of a series."""
    return Occurrence(
        uid="",
        recurrence_id=None,
        source="",
        summary=occurrence.summary,
        start=_NEVER,
        end=_NEVER,
        all_day=False,
        tz="",
        description=occurrence.description,
        location=occurrence.location,
        url=occurrence.url,
        conference=occurrence.conference,
        categories=occurrence.categories,
        organizer=occurrence.organizer,
        attendees=occurrence.attendees,
    )


@lru_cache(maxsize=4096)
def _heard(face: Occurrence, settings: Settings) -> tuple[View, tuple[Evidence, ...]]:
    """Gathered once, however many instances an event has, and however often a run asks."""
    seen = view(face)
    return seen, tuple(_evidence(face, seen, settings))


def forget() -> None:
    """Gather anew: the lexicon is another."""
    _heard.cache_clear()


def _timing(occurrence: Occurrence, settings: Settings) -> Iterator[Evidence]:
    """What its hours say: few interviews take a quarter of an hour, a whole day, or begin at night."""
    worth = combinations()
    minutes = round((occurrence.end - occurrence.start).total_seconds() / 60)
    if occurrence.all_day:
        yield Evidence("all_day", worth["all_day"], "all day")
    elif minutes <= _BRIEF or minutes > _LONG:
        signal = "brief" if minutes <= _BRIEF else "long"
        yield Evidence(signal, worth[signal], f"{minutes} minutes")
    if not occurrence.all_day:
        start = occurrence.start
        local = start.astimezone(settings.zone) if start.tzinfo is UTC or occurrence.tz == "UTC" else start
        if local.hour not in _DAY:
            yield Evidence("evening", worth["evening"], f"{local:%H:%M}")


_BRIEF, _LONG = 15, 90
"""Minutes up to which an event is brief, and beyond which it is long."""
_DAY = range(6, 19)
"""Hours in which people work."""


def _newest(group: Sequence[Occurrence]) -> Occurrence:
    """The copy to judge by: highest SEQUENCE, latest DTSTAMP; ties are broken by content, never by order."""
    if len(group) == 1:
        return group[0]
    return max(
        group,
        key=lambda one: (
            one.sequence,
            one.dtstamp.timestamp() if one.dtstamp else 0.0,
            one.content,
            one.source,
            one.status,
            repr(one._replace(attendees=tuple(sorted(one.attendees, key=repr)))),
        ),
    )


def _evidence(occurrence: Occurrence, seen: View, settings: Settings) -> Iterator[Evidence]:
    hits = signals.hits(seen, people.company_domains(occurrence, settings))
    pieces = [*signals.evidence(hits), *people.evidence(occurrence, seen, settings)]
    pieces += _taught(seen, occurrence, settings)
    found = {piece.signal: piece.text for piece in pieces}
    pieces += _bare(seen, found)
    if at_work(found) and _APPLYING.isdisjoint(found):
        pieces = [piece for piece in pieces if piece.signal not in _EITHER_SIDE]
    if not at_work(found):
        worded = wording.evidence(wording.texts(occurrence.organizer, seen, own_words(settings.me)))
        named = _is_named(hits) or not _TAUGHT.isdisjoint(found)
        unopposed = named and all(piece.weight >= 0 for piece in pieces)
        pieces += (piece for piece in worded if piece.weight > 0 or not unopposed)
    pieces += _together(found, settings.me)
    pieces = [piece for piece in pieces if piece.weight]
    return iter(sorted(pieces, key=lambda piece: (-abs(piece.weight), piece.signal)))


def _is_named(hits: Iterable[signals.Hit]) -> bool:
    """Whether the title calls it an interview: a wording alone is not to say that it is none."""
    return any(hit.field == "title" and hit.key in _NAMES for hit in hits)


_NAMES = frozenset({"yes.sure", "yes.interview", "yes.round"})
_TAUGHT = frozenset({"own_word", "own_host", "own_company"})


def at_work(signals: Collection[str]) -> bool:
    """Whether the user's own employer organises: how that is worded tells nothing."""
    return "own_employer" in signals


_APPLYING = frozenset({"yes.internal", "yes.you"})
_EITHER_SIDE = frozenset({"yes.hiring", "yes.post"})
"""What is said alike by those who hire and by those who apply: at one's own employer it tells nothing, save
where the user applies there."""


def _together(found: Mapping[str, str], me: Me) -> Iterator[Evidence]:
    """What only two signals together say."""
    worth = combinations()
    by_others = at_work(found) and found["own_employer"] not in me.emails
    applied = next((found[signal] for signal in sorted(_APPLYING & found.keys())), None)
    if by_others and applied and "no.judge" not in found:
        yield Evidence("applied_inside", worth["applied_inside"], applied)
    talk = found.get("yes.talk") or found.get("yes.step")
    if talk and "yes.position" in found:
        yield Evidence("talk_of_position", worth["talk_of_position"], f"{talk}, {found['yes.position']}")


def _bare(seen: View, found: Collection[str]) -> Iterator[Evidence]:
    """A title alone: what it does not say outright is not said anywhere."""
    if not seen.body.strip() and _OUTRIGHT.isdisjoint(found):
        yield Evidence("bare", combinations()["bare"], "no description")


_OUTRIGHT = frozenset({*_NAMES, *_TAUGHT, "yes.you", "pair"})


def _taught(seen: View, occurrence: Occurrence, settings: Settings) -> Iterator[Evidence]:
    """What the user's own words, hosts and companies say."""
    worth = combinations()
    text = seen.f_all if settings.words or settings.not_words or settings.companies else ""
    for signal, own in (
        ("own_word", settings.words),
        ("never_word", settings.not_words),
        ("own_company", settings.companies),
    ):
        hit = next((word for word in sorted(own) if word.strip() and fold(word) in text), None)
        if hit:
            yield Evidence(signal, worth[signal], hit)
    hosts = seen.hosts | {domain_of(a) for a in seen.addresses}
    if occurrence.organizer:
        hosts |= {domain_of(occurrence.organizer.email)}
    hit = next((h for h in sorted(hosts) if h and any(under(h, own.lower()) for own in settings.hosts)), None)
    if hit:
        yield Evidence("own_host", worth["own_host"], hit)
