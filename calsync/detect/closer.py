"""A closer look at events that are nearly interviews: what their fields say speaks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from calsync.detect.evidence import Judged
from calsync.detect.fields.model import Fields
from calsync.detect.settings import Settings
from calsync.detect.words import combinations
from calsync.model import Evidence

_FROM = 0.3
"""Share of the threshold from which a closer look is worth its time."""


def look(one: Judged, settings: Settings, fields: Callable[[Judged], Fields]) -> Judged:
    """``one`` with the evidence of its fields, where it falls short and nothing stands against it."""
    weak = _FROM * settings.threshold <= one.score < settings.threshold
    if not weak or one.opposed:
        return one
    return replace(one, evidence=(*one.evidence, *_evidence(fields(one), one)))


def _evidence(fields: Fields, one: Judged) -> Iterator[Evidence]:
    """An agency to be called, work to be handed in, a date by which somebody decides: rare elsewhere."""
    worth = combinations()
    signals = {piece.signal for piece in one.evidence}
    if fields.via_recruiter and "yes.agency" not in signals:
        name = fields.recruiter.name if fields.recruiter else None
        yield Evidence("agency_involved", worth["agency_involved"], name or "")
    if fields.deliverable and "yes.round" in signals:
        yield Evidence("asked_to_prepare", worth["asked_to_prepare"], fields.deliverable.text)
    if fields.decision_date and "yes.reply" not in signals:
        yield Evidence("decision_named", worth["decision_named"], fields.decision_evidence or "")
