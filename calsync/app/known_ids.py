"""The short ids of open follow-ups as last seen, for completion: from the ledger alone, without a target."""

from __future__ import annotations

from calsync import paths
from calsync.app.ids import short_ids
from calsync.model import State


def open_ids() -> tuple[tuple[str, str], ...]:
    """(short id, title), soonest first, of the target that was used last. Raises LedgerError."""
    from calsync.ledger import Ledger

    with Ledger(paths.state_dir() / "ledger.sqlite", read_only=True) as ledger:
        book = ledger.current()
        bases = book.bases() if book is not None else ()
    ids = short_ids(str(base.key) for base in bases)
    still = sorted((one for one in bases if one.state is State.OPEN), key=lambda one: (one.due, one.key))
    return tuple((ids[str(base.key)], base.summary) for base in still)
