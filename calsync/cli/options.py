"""The options that commands share, and from them to ``app.Options``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from calsync.app.options import Options


def common(parser: argparse.ArgumentParser) -> None:
    """What every command takes."""
    group = parser.add_argument_group("options of every command")
    group.add_argument("--config", metavar="FILE", type=Path, help="another configuration file")
    group.add_argument(
        "--tz", metavar="ZONE", type=_checked("zone"), help="your time zone, e.g. Europe/Berlin"
    )
    group.add_argument("--now", metavar="ISO", type=_instant, help="act as if it were this time")
    group.add_argument("--quiet", "-q", action="store_true", help="print nothing when all is well")
    group.add_argument("--debug", action="store_true", help="show what is done, and a traceback for a bug")


def json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON for programs (docs/json.md)")


def sources(parser: argparse.ArgumentParser) -> None:
    """Where interviews are read, by whom, and how far."""
    parser.add_argument("sources", metavar="SOURCE", nargs="*", help="file, folder, address, - or name")
    reading(parser)


def reading(parser: argparse.ArgumentParser) -> None:
    """Who reads, and how far."""
    group = parser.add_argument_group("reading")
    identity(group)
    group.add_argument("--since", metavar="DATE", type=_day, help="from this date; default: 30 days back")
    group.add_argument("--until", metavar="DATE", type=_day, help="to this date; default: 180 days ahead")


def identity(group: argparse._ArgumentGroup) -> None:
    """Who the user is."""
    group.add_argument(
        "--me",
        metavar="EMAIL",
        action="append",
        default=[],
        type=_checked("email"),
        help="an address of yours",
    )
    group.add_argument(
        "--employer",
        metavar="DOMAIN",
        action="append",
        default=[],
        type=_checked("domain"),
        help="your present employer's domain",
    )


def target(parser: argparse.ArgumentParser) -> None:
    """Where follow-ups are."""
    group = parser.add_argument_group("target")
    group.add_argument(
        "--target",
        metavar="PATH",
        help="an .ics file, or a folder of them (a new one: end it with /); default: the configured one, "
        "else followups.ics in your data folder",
    )


def writing(parser: argparse.ArgumentParser) -> None:
    """How follow-ups are written, and what may go."""
    target(parser)
    group = parser.add_argument_group("writing")
    group.add_argument(
        "--component",
        choices=("auto", "todo", "event"),
        help="write tasks or events; default: tasks where the target takes them",
    )
    group.add_argument(
        "--allow-retract", action="store_true", help="let through what the brake holds back (exit code 5)"
    )
    group.add_argument(
        "--recreate", action="store_true", help="all follow-ups vanished from the target: write them again"
    )
    group.add_argument(
        "--accept-deletions",
        action="store_true",
        help="all follow-ups vanished: you deleted them, leave it so",
    )
    group.add_argument(
        "--allow-work-target", action="store_true", help="write even where your employer can read it"
    )


def options(args: argparse.Namespace) -> Options:
    """The Options from parsed arguments; those a command does not have keep their defaults."""
    return Options(
        now=args.now or datetime.now(UTC),
        sources=tuple(getattr(args, "sources", ())),
        target=getattr(args, "target", None),
        component=getattr(args, "component", None),
        emails=frozenset(getattr(args, "me", ())),
        employer_domains=frozenset(getattr(args, "employer", ())),
        zone=args.tz,
        since=getattr(args, "since", None),
        until=getattr(args, "until", None),
        config=args.config,
    )


def _checked(reader: str) -> Callable[[str], str]:
    """An argument with the same check as the key of the configuration."""

    def read(text: str) -> str:
        from calsync import settings

        try:
            return str(getattr(settings, reader)(text))
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}” is no date and time; write it as 2026-11-24T09:00 or 2026-11-24T09:00+01:00"
        ) from None


def _day(text: str) -> date | datetime:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write it as 2026-11-24") from None
