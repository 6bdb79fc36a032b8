"""The fields of an interview: company, role, stage, people, agency, dates, language."""

from __future__ import annotations

from calsync.detect.fields.model import Fields

__all__ = ["Fields", "extract"]

from calsync.detect.fields.dates import Reader
from calsync.detect.fields.decision import timeline
from calsync.detect.fields.lexicon import languages
from calsync.detect.text import View
from calsync.model import Me, Occurrence


def extract(occurrence: Occurrence, view: View, me: Me) -> Fields:
    spoken = languages(view.f_title, view.f_body)
    line = timeline(view.title, view.body, spoken, Reader(occurrence.start.date(), False))
    return Fields(
        language=spoken[0],
        decision_date=line.decision.day if line.decision else None,
        decision_evidence=line.decision.sentence if line.decision else None,
        deliverable=line.deliverable,
        outcome=line.outcome,
    )
