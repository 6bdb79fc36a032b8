"""The reading side: find interviews, explain verdicts, take the user's word for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.app.ids import digest, resolve
from calsync.app.results import ExplainResult, Explanation, Failure, RulingResult, ScanResult
from calsync.app.session import Session
from calsync.app.sources import has_sources, read_all
from calsync.app.verdicts import Judged, Verdicts
from calsync.errors import UsageError
from calsync.model import Desired, Interview, Notice, Occurrence, Query, Reading, SourceStatus

if TYPE_CHECKING:
    from calsync.detect.settings import Settings


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in the sources, read and judged."""

    readings: tuple[Reading, ...]
    detection: Judged
    notices: tuple[Notice, ...]
    failures: tuple[Failure, ...]

    @property
    def statuses(self) -> tuple[SourceStatus, ...]:
        """One line for each source."""
        return tuple(
            SourceStatus(
                reading.source,
                reading.events,
                sum(reading.source in item.sources for item in self.detection.interviews),
                reading.complete,
                reading.error,
            )
            for reading in self.readings
        )


def look(session: Session, wanted: str = "", *, others: bool = True) -> Seen:
    """Read all sources of the session and judge what they hold. Raises UsageError when there are none.

    ``wanted`` is a UID, or words of a title, to be read whatever else the event says. Without ``others``
    events that are not even nearly interviews may be left out of what is judged.
    """
    from calsync.detect import vocabulary

    settings = session.detection
    rulings = session.ledger.facts.rulings()
    known = {memory.interview.uid for memory in session.ledger.facts.interviews().values()}
    query = Query(
        window=session.window,
        zone=session.zone,
        words=vocabulary(settings).plus(sorted(wanted.split(), key=len)[-1:]),
        uids=frozenset(known | set(rulings) | {wanted}),
        context=partial(_context, settings),
    )
    verdicts = Verdicts(session.ledger.cache, query, (settings, sorted(rulings.items())))
    read = read_all(session, replace(query, known=verdicts.known))
    if (kept := verdicts.of(read.readings)) is not None:
        readings, judged = kept
    else:
        readings = tuple(reading.whole() if reading.whole else reading for reading in read.readings)
        judged = _judged(readings, settings, rulings, others)
        if others and not session.ledger.read_only:
            verdicts.keep(readings, judged)
    notices = [*session.notices, *(notice for reading in readings for notice in reading.notices)]
    return Seen(
        readings=readings,
        detection=judged,
        notices=(*notices, *judged.notices),
        failures=read.failures,
    )


def look_if_any(session: Session) -> Seen:
    """Like ``look``; but where nothing is left to read, and something is remembered, that is no error:
    what follows from it, and from what the user recorded since, can still be kept right."""
    if has_sources(session) or not session.ledger.facts.interviews():
        return look(session)
    return Seen((), Judged(), session.notices, ())


def _judged(
    readings: Iterable[Reading], settings: Settings, rulings: Mapping[str, bool], others: bool
) -> Judged:
    found = [occurrence for reading in readings for occurrence in reading.occurrences]
    if not found:  # nothing to judge, nothing to load for it
        return Judged()
    from calsync.detect import detect, near_misses
    from calsync.ical.words import finder

    finder.cache_clear()  # the lines it knows were of use for reading, and make room for judging
    made = detect(found, settings, rulings, others=others)
    return Judged(made.interviews, made.others, made.notices, near_misses(made, settings))


def _context(settings: Settings, found: Sequence[Occurrence]) -> frozenset[str]:
    if not found:
        return frozenset()
    from calsync.detect import context_terms

    return context_terms(found, settings=settings)


def scan(session: Session) -> ScanResult:
    """The interviews in the window, inactive and unconfirmed ones included."""
    seen = look(session, others=not session.ledger.read_only)  # what is remembered is remembered whole
    return ScanResult(
        now=session.now,
        zone=session.zone.key,
        window=session.window,
        sources=seen.statuses,
        interviews=_ordered(seen.detection.interviews),
        near_misses=_ordered(seen.detection.near_misses),
        notices=seen.notices,
        failures=seen.failures,
    )


def explain(session: Session, event: str) -> ExplainResult:
    """Why the events that ``event`` names are, or are not, interviews.

    ``event`` is an id, a short id (of an interview or of a follow-up), a UID, or words of the title; or a
    source (file, folder, address, ``-``), then every interview and near miss in it. Raises UsageError when
    nothing fits.
    """
    if not session.options.sources and _is_source(event):
        session = replace(session, options=replace(session.options, sources=(event,)))
        event = ""
    seen = look(session, event)
    interviews = seen.detection.interviews
    wanted = _follow_ups(session, interviews)
    if event:
        chosen = _about(event, interviews, wanted) or _named(event, (*interviews, *seen.detection.others))
    else:
        chosen = (*interviews, *seen.detection.near_misses)
    rulings = session.ledger.facts.rulings()
    detected = {item.id for item in interviews}
    return ExplainResult(
        now=session.now,
        zone=session.zone.key,
        sources=seen.statuses,
        events=tuple(
            Explanation(
                interview=item,
                detected=item.id in detected,
                threshold=session.detection.threshold,
                ruling=rulings.get(item.id, rulings.get(item.uid)),
                follow_ups=tuple(one for one in wanted if _concerns(one, item)),
            )
            for item in _ordered(chosen)
        ),
        notices=seen.notices,
        failures=seen.failures,
    )


def rule(session: Session, event: str, ruling: bool | None) -> RulingResult:
    """Remember that an event is an interview (True) or is none (False), or forget what was said (None).

    Needs a writing session. Raises UsageError when ``event`` fits nothing, or more than one.
    """
    seen = look(session, event)
    fitting = _named(event, (*seen.detection.interviews, *seen.detection.others))
    if len(fitting) > 1 and len({item.uid for item in fitting}) > 1:
        raise UsageError(
            f"“{event}” fits {len(fitting)} events: name one by its id, as calsync scan shows it"
        )
    item = fitting[0]
    identity = item.id if len(fitting) == 1 else item.uid
    with session.ledger.transaction():
        session.ledger.facts.rule(identity, ruling, session.now)
        if ruling:
            # Its UID must be known, so that it is read although it may hold no word of an interview.
            session.ledger.facts.remember([item], settings="")
    return RulingResult(session.now, session.zone.key, item, ruling, session.notices)


def _follow_ups(session: Session, interviews: Iterable[Interview]) -> tuple[Desired, ...]:
    """What the playbook wants for these interviews alone, whatever stands in a target."""
    from calsync.playbook import propose

    outcomes = session.ledger.facts.outcomes()
    return propose(tuple(interviews), outcomes, (), session.playbook, session.now).desired


def _concerns(wanted: Desired, item: Interview) -> bool:
    return any(member.id == item.id for member in wanted.members)


def _about(event: str, interviews: Iterable[Interview], wanted: Iterable[Desired]) -> tuple[Interview, ...]:
    """The interviews of the follow-up whose short id was typed; none when it is no such id."""
    fitting = [one for one in wanted if len(event) >= 6 and digest(str(one.key)).startswith(event.lower())]
    return tuple(item for item in interviews if any(_concerns(one, item) for one in fitting))


def _named(event: str, items: Iterable[Interview]) -> tuple[Interview, ...]:
    """The events with this UID or id, else with these words in the title. Never empty."""
    items = tuple(items)
    if by_uid := tuple(item for item in items if item.uid == event):
        return by_uid
    words = event.casefold().split()
    if by_words := tuple(item for item in items if words and _says(item, words)):
        return by_words
    try:
        return (resolve(event, {item.id: item for item in items}, what="event"),)
    except UsageError as error:
        raise UsageError(
            str(error), hint="calsync scan --near-misses lists what was found, with ids"
        ) from None


def _says(item: Interview, words: Iterable[str]) -> bool:
    text = f"{item.summary} {item.company or ''}".casefold()
    return all(word in text for word in words)


def _ordered(items: Iterable[Interview]) -> tuple[Interview, ...]:
    return tuple(sorted(items, key=lambda item: (item.start, item.uid, item.id)))


def _is_source(text: str) -> bool:
    return text == "-" or "://" in text or Path(text).expanduser().exists()
