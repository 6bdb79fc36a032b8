"""What a source remembers between runs: by which words, context and UIDs its events were chosen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from calsync.digests import sha256
from calsync.model import Query

_MAX_TERMS = 1000
"""More words of context than this are not carried along; the next reading starts anew."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Beside the words, what the remembered events were chosen by; and the validators of a feed."""

    terms: frozenset[str] = frozenset()
    uids: frozenset[str] = frozenset()
    etag: str = ""
    modified: str = ""
    since: str = ""
    """The moment (ISO, aware) from which on was chosen; empty for all that there is."""

    @staticmethod
    def parse(state: str) -> Basis:
        """From the cache's state; anything that is none is an empty basis."""
        try:
            found = json.loads(state)
            since = str(found.get("since", ""))
            if since and datetime.fromisoformat(since).tzinfo is None:
                return Basis()
            return Basis(
                frozenset(found["terms"]),
                frozenset(found["uids"]),
                str(found["etag"]),
                str(found["modified"]),
                since,
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return Basis()

    def __str__(self) -> str:
        return json.dumps(
            {
                "terms": sorted(self.terms),
                "uids": sorted(self.uids),
                "etag": self.etag,
                "modified": self.modified,
                "since": self.since,
            }
        )

    def covers(self, terms: Iterable[str], uids: frozenset[str], chosen: Iterable[bytes | None]) -> bool:
        """Whether what was remembered holds all that these terms and UIDs would choose."""
        if not self.terms.issuperset(terms):
            return False
        missing = {uid.encode() for uid in uids - self.uids}
        for data in chosen if missing else ():
            if data is not None:
                whole = data.replace(b"\r\n ", b"")
                missing = {uid for uid in missing if uid not in whole}
        return not missing

    def widened(self, terms: frozenset[str], uids: frozenset[str]) -> Basis:
        """Chosen by these as well."""
        both = self.terms | terms
        return replace(self, terms=both if len(both) <= _MAX_TERMS else terms, uids=self.uids | uids)


def basis_of(query: Query, *parts: bytes) -> str:
    """For ``Reading.basis``: digest of what is asked for, and of all that the answer comes from."""
    words = query.words and query.words.digest
    asked = (words, sorted(query.uids), query.window, query.zone.key, *map(len, parts))
    digest = sha256(repr(asked).encode())
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:32]
