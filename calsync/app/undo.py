"""``undo``: takes back what the last sync changed, so that the next one does not do it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from calsync.app.results import PlanResult, shortcomings
from calsync.app.session import Session
from calsync.app.target import open_target
from calsync.errors import CalsyncError, ItemError, LedgerError, Stale, UidTaken
from calsync.ical.item import Item, read_item, restored_item
from calsync.ledger.book import Book
from calsync.ledger.journal import Change
from calsync.model import Act, Component, Key, Notice, Outcome, Result, State, Stored
from calsync.reconcile.base import Base
from calsync.reconcile.step import describe
from calsync.stores.base import Target


def undo(session: Session) -> PlanResult:
    """Undoes the newest sync of the target that changed something. Needs a writing session.

    An undone create becomes a tombstone, an undone update counts as the user's edit, and what was
    retracted or suppressed stands there again. Objects changed since are skipped and named. Raises
    LedgerError; what the target refuses is told in the result.
    """
    target = open_target(session)
    journal = session.ledger.journal
    last = journal.last(target.id)
    if last is None:
        text = f"no sync has changed {target.name}: there is nothing to undo"
        return _result(session, target, (), (Notice("nothing_to_undo", text),))
    run, _ = last
    undoing = _Undoing(target, session.ledger.book(target.id), session)
    outcomes = tuple(undoing.one(change) for change in reversed(journal.changes(run)))
    journal.undone(run)
    return _result(session, target, outcomes, ())


def _result(
    session: Session, target: Target, outcomes: tuple[Outcome, ...], notices: tuple[Notice, ...]
) -> PlanResult:
    return PlanResult(
        now=session.now,
        zone=session.zone.key,
        target=target.name,
        component=next((one.action.component for one in outcomes), Component.VTODO),
        safe=True,
        outcomes=outcomes,
        interviews=tuple(one.interview for one in session.ledger.facts.interviews().values()),
        notices=(*session.notices, *notices),
        failures=shortcomings(outcomes, target.name),
    )


_UNDONE = "calsync undo brought it back"
_WORDS = {
    Act.CREATE: (Act.RETRACT, "the last sync created it"),
    Act.UPDATE: (Act.UPDATE, "back to what it was before the last sync"),
    Act.ADOPT: (Act.UPDATE, "back to what it was before the last sync"),
    Act.RETRACT: (Act.CREATE, "the last sync took it out"),
    Act.SUPPRESS: (Act.CREATE, "the last sync took it for deleted"),
}
"""What undoing each change is, and why."""


class _ChangedSince(Exception):
    """Somebody changed the object after the sync: it is theirs now."""


@dataclass(frozen=True)
class _Undoing:
    target: Target
    book: Book
    session: Session

    def one(self, change: Change) -> Outcome:
        bases: Mapping[Key, Base] = {base.key: base for base in self.book.bases()}
        base = bases.get(change.key) or change.base
        assert base is not None  # whatever is in the journal was committed with a base
        act, reason = _WORDS[change.act]
        action = describe(act, base, reason)
        try:
            self._back(change, base)
        except (_ChangedSince, Stale):
            return Outcome(action, Result.STALE, "changed since: left as it is")
        except LedgerError:
            raise
        except CalsyncError as error:
            return Outcome(action, Result.FAILED, str(error))
        return Outcome(action, Result.DONE)

    def _back(self, change: Change, base: Base) -> None:
        match change.act:
            case Act.CREATE:
                item = self._unchanged(base, change.after)
                self.book.commit([replace(base, state=State.DELETED, present=False)])
                if item is not None:
                    self.target.delete(item.href, item.etag)
            case Act.UPDATE | Act.ADOPT:
                item = self._unchanged(base, change.after)
                if item is None or change.before is None:
                    raise _ChangedSince
                data = restored_item(change.before, item.mark or "", self.session.now)
                stored = self.target.update(item.href, item.etag, data)
                self.book.commit([replace(base, etag=stored.etag)])
            case _:
                assert change.before is not None
                stored = self._again(base, change.before)
                back = replace(base, state=State.RELEASED, present=True, note=_UNDONE)
                uid = read_item(stored).uid
                self.book.commit([replace(back, uid=uid, href=stored.href, etag=stored.etag)])

    def _unchanged(self, base: Base, after: bytes | None) -> Item | None:
        """The object as the sync left it, None when it is gone. Raises _ChangedSince."""
        stored = self.target.get(base.href)
        if stored is None:
            return None
        item = read_item(stored)
        if after is None or _face(item) != _face(read_item(replace(stored, data=after))):
            raise _ChangedSince
        return item

    def _again(self, base: Base, data: bytes) -> Stored:
        """Stored again, under the UID's next generation where the target refuses the old one."""
        for generation in range(base.generation, base.generation + 5):
            uid = base.key.uid(generation)
            try:
                return self.target.create(uid, data.replace(base.uid.encode(), uid.encode()))
            except UidTaken:
                continue
        raise ItemError("the target refuses its UID")


def _face(item: Item) -> tuple[object, ...]:
    """What a person would see of it."""
    return (sorted(item.values.items()), item.state, item.annotated)
