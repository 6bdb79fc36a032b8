"""The one list of commands. Light on purpose: ``calsync --help`` imports nothing else."""

GROUPS = {
    "Look": {
        "scan": "show the interviews in your calendars, and why they count as such",
        "explain": "why an event is or is not an interview, and what follows from it",
        "plan": "what sync would do; writes nothing",
        "agenda": "the follow-ups that are open, overdue ones first",
        "report": "everything on one page to open in a browser",
    },
    "Do": {
        "sync": "write the follow-ups and keep them right",
        "import": "remember an invitation file for later runs",
        "draft": "print the message of a follow-up, or open it in your mail program",
        "done": "a follow-up is done",
        "snooze": "a follow-up is due later",
        "dismiss": "a follow-up is not wanted: take it out for good",
        "outcome": "tell what came of it: heard back, offer, rejected, decision date",
        "confirm": "an event is an interview, whatever the detector says",
        "ignore": "an event is none, whatever the detector says",
    },
    "Set up": {
        "init": "set it up in at most six questions",
        "account": "the servers that calendars are on: add, list, test, remove",
        "schedule": "have it run by itself, from systemd or cron",
        "doctor": "check that everything a run needs is there",
        "completion": "a script that lets your shell complete commands and ids",
    },
    "Take back": {
        "undo": "take back the last sync",
        "remove": "take out every follow-up that you have not touched",
    },
}
"""Heading to commands to summaries, in the order of the help. The module is ``calsync.cli.commands.NAME``."""

HEAD = """\
usage: calsync COMMAND [options] [SOURCE ...]

Turns the interviews in your calendar into the right follow-ups, in the task
app you already use. It never mails anyone, and never touches an event that it
did not create.
"""

TAIL = """\
SOURCE is an .ics file, a .zip of them, a folder, a feed's https:// address,
- for standard input, or a name from the configuration. Without one: everything
configured, and what was imported.

Examples:
  calsync scan interviews.ics       what is found in a calendar file
  calsync plan interviews.ics       what would be written, and when it is due
  calsync sync interviews.ics --target followups.ics
                                    write it, and keep it right on later runs

calsync COMMAND --help shows the options of a command, with examples.
"""


def module_name(command: str) -> str:
    """Dotted name of the module of a command; ``import`` is a word of Python, so it ends in ``_``."""
    return f"calsync.cli.commands.{command}{'_' if command == 'import' else ''}"


def summaries() -> dict[str, str]:
    """Every command with its summary."""
    return {name: summary for group in GROUPS.values() for name, summary in group.items()}


def overview() -> str:
    """What ``calsync --help`` prints."""
    lines = [HEAD]
    for heading, commands in GROUPS.items():
        lines.append(f"{heading}:")
        lines += [f"  {name:<12}{summary}" for name, summary in commands.items()]
        lines.append("")
    return "\n".join([*lines, TAIL])
