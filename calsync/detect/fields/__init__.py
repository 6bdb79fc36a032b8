"""The fields of an interview: company, role, stage, people, agency, dates, language.

``extract`` reads one occurrence and nothing else: no clock, no locale, and the order of attendees plays
no part. Words and patterns of each language are data, loaded when a text in that language first comes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from calsync.detect.fields.company import company
from calsync.detect.fields.dates import Reader
from calsync.detect.fields.decision import timeline
from calsync.detect.fields.lexicon import data, languages
from calsync.detect.fields.model import Fields
from calsync.detect.fields.parties import parties
from calsync.detect.fields.people import interviewers, mentions
from calsync.detect.fields.recruiter import agency
from calsync.detect.fields.role import role
from calsync.detect.fields.spelling import company_key
from calsync.detect.fields.stage import stage
from calsync.detect.fields.title import segments
from calsync.detect.text import View
from calsync.folding import fold
from calsync.model import Attendee, Me, Occurrence, Person

__all__ = ["Fields", "company_key", "extract"]

_RULE = re.compile(r"[_\-*=~]{10}")
_SMALL_PRINT = re.compile(r"\n?[ \t]*[_\-*=~]{10,}[ \t]*(?:\n|$)")


def extract(occurrence: Occurrence, view: View, me: Me) -> Fields:
    """Everything an ``Interview`` says beyond the occurrence. Dates are local to the interview's zone."""
    from calsync.detect.status import is_held  # which itself reads phrases from this package

    held = is_held(occurrence, view)
    read = _read(occurrence.organizer, occurrence.attendees, view, me, held)
    return _dated(read, view, reader_of(occurrence, read.language))


def reader_of(occurrence: Occurrence, language: str) -> Reader:
    """What reads the dates that an occurrence names. "3/4" is the fourth of March where Americans write."""
    return Reader(_local(occurrence), month_first=language == "en" and occurrence.tz in _month_first())


@lru_cache(maxsize=4096)
def _dated(read: Fields, view: View, reader: Reader) -> Fields:
    """With what is said of the time after the interview."""
    body, _, spoken = text_of(view)
    line = timeline(view.title, body, spoken, reader)
    if not any(line):  # as nearly always
        return read
    return replace(
        read,
        decision_date=line.decision.day if line.decision else None,
        decision_evidence=line.decision.sentence if line.decision else None,
        deliverable=line.deliverable,
        outcome=line.outcome,
    )


@cache
def _month_first() -> frozenset[str]:
    return frozenset(data("zones")["month_first"])


@lru_cache(maxsize=4096)
def _read(
    organizer: Person | None, attendees: tuple[Attendee, ...], view: View, me: Me, held: bool
) -> Fields:
    """What is the same for all of a series: everything but dates. ``held``: it is no more than a hold."""
    body, folded, spoken = text_of(view)
    text = f"{view.f_title}\n{folded}"
    invited = parties(organizer, attendees, me, text)
    hired = agency(view, body, text, invited, spoken)
    pieces = segments(view.title, invited.me, spoken)
    said = mentions(view, body, pieces, invited, spoken)
    thanked = interviewers(view.title, body, said, invited, hired, spoken, held=held)
    recruiter = hired.recruiter
    if hired.via and recruiter is None and len(thanked) == 1 and thanked[0].email is None and not hired.apart:
        recruiter = thanked[0]
        thanked = ()
    only = hired.via and not thanked and not hired.apart
    people = frozenset(
        fold(n) for n in (*said, *(p.name for p in invited.people), *(p.name for p in thanked)) if n
    )
    name = company(
        view, body, pieces, invited, people, hired, spoken, internal=me.employer_domains, only=only
    )
    return Fields(
        company=name,
        company_key=company_key(name),
        role=role(body, pieces, people, spoken),
        stage=stage(view, folded, spoken, thanked, recruiter_only=only, agency=hired.via and not only),
        interviewers=(recruiter,) if only and recruiter else thanked,
        via_recruiter=hired.via,
        recruiter=recruiter,
        recruiter_only=only,
        language=spoken[0],
    )


@lru_cache(maxsize=64)
def text_of(view: View) -> tuple[str, str, tuple[str, ...]]:
    """The body, as written and folded, without what a meeting service wrote below a rule, unless there is
    nothing else; and the languages."""
    body, folded = view.body, view.f_body
    if _RULE.search(body):
        body = _SMALL_PRINT.split(body, maxsplit=1)[0].strip() or body
        folded = fold(body)
    return body, folded, languages(view.f_title, folded)


def _local(occurrence: Occurrence) -> date:
    """The day of the interview where it takes place."""
    start = occurrence.start
    return start.date() if occurrence.all_day else start.astimezone(ZoneInfo(occurrence.tz)).date()
