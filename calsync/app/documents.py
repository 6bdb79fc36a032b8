"""Results as JSON documents: stable, versioned, described in docs/json.md.

A document's ``schema`` names its version; within a version names are only added. Times are ISO 8601 with
their offset. Text stands as the calendar has it, uncleaned: a program that shows it must clean it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from calsync.app.ids import short_ids
from calsync.app.results import (
    AgendaEntry,
    AgendaResult,
    DraftResult,
    ExplainResult,
    Explanation,
    Import,
    ImportResult,
    OutcomeResult,
    PlanResult,
    RulingResult,
    ScanResult,
)
from calsync.model import Evidence, Interview, Notice, Outcome, Person, SourceStatus

Document = dict[str, object]


def scan(result: ScanResult, *, near_misses: bool = False) -> Document:
    """``calsync.scan/1``."""
    zone = ZoneInfo(result.zone)
    shown = [*result.interviews, *result.near_misses]
    ids = short_ids(interview.id for interview in shown)
    document = _head("calsync.scan/1", result.now, result.zone)
    document["window"] = {
        "since": _instant(result.window.since, zone),
        "until": _instant(result.window.until, zone),
    }
    document["sources"] = [source(status) for status in result.sources]
    document["interviews"] = [interview(item, ids) for item in result.interviews]
    if near_misses:
        document["near_misses"] = [interview(item, ids) for item in result.near_misses]
    document["warnings"] = warnings(result.notices)
    return document


def plan(result: PlanResult, outcomes: Sequence[Outcome] | None = None) -> Document:
    """``calsync.plan/1``, with all outcomes of the result, or those that are to be listed."""
    zone = ZoneInfo(result.zone)
    keys = short_ids(str(outcome.action.key) for outcome in result.outcomes)
    known = {interview.id: interview for interview in result.interviews}
    document = _head("calsync.plan/1", result.now, result.zone)
    document |= {"target": result.target, "component": result.component.value, "safe": result.safe}
    document["actions"] = [
        _action(outcome, keys, known, zone) for outcome in (result.outcomes if outcomes is None else outcomes)
    ]
    document["warnings"] = warnings(result.notices)
    document["sources"] = [source(status) for status in result.sources]
    return document


def agenda(result: AgendaResult) -> Document:
    """``calsync.agenda/1``."""
    zone = ZoneInfo(result.zone)
    keys = short_ids(str(entry.key) for entry in result.entries)
    document = _head("calsync.agenda/1", result.now, result.zone)
    document["target"] = result.target
    document["entries"] = [_entry(entry, keys, zone) for entry in result.entries]
    document["waiting"] = [
        {
            "company": one.company,
            "role": one.role,
            "since": _instant(one.since, zone),
            "expected": _moment(one.expected),
        }
        for one in result.waiting
    ]
    document["warnings"] = warnings(result.notices)
    return document


def draft(result: DraftResult) -> Document:
    """``calsync.draft/1``."""
    key = str(result.entry.key)
    document = _head("calsync.draft/1", result.now, result.zone)
    document["followup"] = _entry(result.entry, short_ids([key]), ZoneInfo(result.zone))
    document["drafts"] = [
        {
            "to": {"name": one.to.name, "email": one.to.email},
            "subject": one.subject,
            "body": one.body,
            "mailto": one.mailto,
        }
        for one in result.drafts
    ]
    document["warnings"] = warnings(result.notices)
    return document


def explain(result: ExplainResult) -> Document:
    """``calsync.explain/1``."""
    zone = ZoneInfo(result.zone)
    ids = short_ids(event.interview.id for event in result.events)
    document = _head("calsync.explain/1", result.now, result.zone)
    document["sources"] = [source(status) for status in result.sources]
    document["events"] = [_explanation(event, ids, zone) for event in result.events]
    document["warnings"] = warnings(result.notices)
    return document


def ruling(result: RulingResult) -> Document:
    """``calsync.ruling/1``."""
    said = {True: "confirmed", False: "ignored", None: None}[result.ruling]
    document = _head("calsync.ruling/1", result.now, result.zone)
    document |= {"event": interview(result.interview, short_ids([result.interview.id])), "ruling": said}
    document["warnings"] = warnings(result.notices)
    return document


def outcome(result: OutcomeResult) -> Document:
    """``calsync.outcome/1``."""
    fact = result.fact
    ids = short_ids(item.id for item in result.interviews)
    document = _head("calsync.outcome/1", result.now, result.zone)
    document |= {
        "at": _instant(fact.at, ZoneInfo(result.zone)),
        "outcome": fact.word.value if fact.word else None,
        "decision_date": _moment(fact.decision_date),
        "interviews": [interview(item, ids) for item in result.interviews],
        "warnings": warnings(result.notices),
    }
    return document


def imports(result: ImportResult) -> Document:
    """``calsync.import/1``."""
    zone = ZoneInfo(result.zone)
    document = _head("calsync.import/1", result.now, result.zone)
    document["imports"] = [_import(item, zone) for item in result.imports]
    document["kept"] = [_import(item, zone) for item in result.kept]
    document["warnings"] = warnings(result.notices)
    return document


def interview(item: Interview, ids: dict[str, str]) -> Document:
    """One interview, or one event that nearly is one. ``ids``: interview id to short id."""
    zone = ZoneInfo(item.tz)
    return {
        "id": item.id,
        "short_id": ids[item.id],
        "uid": item.uid,
        "recurrence_id": _moment(item.recurrence_id),
        "source": item.sources[0] if item.sources else None,
        "sources": list(item.sources),
        "summary": item.summary,
        "start": _instant(item.start, zone),
        "end": _instant(item.end, zone),
        "all_day": item.all_day,
        "tz": item.tz,
        "active": item.active,
        "inactive_reason": item.inactive_reason,
        "confirmed": item.confirmed,
        "stage": item.stage.value,
        "company": item.company,
        "role": item.role,
        "interviewers": [_person(person) for person in item.interviewers],
        "via_recruiter": item.via_recruiter,
        "recruiter": _person(item.recruiter) if item.recruiter else None,
        "decision_date": _moment(item.decision_date),
        "decision_evidence": item.decision_evidence,
        "deliverable": {"due": item.deliverable.due.isoformat(), "text": item.deliverable.text}
        if item.deliverable
        else None,
        "outcome": item.outcome.value if item.outcome else None,
        "language": item.language,
        "alias_of": item.alias_of,
        "score": round(item.score, 3),
        "evidence": [_evidence(piece) for piece in item.evidence],
    }


def source(status: SourceStatus) -> Document:
    return {
        "name": status.name,
        "events": status.events,
        "interviews": status.interviews,
        "complete": status.complete,
        "error": status.error,
    }


def warnings(notices: Iterable[Notice]) -> list[Document]:
    return [
        {"code": notice.code, "source": notice.source, "uid": notice.uid, "message": notice.message}
        for notice in notices
    ]


def _head(schema: str, now: datetime, zone: str) -> Document:
    return {"schema": schema, "now": _instant(now, ZoneInfo(zone)), "tz": zone}


def _action(outcome: Outcome, keys: dict[str, str], known: dict[str, Interview], zone: ZoneInfo) -> Document:
    action = outcome.action
    return {
        "action": action.act.value,
        "id": keys[str(action.key)],
        "uid": action.uid,
        "kind": action.key.kind.value,
        "interviews": [_named(known[member.id]) for member in action.members if member.id in known],
        "company": action.company,
        "component": action.component.value,
        "summary": action.summary,
        "start": _instant(action.start, zone) if action.start else None,
        "due": _instant(action.due, zone),
        "reason": action.reason,
        "cause": action.cause.value if action.cause else None,
        "fields": list(action.fields),
        "withheld": action.withheld,
        "result": outcome.result.value if outcome.result else None,
        "error": outcome.error,
    }


def _entry(entry: AgendaEntry, keys: dict[str, str], zone: ZoneInfo) -> Document:
    return {
        "id": keys[str(entry.key)],
        "uid": entry.uid,
        "kind": entry.key.kind.value,
        "company": entry.company,
        "summary": entry.summary,
        "due": _instant(entry.due, zone),
        "state": entry.state.value,
        "overdue": entry.overdue,
        "note": entry.note,
        "interviews": [
            _named(item) | {"summary": item.summary, "start": _instant(item.start, ZoneInfo(item.tz))}
            for item in entry.interviews
        ],
    }


def _explanation(event: Explanation, ids: dict[str, str], zone: ZoneInfo) -> Document:
    keys = short_ids(str(wanted.key) for wanted in event.follow_ups)
    return interview(event.interview, ids) | {
        "detected": event.detected,
        "threshold": event.threshold,
        "ruling": {True: "confirmed", False: "ignored", None: None}[event.ruling],
        "follow_ups": [
            {
                "id": keys[str(wanted.key)],
                "kind": wanted.key.kind.value,
                "summary": wanted.summary,
                "due": _instant(wanted.due, zone),
                "reason": wanted.reason,
            }
            for wanted in event.follow_ups
        ],
    }


def _import(item: Import, zone: ZoneInfo) -> Document:
    start = _instant(item.start, zone) if item.start else None
    return {"id": item.name, "uid": item.uid, "summary": item.summary, "start": start}


def _named(item: Interview) -> Document:
    return {"uid": item.uid, "recurrence_id": _moment(item.recurrence_id)}


def _person(person: Person) -> Document:
    return {"name": person.name, "email": person.email}


def _evidence(piece: Evidence) -> Document:
    return {"signal": piece.signal, "weight": round(piece.weight, 3), "text": piece.text}


def _instant(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat()


def _moment(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
