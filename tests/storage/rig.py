"""An empty store, and what is known of its ways: the conformance suite asks for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from calsync.ical.item import Content
from calsync.model import Component
from calsync.stores.base import Target
from tests.storage.samples import item


@dataclass(frozen=True)
class Rig:
    """One empty store, ready for a test."""

    target: Target
    again: Callable[[], Target]
    """Another client on the same place: another program, another machine, the next run."""
    takes: frozenset[Component] = frozenset(Component)
    """What it really takes, whatever it says."""
    reuses_uids: bool = True
    """False where a UID that was deleted is refused for ever (a trash bin)."""
    splits_categories: bool = False
    """True where a comma in a category makes two of it, escaped or not (Cyrus)."""
    keeps_unknown: bool = True
    """False where properties that the server does not know are dropped, the mark among them (Google)."""

    @property
    def component(self) -> Component:
        """What follow-ups are written as here."""
        return Component.VTODO if Component.VTODO in self.takes else Component.VEVENT

    def item(self, number: int = 0, what: Content | None = None) -> bytes:
        """A follow-up as it is written here."""
        return item(number, what, self.component)


Factory = Callable[[Path], AbstractContextManager[Rig]]
