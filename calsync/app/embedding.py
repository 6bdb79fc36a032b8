"""calsync inside another program: the use cases with everything said explicitly.

No configuration file, no folder of the user's, no environment and no clock is read: what a call may know is
in its arguments. See docs/embedding.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from calsync.app.options import Options, Switches
from calsync.app.results import AgendaResult, PlanResult, ScanResult
from calsync.app.session import Session, session
from calsync.config import Config, DetectConfig, MeConfig, Privacy
from calsync.stores.base import Source, Target
from calsync.stores.files import Stream

Readable = str | Path | bytes | Source
"""A path, a feed's address, an iCalendar file as bytes, or a Source of your own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Who the user is, and when. Nothing is taken from anywhere else."""

    now: datetime
    """Aware."""
    zone: str
    """IANA name of the user's time zone."""
    name: str | None = None
    emails: frozenset[str] = frozenset()
    """In lower case."""
    employer_domains: frozenset[str] = frozenset()
    country: str | None = None
    """For public holidays: DE, US-CA; None: none."""
    since: date | datetime | None = None
    until: date | datetime | None = None
    """The stretch looked at; default: 30 days back, 180 ahead."""
    component: str = "auto"
    """auto, todo or event."""
    discreet: bool = False
    companies: tuple[str, ...] = ()
    """Companies the user has applied to: a tracker knows them."""
    words: tuple[str, ...] = ()
    playbook: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """The tables of [playbook.*], as in the configuration."""


def scan(sources: Iterable[Readable], settings: Settings) -> ScanResult:
    """The interviews in these sources. Writes nothing.

    What fails in a source is told in the result. Raises UsageError and ConfigError for settings that make
    no sense.
    """
    from calsync.app import scan as use_case

    with _session(sources, None, settings, Path(os.devnull), writes=False) as opened:
        return use_case.scan(opened)


def plan(
    sources: Iterable[Readable], target: str | Path | Target, settings: Settings, *, ledger: Path
) -> PlanResult:
    """What ``sync`` would do. Writes nothing, anywhere.

    Raises what ``scan`` raises, and TargetError, AuthError or NetworkError when the target cannot be read.
    """
    from calsync.app import sync as use_case

    with _session(sources, target, settings, ledger, writes=False) as opened:
        return use_case.plan(opened, Switches())


def sync(
    sources: Iterable[Readable],
    target: str | Path | Target,
    settings: Settings,
    *,
    ledger: Path,
    switches: Switches | None = None,
) -> PlanResult:
    """Write the follow-ups and keep them right. ``ledger`` is the file that remembers; keep one a user.

    Raises what ``plan`` raises, LedgerError, and Busy when another run holds the ledger.
    """
    from calsync.app import sync as use_case

    with _session(sources, target, settings, ledger, writes=True) as opened:
        return use_case.sync(opened, switches or Switches())


def agenda(
    target: str | Path | Target, settings: Settings, *, ledger: Path, everything: bool = False
) -> AgendaResult:
    """The follow-ups in the target, open ones by due; with ``everything`` done and cancelled ones too."""
    from calsync.app import agenda as use_case

    with _session((), target, settings, ledger, writes=False) as opened:
        return use_case.agenda(opened, everything=everything)


@contextmanager
def _session(
    sources: Iterable[Readable],
    target: str | Path | Target | None,
    settings: Settings,
    ledger: Path,
    *,
    writes: bool,
) -> Iterator[Session]:
    config = Config(
        me=MeConfig(
            settings.name, settings.emails, settings.employer_domains, settings.zone, settings.country
        ),
        detect=DetectConfig(words=settings.words, companies=settings.companies),
        privacy=Privacy(discreet=settings.discreet),
        playbook=settings.playbook,
    )
    options = Options(
        now=settings.now,
        target=str(target) if isinstance(target, str | Path) else None,
        component=settings.component,
        since=settings.since,
        until=settings.until,
    )
    with session(options, config, ledger, writes=writes) as opened:
        yield replace(
            opened,
            given=tuple(_opened(opened, source, place) for place, source in enumerate(sources, 1)),
            target=None if isinstance(target, str | Path) else target,
        )


def _opened(opened: Session, source: Readable, place: int) -> Source:
    from calsync.stores.files import open_source

    if isinstance(source, bytes):
        return Stream(f"calendar {place}", BytesIO(source))
    if not isinstance(source, str | Path):
        return source
    text = str(source)
    named = text if "://" in text else str(Path(text).absolute())
    return open_source(named, name=None, cache=opened.ledger.cache, stdin=BytesIO())
