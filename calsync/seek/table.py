"""Words by the run of letters that they are sought by: what is worked out once and kept in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from calsync.digests import blake2b
from calsync.folding import fold
from calsync.kept import Lines, Sorted
from calsync.seek.runs import LETTERS, PART

WHOLE, OPEN, INNER, SINGLE = "= + ~ .".split()  # noqa: SIM905 - kinds of keys, in one place
"""How the run of a key stands in texts: as it is; going on; within another, where the key has its first
two letters; the same where it is a single letter."""

_PLAIN = frozenset(
    """
    a about agenda an and anything are at b be bring by c call chat click com computer conference content
    conversation d das de der des description dial die do down du e en equipe et example f find first
    floor for from g google head here hour http https i in initial intro introductory io is it join
    kitchen l la last le learn les link location m meet meeting merci microsoft minutes mit mobile month
    more n name net next not number numbers o of on online options org passcode phone point regarding
    reply review round s screen server session status summary t talk team teams test the third this three
    time title to un und une us video visit web what when where who will with would www x y you your zoom
    """.split()  # noqa: SIM905 - as a list it would take forty lines
)
"""Parts of phrases that any calendar is full of: phrases are sought by another part where there is one."""

_DIGIT = re.compile(r"[0-9]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Folded words by key, ready to be looked up."""

    lines: Mapping[str, str]
    """Words with tabs between them, by kind and run."""
    longest: int
    """Bytes of the longest word."""
    digits: bool = False
    """Whether digits are part of runs: only if a word is nothing else."""
    kept: Sorted = field(default_factory=lambda: Sorted(b"\n", 1))
    """More of ``lines``, in UTF-8."""

    @staticmethod
    def of(words: Iterable[str]) -> Table:
        """The words, which need not be folded."""
        folded = sorted({_BLANKS.sub(" ", fold(word)) for word in words} - {""})
        digits = any(_DIGIT.search(word) and not LETTERS.search(word) for word in folded)
        lines: dict[str, list[str]] = {}
        for word in folded:
            if (found := sought_by(word, PART if digits else LETTERS)) is not None:
                lines.setdefault(found[0], []).append(word)
        longest = max((len(word.encode()) for word in folded), default=0)
        return Table({key: "\t".join(lines[key]) for key in sorted(lines)}, longest, digits)

    @staticmethod
    def kept_in(path: Path) -> Table:
        """What ``str()`` of a table was: of its words those that are asked for are read."""
        lines = Lines(path)
        return Table({}, int(lines[0].split()[0]), kept=Sorted(lines.rest(), 1, lines))

    def __str__(self) -> str:
        """The words of each key, then the keys with the numbers of these lines. In front what tells one
        state of the words from another."""
        keys = (f"{key}\t{number}" for number, key in enumerate(self.lines, 1))
        body = "".join(f"{line}\n" for line in (*self.lines.values(), "", *keys))
        return f"{self.longest} {blake2b(body.encode(), digest_size=8).hexdigest()}\n{body}"

    def with_words(self, words: Iterable[str]) -> Table:
        """This table and some words more."""
        more = Table.of(words)
        if more.digits != self.digits:
            return Table.of([*self, *more])
        lines = dict(self.lines)
        for key, written in more.lines.items():
            lines[key] = f"{lines[key]}\t{written}" if key in lines else written
        return Table(lines, max(self.longest, more.longest), self.digits, self.kept)

    def under(self, key: str) -> list[str]:
        """The words of a key."""
        found = self.lines.get(key)
        words = found.split("\t") if found else []
        if kept := self.kept.get(key.encode(errors="surrogatepass")):
            words += kept.decode().split("\t")
        return words

    def every_key(self) -> Iterator[str]:
        """Every key; some come twice."""
        return chain(map(bytes.decode, self.kept), self.lines)

    def __iter__(self) -> Iterator[str]:
        """Every word, folded."""
        lines = chain(map(bytes.decode, self.kept.values()), self.lines.values())
        return (word for line in lines for word in line.split("\t"))


def sought_by(word: str, run: re.Pattern[str]) -> tuple[str, str] | None:
    """The key of a folded word, and what a run must have from there on: the rarest of its own runs."""
    runs = run.findall(word)
    if not runs:
        return None
    rare = runs[0] if len(runs) == 1 else max(runs, key=_worth)
    begins, ends = rare != runs[0] or not word.startswith(rare), rare != runs[-1] or not word.endswith(rare)
    if begins:
        return f"{WHOLE if ends else OPEN}{rare}", rare
    return f"{INNER if len(rare) > 1 else SINGLE}{rare[:2]}", f"{rare} " if ends else rare


def _worth(run: str) -> tuple[bool, bool, int]:
    rare = run not in _PLAIN
    return rare and (len(run) > 3 or not run.isascii()), rare, len(run)
