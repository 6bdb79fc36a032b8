"""Whether any of thousands of words is in a text, by a look at the runs of letters it is made of.

The same runs come again and again in a calendar: what each of them says is worked out once, and the next
text that is made of the same runs costs no more than cutting it up, which is done on bytes, by three calls
into C. No regular expression is compiled for the words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from calsync.folding import fold
from calsync.seek.needle import Needle, edged
from calsync.seek.runs import LETTERS, PART, TO_LETTERS, TO_PARTS
from calsync.seek.table import INNER, OPEN, SINGLE, WHOLE, Table, sought_by

_MAX_KNOWN = 50_000


class Seeker:
    """Words to be found in texts.

    A word is folded, and so are the texts. It matches anywhere, also inside another word; a blank or a
    hyphen within it stands for anything but letters and digits; one before or after it for the edge of a
    word. Whatever a plain search in the folded text would find is found.
    """

    def __init__(self, table: Table) -> None:
        self.longest = table.longest
        """Bytes of the longest word."""
        self._cutting = TO_PARTS if table.digits else TO_LETTERS
        self._run = PART if table.digits else LETTERS
        self._table = table
        self._open: dict[str, set[int]] = {}
        """By first letter, how long the runs are that may go on."""
        self._single: list[str] = []
        self._inner: set[str] = set()
        for key in table.every_key():
            if key[0] == OPEN:
                self._open.setdefault(key[1], set()).add(len(key) - 1)
            elif key[0] == SINGLE:
                self._single.append(key[1])
            elif key[0] == INNER:
                self._inner.add(key[1:])
        self._words: dict[str, tuple[tuple[str, str], ...]] = {}
        """Those sought within runs that have been looked up, by key, each with what a run must have."""
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
        return set(data.translate(self._cutting).split())

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
        small, parts = data.lower(), set(data.translate(TO_PARTS).split())
        return [needle for needle in found if needle.literal in small and needle.numbers <= parts]

    def holds(self, text: str, possible: Collection[Needle]) -> bool:
        """Whether one of these words is in the text."""
        if not possible or any(needle.alone for needle in possible):
            return bool(possible)
        folded = fold(text)
        likely = [needle.spaced for needle in possible if needle.exact in folded]
        if not likely:
            return False
        text = edged(folded)
        return any(word in text for word in likely)

    def may_go_on(self, line: str, telling: Iterable[bytes]) -> tuple[bool, bool]:
        """Whether a word of which the line has these runs may begin before it, and end after it."""
        spaced, begins, ends = "", False, False
        for run in telling:
            if run not in self._cuts:
                cuts = [cut for needle in self._telling[run] for cut in needle.ends()]
                self._cuts[run] = tuple({cut[0] for cut in cuts}), tuple({cut[1] for cut in cuts})
            before, after = self._cuts[run]
            if before:
                spaced = spaced or edged(fold(line))
                begins, ends = begins or spaced.startswith(after), ends or spaced.endswith(before)
                if len(spaced) <= self.longest and any(spaced in n.spaced for n in self._telling[run]):
                    return True, True
        return begins, ends

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
        """The words that are sought by this run."""
        yield from self._table.under(f"{WHOLE}{form}")
        for length in self._open.get(form[0], ()):
            if length <= len(form):
                yield from self._table.under(f"{OPEN}{form[:length]}")
        for sign in self._single:
            if sign in form:
                yield from (word for word, written in self._within(SINGLE, sign) if written in f"{form} ")
        for at in range(len(form) - 1):
            if (two := form[at : at + 2]) in self._inner:
                for word, written in self._within(INNER, two):
                    if f"{form} ".startswith(written, at):
                        yield word

    def _within(self, kind: str, letters: str) -> tuple[tuple[str, str], ...]:
        """The words of a key that are sought within runs, each with what a run must have."""
        key = f"{kind}{letters}"
        if key not in self._words:
            found = ((word, sought_by(word, self._run)) for word in self._table.under(key))
            self._words[key] = tuple((word, by[1]) for word, by in found if by)
        return self._words[key]
