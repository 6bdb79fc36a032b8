"""Whether any of thousands of words is in a text, by a look at the runs of letters it is made of.

The same runs come again and again in a calendar: what each of them says is worked out once, and the next
text that is made of the same runs costs no more than cutting it up, which is done on bytes, by three calls
into C. No regular expression is compiled for the words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from string import ascii_letters, digits

from calsync.folding import fold

_PART = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
"""What folded text is made of: between Latin letters and others there is an edge."""

_LETTERS = re.compile(r"[a-z]+|[^\W_a-z0-9]+")
_NUMBER = re.compile(r"[0-9]")
_WRITTEN = re.compile(r"[\s\\,;]")
"""What may be written in several ways."""

_SPECIAL = re.compile(r"[^\w\s-]")
_MAX_KNOWN = 50_000
_PLAIN = frozenset(
    """
    about call chat conversation description first from head initial intro introductory equipe join
    kitchen last location meet meeting next phone point regarding review round screen session
    summary talk team teams test third this three visit will with would your
    """.split()  # noqa: SIM905 - as a list it would take forty lines
)
"""Parts of phrases that any calendar is full of: phrases are sought by another part where there is one."""


def _table(kept: str) -> bytes:
    """What cuts bytes into runs: letters become small, what is beyond ASCII stays, the rest is blank."""
    signs = {ord(sign): ord(sign.lower()) for sign in ascii_letters + kept}
    return bytes(sign if sign > 127 else signs.get(sign, ord(" ")) for sign in range(256))


_PARTS = _table(digits)


@dataclass(frozen=True, slots=True, eq=False)
class Needle:
    """A word ready to be sought."""

    spaced: str
    """Its parts with a blank between them, and one where it begins or ends with the edge of a word."""
    exact: str
    """What the folded text must hold as well, where signs are part of the word."""
    literal: bytes
    """The same, where the text as it stands must hold it too, but for the case of its letters."""
    whole: frozenset[bytes]
    """Runs that any text must have to hold it."""
    numbers: frozenset[bytes]
    """Parts with digits that any text must have to hold it."""
    alone: bool
    """Whether the run it is sought by proves it."""

    @staticmethod
    def of(word: str, run: re.Pattern[str]) -> Needle:
        """The needle of a folded word; ``run`` is what texts are cut into."""
        parts, runs = _PART.findall(word), run.findall(word)
        begins, ends = not word[0].isalnum(), not word[-1].isalnum()
        spaced = f"{' ' if begins else ''}{' '.join(parts)}{' ' if ends else ''}"
        exact = word.strip()
        if not _SPECIAL.search(exact) or (" " in exact and exact[0].isalnum() and exact[-1].isalnum()):
            exact = ""
        literal = exact.encode() if exact.isascii() and not _WRITTEN.search(exact) else b""
        # Between runs there is an edge, and where a digit that cuts them is the first or the last sign.
        first = 0 if begins or not parts[0].startswith(runs[0]) else 1
        last = len(runs) if ends or not parts[-1].endswith(runs[-1]) else len(runs) - 1
        certain = parts[0 if begins else 1 : None if ends else -1]
        return Needle(
            spaced,
            exact,
            literal,
            whole=frozenset(run.encode() for run in runs[first:last]),
            numbers=frozenset(part.encode() for part in certain if _NUMBER.search(part)),
            alone=spaced == runs[0] and not exact,
        )

    def ends(self) -> Iterator[tuple[str, str]]:
        """What it is cut into by the end of a line: the part before and the part after, with blanks."""
        if not self.exact:
            at = self.spaced.find(" ", 1)
            while 0 < at < len(self.spaced) - 1:
                yield self.spaced[: at + 1], self.spaced[at:]
                at = self.spaced.find(" ", at + 1)


class Seeker:
    """Words to be found in texts.

    A word is folded, and so are the texts. It matches anywhere, also inside another word; a blank or a
    hyphen within it stands for anything but letters and digits; one before or after it for the edge of a
    word. Whatever a plain search in the folded text would find is found.
    """

    def __init__(self, words: Iterable[str]) -> None:
        folded = {fold(word) for word in words}
        # Digits cut, so that random runs ("9755d4c13a90") are made of few; unless a word is nothing else.
        numbers = any(_NUMBER.search(word) and not _LETTERS.search(word) for word in folded)
        self._table = _table(digits if numbers else "")
        self._run = _PART if numbers else _LETTERS
        self.longest = max((len(word.encode()) for word in folded), default=0)
        """Bytes of the longest word."""
        self._whole: dict[str, list[str]] = {}
        """Words by the run that they are sought by, where that is whole in any text that holds them."""
        self._heads: dict[str, list[str]] = {}
        """The same where it may go on."""
        self._inner: dict[str, list[tuple[str, str]]] = {}
        """The rest by the first two letters of the run that is sought."""
        self._signs: dict[str, list[tuple[str, str]]] = {}
        """Where that run is a single letter."""
        for word in folded:
            self._add(word)
        self._lengths = sorted({len(head) for head in self._heads})
        self._begins = {head[:2] for head in self._heads}
        self._needles: dict[str, Needle] = {}
        """Those that were of use so far, by word."""
        self._nothing: set[bytes] = set()
        """Runs, as they stand in texts, that say nothing."""
        self._telling: dict[bytes, tuple[Needle, ...]] = {}
        self._forms: dict[bytes, tuple[bytes, ...]] = {}
        """What folding makes of runs that it changes."""
        self._cuts: dict[bytes, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        """By a telling run: what of words it is part of may stand at the end and at the begin of a line."""

    def found_in(self, text: str) -> bool:
        """Whether any word is in the text, which need not be folded."""
        data = text.encode(errors="surrogatepass")
        runs = self.runs(data)
        return self.holds(text, self.possible(data, runs, self.telling(runs)))

    def runs(self, data: bytes) -> set[bytes]:
        """What UTF-8 is made of."""
        return set(data.translate(self._table).split())

    def telling(self, runs: set[bytes]) -> set[bytes]:
        """Those of the runs that may be part of a word; most often none."""
        if len(self._nothing) + len(self._telling) > _MAX_KNOWN:
            for known in (self._nothing, self._telling, self._forms, self._cuts):
                known.clear()
        new = runs - self._nothing
        for run in new:
            if run not in self._telling:
                self._learn(run)
        return new - self._nothing

    def possible(self, data: bytes, runs: set[bytes], telling: Collection[bytes]) -> list[Needle]:
        """The words that may be in a text of these runs, of which those are telling."""
        if not self._forms.keys().isdisjoint(runs):
            runs = runs.union(*(self._forms[run] for run in runs & self._forms.keys()))
        found = [needle for run in telling for needle in self._telling[run] if needle.whole <= runs]
        if not found or not data.isascii():
            return found
        small, parts = data.lower(), set(data.translate(_PARTS).split())
        return [needle for needle in found if needle.literal in small and needle.numbers <= parts]

    def holds(self, text: str, possible: Collection[Needle]) -> bool:
        """Whether one of these words is in the text."""
        if not possible or any(needle.alone for needle in possible):
            return bool(possible)
        folded = fold(text)
        likely = [needle.spaced for needle in possible if needle.exact in folded]
        if not likely:
            return False
        spaced = _spaced(folded)
        return any(word in spaced for word in likely)

    def may_go_on(self, line: str, telling: Iterable[bytes]) -> bool:
        """Whether a word of which the line has these runs may begin before it or end after it."""
        spaced = ""
        for run in telling:
            if run not in self._cuts:
                cuts = list(
                    zip(*(cut for needle in self._telling[run] for cut in needle.ends()), strict=True)
                )
                self._cuts[run] = (cuts[0], cuts[1]) if cuts else ((), ())
            before, after = self._cuts[run]
            if before:
                spaced = spaced or _spaced(fold(line))
                if spaced.endswith(before) or spaced.startswith(after):
                    return True
                if len(spaced) <= self.longest and any(spaced in n.spaced for n in self._telling[run]):
                    return True
        return False

    def _add(self, word: str) -> None:
        """Take in a folded word, by the run that is the rarest."""
        runs = self._run.findall(word)
        if not runs:
            return
        run = runs[0] if len(runs) == 1 else max(runs, key=_worth)
        begins, ends = run != runs[0] or not word.startswith(run), run != runs[-1] or not word.endswith(run)
        if begins:
            (self._whole if ends else self._heads).setdefault(run, []).append(word)
        else:
            home = self._inner if len(run) > 1 else self._signs
            home.setdefault(run[:2], []).append((f"{run} " if ends else run, word))

    def _needle(self, word: str) -> Needle:
        if word not in self._needles:
            self._needles[word] = Needle.of(word, self._run)
        return self._needles[word]

    def _learn(self, run: bytes) -> None:
        """Take in what a run, new so far, may say."""
        text = run.decode(errors="surrogatepass")
        forms = (text,) if run.isascii() else tuple(self._run.findall(fold(text)))
        words = dict.fromkeys(word for form in forms for word in self._fitting(form))
        if forms != (text,):
            self._forms[run] = tuple(form.encode(errors="surrogatepass") for form in forms)
        if words:
            self._telling[run] = tuple(map(self._needle, words))
        else:
            self._nothing.add(run)

    def _fitting(self, form: str) -> Iterator[str]:
        yield from self._whole.get(form, ())
        if form[:2] in self._begins or form[0] in self._begins:
            for length in self._lengths:
                yield from self._heads.get(form[:length], ())
        for sign, alike in self._signs.items():
            if sign in form:
                yield from (word for written, word in alike if written in f"{form} ")
        for at in range(len(form) - 1):
            for written, word in self._inner.get(form[at : at + 2], ()):
                if f"{form} ".startswith(written, at):
                    yield word


def _spaced(folded: str) -> str:
    return f" {' '.join(_PART.findall(folded))} "


def _worth(run: str) -> tuple[bool, int]:
    return run not in _PLAIN and (len(run) > 3 or not run.isascii()), len(run)
