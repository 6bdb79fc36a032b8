"""The ledger: one SQLite file a user, with what must be remembered between runs.

``Ledger`` opens it; its parts are ``facts`` (interviews, rulings, outcomes), ``book`` (one target's
follow-ups), ``journal`` (what each sync changed, for undo) and ``cache`` (the sources' memory), each loaded
when it is used. Every public call that writes is one transaction.
"""

from calsync.ledger.open import Ledger, lock

__all__ = ["Ledger", "lock"]
