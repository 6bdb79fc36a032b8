"""The ledger: one SQLite file a user, with what must be remembered between runs.

``Ledger`` opens it; its parts are ``facts`` (interviews, rulings, outcomes), ``book`` (one target's
follow-ups), ``journal`` (what each sync changed, for undo) and ``cache`` (the sources' memory). Every
public call that writes is one transaction.
"""

from calsync.ledger.book import Book
from calsync.ledger.cache import LedgerCache, NoCache
from calsync.ledger.facts import Facts
from calsync.ledger.journal import Change, Journal
from calsync.ledger.open import Ledger, lock

__all__ = ["Book", "Change", "Facts", "Journal", "Ledger", "LedgerCache", "NoCache", "lock"]
