"""The words that a reader is to look for, passed around without being worked out until they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from calsync.digests import blake2b
from calsync.folding import fold
from calsync.seek.seeker import Seeker
from calsync.seek.table import Table


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that are built in, and more. Equal where the words are."""

    more: tuple[str, ...] = ()
    """Folded and sorted."""
    titles: Vocabulary | None = None
    """Words that only count in titles."""
    version: str = ""
    """Tells one state of the built-in words from another."""
    built_in: Callable[[], Table] | None = field(default=None, compare=False)
    """Where they come from when they are wanted: most runs find nothing new to look into."""

    @staticmethod
    def of(words: Iterable[str]) -> Vocabulary:
        """These words alone, folded or not."""
        return Vocabulary().plus(words)

    def plus(self, words: Iterable[str]) -> Vocabulary:
        """This one and some words more."""
        folded = {fold(word) for word in words} - {""}
        return replace(self, more=tuple(sorted({*self.more, *folded})))

    @property
    def digest(self) -> str:
        """Changes whenever the words do: new words, new reading."""
        in_titles = self.titles.digest if self.titles else ""
        text = "\n".join((self.version, *self.more, in_titles))
        return blake2b(text.encode(), digest_size=8).hexdigest()

    def table(self) -> Table:
        """The words, ready to be sought."""
        if self.built_in is None:
            return Table.of(self.more)
        return self.built_in().with_words(self.more) if self.more else self.built_in()


@lru_cache(maxsize=8)
def seeker_for(words: Vocabulary) -> Seeker:
    """The same Seeker for the same words: what one text taught is known in the next."""
    return Seeker(words.table())
