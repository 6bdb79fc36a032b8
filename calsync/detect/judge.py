"""The verdict: occurrences in, interviews out, every one with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calsync.detect import context
from calsync.detect.closer import look
from calsync.detect.duplicates import merge
from calsync.detect.evidence import Judged, gather
from calsync.detect.fields import extract
from calsync.detect.fields.model import Fields
from calsync.detect.settings import NEAR_MISS, Settings
from calsync.detect.status import status
from calsync.model import Evidence, Interview, Notice, Occurrence


@dataclass(frozen=True, slots=True)
class Detection:
    """Every occurrence that was judged, once."""

    interviews: tuple[Interview, ...]
    """Judged to be interviews, inactive and unconfirmed ones included, by start."""
    others: tuple[Interview, ...]
    """Judged not to be, with the evidence for and against; the fields are filled in for near misses only."""
    notices: tuple[Notice, ...]


def detect(
    occurrences: Sequence[Occurrence],
    settings: Settings,
    rulings: Mapping[str, bool] | None = None,
    *,
    others: bool = True,
) -> Detection:
    """Judge every occurrence; ``rulings`` are the user's own, by interview id or UID: True is an interview.

    Without ``others`` those that are not even near misses are left out: of a calendar, that is most.

    Pure: the same occurrences give the same result in any order and at any time. The same
    (UID, RECURRENCE-ID) from two sources is one interview with both; copies under different UIDs are one
    active interview and inactive ``duplicate`` ones, or, when unsure, all of them with a ``maybe_same``
    notice.
    """
    rulings = rulings or {}
    known: dict[int, Fields] = {}

    def fields_of(one: Judged) -> Fields:
        if id(one.occurrence) not in known:
            known[id(one.occurrence)] = extract(one.occurrence, one.view, settings.me)
        return known[id(one.occurrence)]

    judged = {id_: look(one, settings, fields_of) for id_, one in gather(occurrences, settings).items()}
    judged, passing = context.weigh(judged, settings, fields_of)
    found: list[Interview] = []
    rejected: list[Interview] = []
    for id_, one in judged.items():
        ruling = rulings.get(id_, rulings.get(one.occurrence.uid))
        verdict = id_ in passing if ruling is None else ruling
        near = verdict or ruling is not None or one.score >= NEAR_MISS * settings.threshold
        if not (near or others):
            continue
        fields = fields_of(one) if near else Fields()
        interview = _interview(id_, one, fields, settings, ruling)
        (found if verdict or ruling is not None else rejected).append(interview)
    merged, notices = merge(found)
    order = lambda interview: (interview.start, interview.uid, interview.id)  # noqa: E731
    return Detection(tuple(sorted(merged, key=order)), tuple(sorted(rejected, key=order)), notices)


def near_misses(detection: Detection, settings: Settings) -> tuple[Interview, ...]:
    """What came close: the events to look at when an interview seems to be missing."""
    least = NEAR_MISS * settings.threshold
    return tuple(other for other in detection.others if other.score >= least)


def _interview(
    id_: str, judged: Judged, fields: Fields, settings: Settings, ruling: bool | None
) -> Interview:
    one = judged.occurrence
    state = status(one, judged.view, settings.me)
    evidence = judged.evidence
    if ruling is not None:
        evidence = (Evidence("ruling", 0.0, "confirmed by you" if ruling else "ignored by you"), *evidence)
    active, reason = (False, "ignored") if ruling is False else (state.active, state.inactive_reason)
    return Interview(
        id=id_,
        uid=one.uid,
        recurrence_id=one.recurrence_id,
        sources=judged.sources,
        summary=one.summary,
        start=one.start,
        end=one.end,
        all_day=one.all_day,
        tz=one.tz,
        active=active,
        inactive_reason=reason,
        confirmed=state.confirmed or ruling is True,
        stage=fields.stage,
        company=fields.company,
        company_key=fields.company_key,
        role=fields.role,
        interviewers=fields.interviewers,
        via_recruiter=fields.via_recruiter,
        recruiter=fields.recruiter,
        recruiter_only=fields.recruiter_only,
        decision_date=fields.decision_date,
        decision_evidence=fields.decision_evidence,
        deliverable=fields.deliverable,
        outcome=fields.outcome,
        language=fields.language,
        score=judged.score,
        evidence=evidence,
        content=one.content,
        sequence=one.sequence,
        dtstamp=one.dtstamp,
    )
