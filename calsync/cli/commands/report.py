"""Write everything on one page: what is to be done with its drafts, and each application as a timeline.

One HTML file that needs no network and sends nothing: open it in any browser, on the phone too, or print it.
It holds names and drafts, so only you can read the file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from calsync.cli import options, tables
from calsync.cli.cells import count, place
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync report -o report.html", "from what the last sync knew and what stands in the target"),
    ("calsync report --open", "and show it in the browser"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--output",
        "-o",
        metavar="FILE",
        type=Path,
        default=Path("calsync-report.html"),
        help="where to write it; default: calsync-report.html",
    )
    parser.add_argument("--open", action="store_true", help="show it in your browser")
    options.target(parser)
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.report import report
    from calsync.app.session import open_session

    with open_session(options.options(args), progress=terminal.progress) as session:
        made = report(session)
    file = args.output.expanduser().absolute()
    _write(file, made.html)
    if args.json:
        terminal.document(
            {
                "schema": "calsync.report/1",
                "file": str(file),
                "follow_ups": made.follow_ups,
                "applications": made.applications,
            }
        )
    else:
        counts = f"{count(made.applications, 'application')}, {count(made.follow_ups, 'follow-up')} to do"
        terminal.say(f"{place(str(file))}: {counts}")
    tables.remarks(terminal, made.notices, (), as_json=args.json)
    if args.open:
        import webbrowser

        webbrowser.open(file.as_uri())
    return 0


def _write(file: Path, html: str) -> None:
    """Raises TargetError, the old page as it was."""
    from calsync.stores.atomic import create_file, make_folder, replace_file

    make_folder(file.parent)
    (replace_file if file.exists() else create_file)(file, html.encode())
