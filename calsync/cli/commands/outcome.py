"""Tell what came of an interview, or of all that were held with a company.

heard (you have an answer: no more check-ins), offer, rejected, or decision with the date you were promised.
WHAT is a company's name or a short id from scan or agenda. The next sync acts on it.
"""

from __future__ import annotations

import argparse
from datetime import date

from calsync.cli import options, tables
from calsync.cli.terminal import Terminal
from calsync.errors import UsageError

EXAMPLES = (
    ("calsync outcome heard Nimbus", "they answered: the pending check-in goes"),
    ("calsync outcome rejected 4kq7zm", "one interview, by its id"),
    ("calsync outcome decision Nimbus 2026-12-04", "they will decide by then: check in that day"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("word", metavar="WORD", choices=("heard", "offer", "rejected", "decision"))
    parser.add_argument("what", metavar="WHAT", help="company or short id")
    parser.add_argument("date", metavar="DATE", nargs="?", type=_date, help="with decision: 2026-12-04")
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    if (args.word == "decision") != (args.date is not None):
        raise UsageError(
            "a date goes with decision, and only there: calsync outcome decision Nimbus 2026-12-04"
        )
    from calsync.app.outcome import record
    from calsync.app.session import open_session
    from calsync.model import Word

    word = None if args.word == "decision" else Word(args.word)
    with open_session(options.options(args), writes=True, progress=terminal.progress) as session:
        result = record(session, word, args.what, args.date)
    if args.json:
        from calsync.app import documents

        terminal.document(documents.outcome(result))
    else:
        tables.outcome(terminal, result)
    tables.remarks(terminal, result.notices, (), as_json=args.json)
    return 0


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write it as 2026-12-04") from None
