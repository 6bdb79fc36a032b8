"""What is remembered of a folder: of every file its mark and what came of looking into it.

Kept as three blocks, not as a record a file: where nothing has changed, a hundred thousand files are known
again by one comparison of bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from calsync.stores.base import Entry
from calsync.stores.listing import NO_MARK, Listing

PAST, CLEAN, CHOSEN, OPEN = range(4)
"""What a file holds: nothing in reach; nothing chosen; something chosen, and kept; or it has to be opened
whenever it is asked."""

_LISTING, _STATES, _CHOSEN = "listing", "states", "chosen"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A listing and, by the place in it: a state, the VEVENTs of the file, and the bytes chosen from it."""

    listing: Listing
    states: bytearray
    counts: array[int]
    chosen: dict[int, bytes]

    @staticmethod
    def of(listing: Listing) -> Shelf:
        """For a folder of which nothing is known."""
        size = len(listing.names)
        return Shelf(listing, bytearray(size), array("q", bytes(8 * size)), {})

    def moved(self, listing: Listing) -> tuple[Shelf, list[int]]:
        """What is known of the files of another listing, and the places of those that are not known."""
        known = {name: place for place, name in enumerate(self.listing.names)}
        shelf, unknown = Shelf.of(listing), []
        for place, name in enumerate(listing.names):
            before = known.get(name)
            if (
                before is None
                or (mark := listing.mark(place)) == NO_MARK
                or mark != self.listing.mark(before)
            ):
                unknown.append(place)
            else:
                shelf.states[place] = self.states[before]
                shelf.counts[place] = self.counts[before]
                if self.states[before] == CHOSEN:
                    shelf.chosen[place] = self.chosen[before]
        return shelf, unknown

    def put(self, place: int, state: int, events: int = 0, data: bytes | None = None) -> None:
        """Remember a file."""
        self.states[place], self.counts[place] = state, events
        self.chosen.pop(place, None)
        if data is not None:
            self.chosen[place] = data

    def places(self, *states: int) -> list[int]:
        """The files in these states; few of very many are found as fast as bytes can be searched."""
        found = []
        for state in states:
            place = self.states.find(state)
            while place >= 0:
                found.append(place)
                place = self.states.find(state, place + 1)
        return found

    def pack(self) -> dict[str, Entry]:
        """As what a Cache keeps."""
        places = sorted(self.chosen)
        head = array("q", (len(places), *places, *(len(self.chosen[place]) for place in places)))
        blocks = {
            _LISTING: self.listing.pack(),
            _STATES: bytes(self.states) + self.counts.tobytes(),
            _CHOSEN: b"".join((head.tobytes(), *(self.chosen[place] for place in places))),
        }
        return {name: Entry("1", data) for name, data in blocks.items()}

    @staticmethod
    def unpack(entries: Mapping[str, Entry], seen: Listing) -> Shelf | None:
        """The shelf that was packed, with its own listing, or ``seen`` where that is the same; None for
        anything else."""
        blocks = [entries[name].data or b"" if name in entries else None for name in _NAMES]
        kept, states, chosen = blocks
        if kept is None or states is None or chosen is None:
            return None
        try:
            listing = seen if kept == seen.pack() else Listing.unpack(kept)
            size = len(listing.names)
            counts = array("q", states[size:])
            (number,) = array("q", chosen[:8])
            head = array("q", chosen[8 : 8 + 16 * number])
        except ValueError:
            return None
        if len(counts) != size or len(head) != 2 * number:
            return None
        shelf, begin = Shelf(listing, bytearray(states[:size]), counts, {}), 8 + 16 * number
        for place, length in zip(head[:number], head[number:], strict=True):
            shelf.chosen[place] = chosen[begin : begin + length]
            begin += length
        return shelf


_NAMES = (_LISTING, _STATES, _CHOSEN)
