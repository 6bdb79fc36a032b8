"""Plan x Target x Ledger -> Outcomes.

The crash rule, in two sentences: a create or an update is one conditional request and then one commit, so
what stands in the target without being in the ledger is found again by its mark and adopted. A retract
commits its intent first, so what is missing from the target is known to be our own doing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from calsync.errors import (
    AuthError,
    CalsyncError,
    ItemError,
    LedgerError,
    NetworkError,
    NotThere,
    Refused,
    Stale,
    UidTaken,
)
from calsync.ical.item import Field, Item, canonical, new_item, patch_item, read_item
from calsync.ledger import Ledger
from calsync.ledger.journal import Change
from calsync.model import Act, Component, Key, Notice, Outcome, Result, State, Stored
from calsync.reconcile.base import Base, digests
from calsync.reconcile.mark import encode
from calsync.reconcile.plan import Plan
from calsync.reconcile.step import Step
from calsync.stores.base import Target

GENERATIONS = 5
"""How many further UIDs are tried where the server keeps refusing them."""
ATTEMPTS = 3
"""How often an item that keeps changing under our hands is planned again."""

Again = Callable[[Key, Item | None], Plan]
"""Plans one follow-up again, from what stands there now."""


@dataclass(slots=True)
class Applied:
    """What became of a plan."""

    outcomes: list[Outcome] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    component: Component | None = None
    """What new follow-ups are written as, found out by a refusal."""
    failure: CalsyncError | None = None
    """What ended the work early: the target could not be reached any more."""


def apply(
    plan: Plan,
    target: Target,
    ledger: Ledger,
    again: Again,
    now: datetime,
    *,
    zone: tzinfo,
    fallback: bool,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Applied:
    """Carries out a plan, one action at a time.

    ``zone`` is the user's. ``fallback`` lets tasks become events where the target refuses tasks. One
    item's failure never stops the others; only a target that cannot be reached ends the work
    (``Applied.failure``), and a ledger that cannot be written (LedgerError, raised).
    """
    book = ledger.book(target.id)
    book.commit(plan.notes, plan.expired)
    run = _Run(target, ledger, again, now, zone, fallback)
    for number, step in enumerate(plan.steps, start=1):
        run.done.outcomes.append(run.outcome(step))
        progress(number, len(plan.steps))
    return run.done


class _Replan(Exception):
    """The object is not what the plan took it for; ``item`` is what stands there now."""

    def __init__(self, item: Item | None) -> None:
        super().__init__()
        self.item = item


class _Run:
    def __init__(
        self, target: Target, ledger: Ledger, again: Again, now: datetime, zone: tzinfo, fallback: bool
    ) -> None:
        self._target = target
        self._ledger = ledger
        self._book = ledger.book(target.id)
        self._again = again
        self._now = now
        self._zone = zone
        self._fallback = fallback
        self._run: int | None = None
        self.done = Applied()

    def outcome(self, step: Step) -> Outcome:
        if step.action.withheld:
            return Outcome(step.action, Result.WITHHELD)
        if self.done.failure is not None:
            return Outcome(step.action, Result.FAILED, "not tried: the target cannot be reached")
        try:
            return self._attempts(step)
        except LedgerError:
            raise
        except (AuthError, NetworkError) as error:
            self.done.failure = error
            return Outcome(step.action, Result.FAILED, str(error))
        except CalsyncError as error:
            return Outcome(step.action, Result.FAILED, str(error))

    def _attempts(self, step: Step) -> Outcome:
        for _ in range(ATTEMPTS):
            try:
                self._do(step)
                return Outcome(step.action, Result.DONE)
            except _Replan as news:
                fresh = self._again(step.action.key, news.item)
                self._book.commit(fresh.notes)
                self.done.notices.extend(fresh.notices)
                if not fresh.steps:
                    return Outcome(step.action, Result.DONE)
                step = fresh.steps[0]
        return Outcome(step.action, Result.STALE, "it keeps changing in the target: the next run looks again")

    def _do(self, step: Step) -> None:
        """One action. Raises _Replan for news, and whatever the target raises."""
        match step.action.act:
            case Act.CREATE:
                self._create(step)
            case Act.UPDATE | Act.ADOPT:
                self._update(step)
            case Act.RETRACT:
                self._retract(step)
            case Act.SUPPRESS:
                self._suppress(step)
            case Act.RELEASE:
                self._commit(step.after)
            case Act.FORGET:
                self._book.commit(forget=[step.action.key])
            case Act.KEEP:
                pass

    # -- the actions

    def _create(self, step: Step) -> None:
        after, content, mark = step.after, step.content, step.mark
        assert after is not None and content is not None and mark is not None
        tries = GENERATIONS if step.before is not None else 1
        for _ in range(tries):
            if self.done.component is not None and after.component is not self.done.component:
                asked = digests(canonical(content, self.done.component))
                after = replace(after, component=self.done.component, asked=asked)
                mark = replace(mark, digests=asked)
            after = replace(after, uid=after.key.uid(after.generation))
            mark = replace(mark, generation=after.generation)
            data = new_item(after.uid, content, after.component, encode(mark), self._now)
            try:
                stored = self._target.create(after.uid, data)
            except Refused:
                if not (self._fallback and after.component is Component.VTODO):
                    raise
                self._settle(Component.VEVENT)
                self._create(replace(step, after=after, mark=mark))
                return
            except UidTaken as taken:
                found = self._find(after.uid, taken.href)
                if found is not None:
                    raise _Replan(found) from None
                after = replace(after, generation=after.generation + 1)
                continue
            self._changed(step, _as_stored(after, stored, frozenset(Field)), None, stored.data)
            return
        text = f"“{after.summary}”: the target refuses its UID, as if it had been deleted there; not written"
        self.done.notices.append(Notice("uid_refused", text, uid=after.uid))
        self._commit(replace(after, state=State.DELETED, present=False))

    def _update(self, step: Step) -> None:
        after, item = step.after, step.item
        assert after is not None and item is not None
        if not step.fields:
            self._commit(after)
            return
        assert step.content is not None and step.mark is not None
        data = patch_item(item.data, step.content, step.fields, encode(step.mark), self._now)
        try:
            stored = self._target.update(item.href, item.etag, data)
        except (Stale, NotThere):
            raise _Replan(self._look(item.href)) from None
        self._changed(step, _as_stored(after, stored, step.fields), item.data, stored.data)

    def _retract(self, step: Step) -> None:
        after, item = step.after, step.item
        assert after is not None and item is not None
        self._commit(replace(after, state=State.RETRACTING, present=True))
        try:
            self._target.delete(item.href, item.etag)
        except NotThere:
            pass
        except Stale:
            if step.before is not None:
                self._commit(step.before)
            raise _Replan(self._look(item.href)) from None
        self._changed(step, after, item.data, None)

    def _suppress(self, step: Step) -> None:
        before, after = step.before, step.after
        assert before is not None and after is not None
        if before == after:
            return
        found = self._look(before.href)
        if found is not None:
            raise _Replan(found)
        assert step.content is not None
        assert step.mark is not None
        data = new_item(before.uid, step.content, before.component, encode(step.mark), self._now)
        self._changed(step, after, data, None)

    # -- looking

    def _look(self, href: str) -> Item | None:
        stored = self._target.get(href) if href else None
        return read_item(stored, self._zone) if stored is not None else None

    def _find(self, uid: str, href: str) -> Item | None:
        """The object with this UID wherever it stands: an answer may have been lost on the way.

        ``href`` is looked at first, where the refusal named one: a listing may be late, an address is not.
        """
        here = self._target.get(href) if href else None
        return _among((here,) if here else (), uid, self._zone) or _among(
            self._target.read().objects, uid, self._zone
        )

    # -- remembering

    def _settle(self, component: Component) -> None:
        self.done.component = component
        self._book.settle(component)
        text = f"{self._target.name} takes no tasks (VTODO): follow-ups are written as events"
        self.done.notices.append(Notice("component_fallback", text))

    def _commit(self, base: Base | None) -> None:
        assert base is not None
        self._book.commit([base])

    def _changed(self, step: Step, after: Base, before_data: bytes | None, after_data: bytes | None) -> None:
        """One commit for what one request has changed, and for the way back."""
        with self._ledger.transaction():
            if self._run is None:
                self._run = self._ledger.journal.begin(self._target.id, self._now)
            change = Change(step.action.act, after.key, step.before, before_data, after_data)
            self._ledger.journal.note(self._run, change)
            self._book.commit([after])


def _among(objects: Iterable[Stored], uid: str, zone: tzinfo) -> Item | None:
    for stored in objects:
        try:
            item = read_item(stored, zone)
        except ItemError:
            continue
        if item.uid == uid:
            return item
    return None


def _as_stored(base: Base, stored: Stored, written: frozenset[Field]) -> Base:
    """The base with what the store made of the fields just written."""
    try:
        item = read_item(stored)
    except ItemError:
        return replace(base, href=stored.href, etag=stored.etag)
    have = digests(item.values)
    echo = {**base.echo, **{one: have[one] for one in written}}
    return replace(base, uid=item.uid, href=stored.href, etag=stored.etag, echo=echo)
