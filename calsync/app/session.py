"""One run, opened: who, when, where, with the ledger at hand. Every use case works in a session.

A session that does not write leaves no trace: the ledger is a copy in memory, no folder is made.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calsync import paths
from calsync.app.options import Options
from calsync.app.zone import system_zone
from calsync.config import Config, load
from calsync.errors import ConfigError, UsageError
from calsync.model import Me, Notice, Window

if TYPE_CHECKING:
    from calsync.detect.settings import Settings
    from calsync.ledger import Ledger
    from calsync.playbook import Context
    from calsync.stores.base import Source, Target
    from calsync.stores.caldav import Wire

BACK = timedelta(days=30)
AHEAD = timedelta(days=180)
PATIENCE = 10.0
"""Seconds that a run waits for another one before it yields."""


@dataclass(frozen=True)
class Session:
    """What a use case needs to know and to have open."""

    options: Options
    config: Config
    now: datetime
    """Aware, in the user's zone."""
    zone: ZoneInfo
    window: Window
    me: Me
    ledger: Ledger
    notices: tuple[Notice, ...] = ()
    """What opening the session had to say, e.g. that the machine's zone is another one than recorded."""
    progress: Callable[[str], None] = field(default=lambda _: None)
    data: Path | None = None
    """The user's data folder, with the imports; None for a program that embeds calsync."""
    given: tuple[Source, ...] = ()
    """Sources opened by the caller, read in place of those that are named."""
    target: Target | None = None
    """A target opened by the caller, in place of the one that is named."""
    connections: dict[str, Wire] = field(default_factory=dict)
    """To the servers of accounts, by the account's name."""

    @property
    def detection(self) -> Settings:
        """The settings of detection: built-in ones and the user's."""
        from calsync.detect.settings import THRESHOLD, Settings

        own = self.config.detect
        return Settings(
            me=self.me,
            zone=self.zone,
            threshold=THRESHOLD if own.threshold is None else own.threshold,
            words=own.words,
            not_words=own.not_words,
            hosts=own.hosts,
            companies=own.companies,
        )

    @property
    def playbook(self) -> Context:
        """The rules of the playbook with the user's changes. Raises ConfigError."""
        from calsync.playbook import Calendar, Context, configure, default_rules

        try:
            rules = configure(default_rules(), self.config.playbook)
            calendar = Calendar(self.zone, self.config.me.country)
        except ValueError as error:
            raise ConfigError(f"{self.config.file}: {error}") from None
        return Context(self.me, rules, calendar, discreet=self._discreet)

    @property
    def _discreet(self) -> bool:
        """Whether what is written names nobody: as configured, or because it may be published as a feed."""
        from calsync.app.target import is_calendar_file

        privacy = self.config.privacy
        return privacy.discreet or (privacy.publish == "minimal" and is_calendar_file(self))

    @property
    def component(self) -> str:
        """auto, todo or event."""
        return self.options.component or self.config.target.component


@contextmanager
def open_session(
    options: Options, *, writes: bool = False, progress: Callable[[str], None] | None = None
) -> Iterator[Session]:
    """The user's session, with their configuration and folders; see ``session``."""
    file = paths.state_dir() / "ledger.sqlite"
    with session(options, configuration(options), file, writes=writes) as opened:
        yield replace(opened, data=paths.data_dir(), progress=progress or opened.progress)


@contextmanager
def session(options: Options, config: Config, file: Path, *, writes: bool) -> Iterator[Session]:
    """A session with the ledger in ``file``; with ``writes`` it holds the run lock and may change the ledger.

    Raises UsageError or ConfigError for options that make no sense, LedgerError, and Busy when another run
    is at work and does not end within PATIENCE.
    """
    from calsync.ledger import Ledger, lock
    from calsync.stores.atomic import make_folder

    if writes:
        make_folder(file.parent)
    held: AbstractContextManager[None] = lock(file, PATIENCE) if writes else nullcontext()
    with held, Ledger(file, read_only=not writes) as ledger:
        name, notices = _zone(options, config, ledger, writes=writes)
        zone = ZoneInfo(name)
        now = (options.now if options.now.tzinfo else options.now.replace(tzinfo=zone)).astimezone(zone)
        yield Session(
            options=options,
            config=config,
            now=now,
            zone=zone,
            window=_window(options, now, zone),
            me=Me(
                config.me.name,
                config.me.emails | options.emails,
                config.me.employer_domains | options.employer_domains,
            ),
            ledger=ledger,
            notices=notices,
        )


def configuration(options: Options) -> Config:
    """The user's configuration: the file named, else theirs, else all defaults. Raises ConfigError."""
    if options.config is not None:
        return load(options.config.expanduser())
    file = paths.config_path()
    return load(file) if file.exists() or "CALSYNC_CONFIG" in os.environ else Config()


def _zone(
    options: Options, config: Config, ledger: Ledger, *, writes: bool
) -> tuple[str, tuple[Notice, ...]]:
    """The user's zone: as asked for, as configured, as recorded, or the machine's (recorded then)."""
    named = options.zone or config.me.timezone
    if named:
        return named, ()
    recorded = ledger.facts.setting("zone")
    here = system_zone()
    if recorded is None:
        if here is None:
            message = "the time zone of this machine is unknown: UTC is used; --tz ZONE names yours"
            return "UTC", (Notice("no_zone", message),)
        if writes:
            ledger.facts.set("zone", here)
        return here, ()
    if here is None or _same_clock(recorded, here, options.now.year):
        return recorded, ()
    message = (
        f"this machine is in {here} now; times stay in {recorded}, as before. To change that, set timezone "
        "under [me] in the configuration"
    )
    return recorded, (Notice("travelling", message),)


def _same_clock(left: str, right: str, year: int) -> bool:
    """Whether two names show the same time in every month of a year: Europe/Berlin and Europe/Paris do."""
    moments = [datetime(year, month, 1, tzinfo=UTC) for month in range(1, 13)]
    one, other = ZoneInfo(left), ZoneInfo(right)
    return all(at.astimezone(one).utcoffset() == at.astimezone(other).utcoffset() for at in moments)


def _window(options: Options, now: datetime, zone: ZoneInfo) -> Window:
    today = now.date()
    since = _moment(options.since or today - BACK, zone)
    until = options.until or today + AHEAD
    if not isinstance(until, datetime):
        until += timedelta(days=1)  # a date is meant inclusively
    window = Window(since, _moment(until, zone))
    if window.until <= window.since:
        raise UsageError(f"--until ({window.until.date()}) is not after --since ({window.since.date()})")
    return window


def _moment(moment: date | datetime, zone: ZoneInfo) -> datetime:
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return datetime.combine(moment, time(), zone)
