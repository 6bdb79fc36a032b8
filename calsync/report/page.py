"""From what is to be shown to one self-contained page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

from calsync.digests import sha256
from calsync.playbook.rounds import Application
from calsync.report.timeline import LANE, MARGIN, TOP, chart
from calsync.report.view import FollowUp, view


def render(
    applications: Sequence[Application], follow_ups: Sequence[FollowUp], *, now: datetime, zone: ZoneInfo
) -> str:
    """The report as HTML, complete in itself: no request leaves it (its own policy forbids any).

    ``now`` is aware; all times are shown in ``zone``. Follow-ups that were deleted or taken back are left
    out. Text from calendars stays text.
    """
    from jinja2 import Environment, StrictUndefined

    style, script = part("page.css"), part("page.js")
    shown = view(applications, follow_ups, now=now, zone=zone)
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(part("page.html.j2"))
    return template.render(
        policy=policy(style, script),
        style=style,
        script=script,
        view=shown,
        chart=chart(shown.stories, shown.now),
        geometry={"lane": LANE, "margin": MARGIN, "top": TOP},
    )


def part(name: str) -> str:
    return files("calsync.report").joinpath(name).read_text(encoding="utf-8")


def policy(style: str, script: str) -> str:
    """Content-Security-Policy: this style and this script by their digests, and nothing else at all."""
    return (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"
